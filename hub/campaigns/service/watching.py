"""Stopping campaigns by themselves: when messages go wrong, when the budget is spent, when all is done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hub.campaigns.models import CampaignRow
from hub.campaigns.reads import campaigns as reads
from hub.campaigns.reads.asking import rows
from hub.campaigns.rules.plans import Refresh
from hub.campaigns.rules.timing import nominal
from hub.campaigns.rules.values import State
from hub.campaigns.service import steering
from hub.campaigns.service.pricing import costs
from hub.kernel.errors import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from hub.campaigns.rules.plans import Plan
    from hub.campaigns.rules.values import Budget, Campaign
    from hub.ports import Ports

_LATELY = timedelta(hours=1)
_ENOUGH_TO_JUDGE = 20
"""Of fewer messages, a few that go wrong say nothing."""

_WENT_WRONG = """
    SELECT count(*) AS all, count(*) FILTER (WHERE messages.state IN ('FAILED', 'UNDECIDED')) AS wrong
    FROM touches JOIN messages ON key = message_key AND messages.state IN ('SENT', 'FAILED', 'UNDECIDED')
    WHERE campaign_id = $1 AND at > $2 AND messages.channel <> 'INBOX'
"""
_LAST = """
    SELECT max(starts_at) AS last, bool_or(due_at IS NOT NULL) AS is_due FROM participants WHERE campaign_id = $1
"""


async def watch(ports: Ports) -> None:
    """Look after every campaign that runs."""
    for row in await CampaignRow.filter(state=State.RUNNING):
        campaign = reads.campaign(row)
        try:
            await _look_after(ports, campaign, ports.clock.now())
        except Refusal:
            continue  # somebody stopped it meanwhile


async def _look_after(ports: Ports, campaign: Campaign, now: datetime) -> None:
    budget = (await reads.budgets([campaign.id])).get(campaign.id)
    if await _goes_wrong(campaign, now):
        await steering.pause(ports, "system", campaign.code, "ERRORS")
    elif budget and campaign.plan.guards.stop_when_spent and await _is_spent(campaign.plan, budget):
        await steering.pause(ports, "system", campaign.code, "BUDGET_SPENT")
    elif await _is_done(campaign, now):
        await steering.end(ports, "system", campaign.code, "DONE")


async def _is_spent(plan: Plan, budget: Budget) -> bool:
    """Nothing is left, or less than giving it once costs at the least: nobody else can have it."""
    if budget.is_spent or budget.left is None:
        return budget.is_spent
    each_time = await costs(plan)
    return bool(each_time) and budget.left < each_time[0]


async def _goes_wrong(campaign: Campaign, now: datetime) -> bool:
    [row] = await rows(_WENT_WRONG, campaign.id, now - _LATELY)
    sent, wrong = int(row["all"]), int(row["wrong"])
    return sent >= _ENOUGH_TO_JUDGE and wrong * 100 >= sent * campaign.plan.guards.stop_at_errors


async def _is_done(campaign: Campaign, now: datetime) -> bool:
    """Nobody new joins, nothing is due, the offer is closed, and the last member's window is over."""
    plan = campaign.plan
    if not campaign.is_planned or (plan.audience and plan.audience.refresh is Refresh.DAILY):
        return False
    if plan.offer and plan.offer.closes and plan.offer.closes > now:
        return False
    [row] = await rows(_LAST, campaign.id)
    begun: datetime | None = row["last"] or campaign.launched_at
    return begun is not None and not row["is_due"] and now >= begun + nominal(plan.goal.within)
