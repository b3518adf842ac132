"""The links in messages of campaigns: signed, followed in one step, and noted as a click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import orjson

from hub.campaigns.models import ParticipantRow, TouchRow
from hub.campaigns.reads import campaigns as reads
from hub.campaigns.rules.plans import Landing
from hub.kernel.calendar import parse_instant
from hub.kernel.errors import InvalidInput
from hub.notifications.service.linking import renewal_link
from hub.ports.sealing import seal_token, unseal_token

if TYPE_CHECKING:
    from hub.ports import Ports

_PURPOSE = "campaign link"
_GOOD_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Link:
    """Whose link it is, and in the message of which step."""

    campaign_id: UUID
    member_id: UUID
    step: int


def tracking_link(ports: Ports, link: Link) -> str:
    """An address that leads on to where the campaign wants its members; what it says is sealed."""
    until = ports.clock.now() + _GOOD_FOR
    content = {"campaign": str(link.campaign_id), "member": str(link.member_id), "step": link.step, "until": until}
    return f"{ports.site}/go/{seal_token(ports.cipher, orjson.dumps(content).decode(), _PURPOSE)}"


async def follow(ports: Ports, token: str) -> str:
    """Note a click on the link that ends in ``token``; the address it leads to. ``InvalidInput``: none of ours.

    Mail scanners follow links, too: what counts is the first click of a message. An old link leads to the shop.
    """
    try:
        content = orjson.loads(unseal_token(ports.cipher, token, _PURPOSE))
    except ValueError:
        raise InvalidInput("token", "this is not one of our links; open the benefits centre and look there") from None
    link = Link(UUID(content["campaign"]), UUID(content["member"]), content["step"])
    now = ports.clock.now()
    touched = TouchRow.filter(campaign_id=link.campaign_id, member_id=link.member_id, step=link.step)
    for row in await touched:
        row.clicks, row.clicked_at = row.clicks + 1, row.clicked_at or now
        await row.save(update_fields=["clicks", "clicked_at"])
    return f"{ports.site}/shop" if now >= parse_instant(content["until"]) else await _target(ports, link)


async def _target(ports: Ports, link: Link) -> str:
    found = (await reads.campaigns([link.campaign_id])).get(link.campaign_id)
    if found is None:  # it was sent on trial, and the draft is gone
        return f"{ports.site}/shop"
    plan = found.plan
    if plan.landing is Landing.RENEW:
        return renewal_link(
            ports, link.member_id, [plan.journey.benefit] if plan.journey and plan.journey.benefit else []
        )
    own = await ParticipantRow.get_or_none(campaign_id=link.campaign_id, member_id=link.member_id)
    code = (own and own.code) or (plan.offer and plan.offer.code)
    return f"{ports.site}/shop?coupon={code}" if code else f"{ports.site}/shop"
