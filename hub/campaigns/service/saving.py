"""Saving audiences: every saving is a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.campaigns.errors import CampaignChanged
from hub.campaigns.models import AudienceRow
from hub.campaigns.reads import audiences as reads
from hub.campaigns.rules.conditions import read_condition
from hub.campaigns.rules.shapes import WORD, read, written
from hub.journal import service as journal
from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from hub.campaigns.rules.values import SavedAudience
    from hub.ports import Ports

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('audience ' || $1, 0))"


async def save_audience(
    ports: Ports, actor: str, name: str, condition: object, version: int | None = None
) -> SavedAudience:
    """Save ``condition`` (plain JSON) under ``name``; the same again changes nothing.

    Refuses what is no condition, or names what the catalogue does not have (``InvalidInput``), and, where ``version``
    says which one it was made from (0: none), a later one (``CampaignChanged``).
    """
    name = read(WORD, name.strip(), "name")
    told = read_condition(condition)
    if unknown := await reads.unknown_in(told):
        raise InvalidInput("condition", "; ".join(unknown))
    async with in_transaction():
        await get_connection("default").execute_query(_LOCK, [name])
        before = (await reads.audiences([name])).get(name)
        if before and before.condition == told:
            return before
        last = before.version if before else 0
        if version is not None and version != last:
            raise CampaignChanged(name, last)
        row = AudienceRow(name=name, version=last + 1, condition=written(told), author=actor, at=ports.clock.now())
        await row.save(force_create=True)
        facts = {"version": row.version}
        await journal.record(row.at, actor, action="save_audience", subject=f"audience:{name}", facts=facts)
    return reads.audience(row)
