"""Campaigns: members join, steps are sent, redemptions are booked, and what goes wrong is stopped."""

from __future__ import annotations

from typing import Any

from hub.campaigns.service import booking, planning, reaching, simulating, watching
from jobs.each import each

Context = dict[str, Any]
"""What arq hands to a job; ``ports`` are ours."""


async def plan_campaign(context: Context, ids: list[str]) -> None:
    """Let the members of these campaigns join, some thousands further."""
    await each(ids, lambda id_: planning.plan(context["ports"], id_))


async def simulate_campaign(context: Context, ids: list[str]) -> None:
    """Go on with the simulations of these campaigns."""
    await each(ids, lambda id_: simulating.simulate_on(context["ports"], id_))


async def reach(context: Context, ids: list[str]) -> None:
    """Settle the steps that are due for these participants."""
    await each(ids, lambda id_: reaching.reach(context["ports"], id_))


async def settle_redemption(context: Context, ids: list[str]) -> None:
    """Book these redemptions, or give them back."""
    await each(ids, lambda id_: booking.settle(context["ports"], id_))


async def tell_due_campaigns(context: Context) -> None:
    """Every few seconds: tell of campaigns to plan and simulate, of participants to reach, and of redemptions."""
    for tell_due in (planning.tell_due, simulating.tell_due, reaching.tell_due, booking.tell_due):
        await tell_due(context["ports"])


async def watch_campaigns(context: Context) -> None:
    """Every minute: stop campaigns that go wrong, have spent their budget, or are done."""
    await watching.watch(context["ports"])
