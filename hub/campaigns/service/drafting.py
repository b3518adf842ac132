"""Writing a campaign: its plan is saved again and again until it is launched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.campaigns.errors import CampaignChanged, CodeTaken, WrongState
from hub.campaigns.models import CampaignRow
from hub.campaigns.reads import campaigns as reads
from hub.campaigns.rules.plans import read_plan
from hub.campaigns.rules.shapes import CODE, read, written
from hub.campaigns.rules.values import State
from hub.journal import service as journal
from hub.kernel.errors import NotFound

if TYPE_CHECKING:
    from hub.campaigns.rules.plans import Plan
    from hub.campaigns.rules.values import Campaign
    from hub.ports import Ports

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('saves campaigns', 0))"
"""Codes of campaigns and of coupons are looked up before they are taken."""


async def save_campaign(ports: Ports, actor: str, code: str, plan: object, saved: int | None = None) -> Campaign:
    """Save the plan (plain JSON, parts of it may be missing) of the campaign ``code``, which is made if it is new.

    One that was submitted or approved is a draft again. Refuses what is no plan (``InvalidInput``); a campaign that was
    launched (``WrongState``); and, where ``saved`` says which saving was looked at (0: none), a later one
    (``CampaignChanged``); a coupon code of another campaign (``CodeTaken``). The same plan again changes nothing.
    """
    code = read(CODE, code, "code")
    told = read_plan(plan)
    async with in_transaction() as connection:
        await connection.execute_query(_ONE_AT_A_TIME)
        row = await CampaignRow.select_for_update().get_or_none(code=code)
        if saved is not None and saved != (row.saved if row else 0):
            raise CampaignChanged(code, row.saved if row else 0)
        if row is None or row.plan != written(told):
            if row and not State(row.state).is_open:
                raise WrongState(code, row.state, State.DRAFT)
            row = await _store(row, code, told, actor, ports)
    return reads.campaign(row)


async def _store(row: CampaignRow | None, code: str, plan: Plan, actor: str, ports: Ports) -> CampaignRow:
    coupon = plan.offer.code if plan.offer else None
    if coupon and await CampaignRow.filter(shared_code=coupon).exclude(code=code).exists():
        raise CodeTaken(coupon)
    is_new = row is None
    row = row or CampaignRow(code=code, saved=0)
    row.state, row.plan, row.shared_code = State.DRAFT, written(plan), coupon
    row.saved, row.author, row.saved_at = row.saved + 1, actor, ports.clock.now()
    row.submitted_by = row.approved_by = row.audience_size = row.pinned = None
    row.simulation = row.simulate_at = row.simulated_until = None
    await row.save(force_create=is_new)
    if is_new:
        await journal.record(row.saved_at, actor, action="draft_campaign", subject=f"campaign:{code}")
    return row


async def discard(ports: Ports, actor: str, code: str) -> None:
    """Throw away a campaign that was never launched. Refuses another (``WrongState``), and ``NotFound``."""
    async with in_transaction():
        row = await CampaignRow.select_for_update().get_or_none(code=code)
        if row is None:
            raise NotFound("campaign", code)
        if not State(row.state).is_open:
            raise WrongState(code, row.state, State.DRAFT)
        await row.delete()
        await journal.record(ports.clock.now(), actor, action="discard_campaign", subject=f"campaign:{code}")
