"""The offers of campaigns that a member can use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tortoise.connection import get_connection

from hub.campaigns.errors import CouponNotValid
from hub.campaigns.models import BudgetRow, CampaignRow, ParticipantRow, RedemptionRow
from hub.campaigns.reads import campaigns as reads
from hub.campaigns.rules.offers import By, Nothing
from hub.campaigns.rules.plans import HELD_OUT
from hub.campaigns.rules.values import State

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from hub.campaigns.rules.offers import Gives
    from hub.campaigns.rules.values import Campaign, Participant
    from hub.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Offered:
    """What a campaign gives a member, in their variant."""

    campaign: Campaign
    variant: str

    @property
    def gives(self) -> Gives:
        """What it is."""
        return self.campaign.plan.gives(self.variant)


async def offered(member_id: UUID, at: datetime, coupon: str = "") -> list[Offered]:
    """What the member can use at ``at``: by the coupon, or else of itself. Those held out have nothing.

    Refuses a coupon that is unknown or not theirs, not open, or used up by them (``CouponNotValid``).
    """
    if coupon:
        return [await _by_coupon(member_id, at, coupon)]
    mine = [row for row in await ParticipantRow.filter(member_id=member_id) if row.variant != HELD_OUT]
    known = await reads.campaigns([row.campaign_id for row in mine]) if mine else {}
    found = []
    for row in mine:
        campaign = known[row.campaign_id]
        is_automatic = campaign.plan.offer is not None and campaign.plan.offer.by is By.AUTOMATIC
        if is_automatic and await _hindrance(campaign, reads.participant(row), at) is None:
            found.append(Offered(campaign, row.variant))
    return found


async def takes_part(member_id: UUID) -> bool:
    """Whether any campaign has the member among its participants: nobody else was ever offered anything."""
    statement = "SELECT FROM participants WHERE member_id = $1 LIMIT 1"
    return bool(await get_connection("default").execute_query_dict(statement, [member_id]))


async def is_running(campaign_id: UUID) -> bool:
    """Whether the campaign runs in this moment."""
    return await CampaignRow.exists(id=campaign_id, state=State.RUNNING)


async def is_spent(campaign_id: UUID, cost: Money) -> bool:
    """Whether the budget has no room for so much."""
    row = await BudgetRow.get(campaign_id=campaign_id)
    too_dear = row.budget_minor is not None and row.spent_minor + cost.amount_minor > row.budget_minor
    return too_dear or row.count == row.most


async def _by_coupon(member_id: UUID, at: datetime, coupon: str) -> Offered:
    written = coupon.strip().upper()
    if not (written.isascii() and written.isalnum()):
        raise CouponNotValid(coupon, "UNKNOWN")
    personal = await ParticipantRow.get_or_none(code=written)
    shared = await CampaignRow.get_or_none(shared_code=written)
    campaign_id = personal.campaign_id if personal else shared.id if shared else None
    if campaign_id is None:
        raise CouponNotValid(coupon, "UNKNOWN")
    row = personal or await ParticipantRow.get_or_none(campaign_id=campaign_id, member_id=member_id)
    if row is None or row.member_id != member_id or row.variant == HELD_OUT:
        raise CouponNotValid(coupon, "NOT_YOURS")
    campaign = (await reads.campaigns([campaign_id]))[campaign_id]
    if why := await _hindrance(campaign, reads.participant(row), at):
        raise CouponNotValid(coupon, why)
    return Offered(campaign, row.variant)


async def _hindrance(campaign: Campaign, who: Participant, at: datetime) -> str | None:
    """Why the member cannot use the campaign's offer, whatever they buy."""
    terms = campaign.plan.offer
    if terms is None or isinstance(campaign.plan.gives(who.variant), Nothing):
        return "UNKNOWN"
    is_open = (terms.opens is None or terms.opens <= at) and (terms.closes is None or at < terms.closes)
    if campaign.state is not State.RUNNING or not is_open or at < who.starts_at:
        return "NOT_OPEN"
    if await _used(who.member_id, [campaign.id]) >= terms.per_member:
        return "USED"
    others = await reads.campaigns_by_codes(terms.not_with) if terms.not_with else {}
    return "NOT_COMBINED" if others and await _used(who.member_id, [each.id for each in others.values()]) else None


async def _used(member_id: UUID, campaign_ids: Collection[UUID]) -> int:
    rows = RedemptionRow.filter(member_id=member_id, campaign_id__in=list(campaign_ids))
    return await rows.exclude(state="RELEASED").count()
