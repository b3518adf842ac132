"""Planning: members join a launched campaign slice by slice, each slice and the note of it in one transaction.

Interrupted at any moment it goes on where it was; done twice it does nothing the second time.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.campaigns.models import CampaignRow
from hub.campaigns.reads import campaigns as reads
from hub.campaigns.rules.offers import By
from hub.campaigns.rules.plans import HELD_OUT, Refresh
from hub.campaigns.rules.values import State
from hub.campaigns.service.holding import alone_at
from hub.campaigns.service.joining import Reach, gather, next_slice
from hub.fulfilment.rules.stocking import Pattern
from hub.kernel.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.campaigns.rules.values import Campaign
    from hub.campaigns.service.joining import Joining
    from hub.ports import Ports

JOB: Final = "plan_campaign"
"""The job that calls ``plan``; its ids are campaigns'."""

_SLICES_AT_ONCE = 40
"""In one job; the sweep tells of what is left."""

_COUPON = Pattern(length=12, has_check=False)
"""59 random bits: nobody guesses one."""

_JOIN = """
    INSERT INTO participants (id, campaign_id, member_id, variant, anchor, joined_at, starts_at, step, due_at, code)
    SELECT id, $1, member_id, variant, anchor, $2, starts_at, step, due_at, code
    FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::int[], $9::timestamptz[],
        $10::text[]) AS joining (id, member_id, variant, anchor, starts_at, step, due_at, code)
    ON CONFLICT (campaign_id, member_id) DO NOTHING
"""


async def tell_due(ports: Ports) -> int:
    """Tell the queue of every campaign whose planning is to go on; how many."""
    rows = CampaignRow.filter(state=State.RUNNING, plan_at__lte=ports.clock.now())
    ids = [row.id for row in await rows.only("id")]
    if ids:
        await ports.queue.tell(JOB, ids)
    return len(ids)


async def plan(ports: Ports, campaign_id: UUID) -> None:
    """Let the members of a campaign join, as far as one job goes. Safe to repeat, to interrupt, and to do at once."""
    for _ in range(_SLICES_AT_ONCE):
        if not await plan_some(ports, campaign_id):
            return
    await ports.queue.tell(JOB, [campaign_id])


async def plan_some(ports: Ports, campaign_id: UUID) -> bool:
    """Let the next slice of members join; whether there is more to do."""
    async with in_transaction():
        is_alone = await alone_at("planning", campaign_id)
        row = await CampaignRow.get_or_none(id=campaign_id)
        now = ports.clock.now()
        if not is_alone or row is None or row.state != State.RUNNING or not row.plan_at or row.plan_at > now:
            return False
        pass_at = row.pass_at or now
        within = await next_slice(row.planned_until)
        if within is None:
            await _finish(row, pass_at)
            return False
        campaign = reads.campaign(row)
        gathered = await gather(await Reach.of(campaign), pass_at, within)
        running = CampaignRow.filter(id=row.id, state=State.RUNNING)
        if not await running.update(pass_at=pass_at, planned_until=within.until):
            return False  # it was stopped meanwhile
        await _join(campaign, gathered.joining, pass_at)
    return True


async def _finish(row: CampaignRow, pass_at: datetime) -> None:
    audience = reads.campaign(row).plan.audience
    is_daily = audience is not None and audience.refresh is Refresh.DAILY
    again_at = pass_at + timedelta(days=1) if is_daily else None
    await CampaignRow.filter(id=row.id, state=State.RUNNING).update(plan_at=again_at, pass_at=None, planned_until=None)


async def _join(campaign: Campaign, joining: Sequence[Joining], at: datetime) -> None:
    is_personal = campaign.plan.offer is not None and campaign.plan.offer.by is By.PERSONAL_CODE
    told = [each.variant != HELD_OUT for each in joining]
    columns = [
        [new_id() for _ in joining],
        [each.member_id for each in joining],
        [each.variant for each in joining],
        [each.anchor for each in joining],
        [max(each.dues[0].at, at) for each in joining],
        [each.dues[0].step if is_told else None for each, is_told in zip(joining, told, strict=True)],
        [max(each.dues[0].at, at) if is_told else None for each, is_told in zip(joining, told, strict=True)],
        [_COUPON.draw(secrets.choice).expose() if is_told and is_personal else None for is_told in told],
    ]
    await get_connection("default").execute_query(_JOIN, [campaign.id, at, *columns])
