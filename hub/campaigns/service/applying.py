"""Audiences and campaigns as a file: applied whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.campaigns.reads import audiences
from hub.campaigns.reads import campaigns as reads
from hub.campaigns.rules.documents import read_document, write_document
from hub.campaigns.rules.shapes import written
from hub.campaigns.service.drafting import save_campaign
from hub.campaigns.service.saving import save_audience

if TYPE_CHECKING:
    from hub.ports import Ports

_MANY = 10_000


async def apply(ports: Ports, actor: str, text: bytes) -> list[str]:
    """Save the audiences of a document, and its campaigns as drafts; what was changed, in words.

    The same document again changes nothing. Refuses, and changes nothing, where saving one of them is refused.
    """
    document = read_document(text)
    changed = []
    async with in_transaction():
        for audience in document.audiences:
            before = (await audiences.audiences([audience.name])).get(audience.name)
            after = await save_audience(ports, actor, audience.name, written(audience.condition))
            if before != after:
                changed.append(f"audience {after.name}: version {after.version}")
        for campaign in document.campaigns:
            saved_before = (await reads.campaigns_by_codes([campaign.code])).get(campaign.code)
            saved = await save_campaign(ports, actor, campaign.code, written(campaign.plan))
            if saved_before is None or saved_before.saved != saved.saved:
                changed.append(f"campaign {saved.code}: draft, saved {saved.saved} times")
    return changed


async def export() -> str:
    """All audiences and campaigns as a document."""
    saved = {each.name: each.condition for each in await audiences.saved_audiences()}
    return write_document(saved, [(each.code, each.plan) for each in await reads.listed(_MANY)])
