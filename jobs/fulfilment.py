"""Deliveries: worked on, told of again, taken up when members have done their part."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub.fulfilment.service import delivering, resuming, stocking, vault, watching

Context = dict[str, Any]
"""What arq hands to a job; ``ports`` and ``patience`` are ours."""


async def deliver(context: Context, ids: list[str]) -> None:
    """Work on these tasks, as far as they are due."""
    await delivering.deliver(context["ports"], [UUID(each) for each in ids], context["patience"])


async def tell_due_deliveries(context: Context) -> None:
    """Every second: tell of what has fallen due, and again of what was lost."""
    await delivering.tell_due(context["ports"])


async def resume_deliveries(context: Context) -> None:
    """Every minute: take up tasks whose members did their part without anyone saying so."""
    await resuming.resume_all(context["ports"])


async def tidy_vault(context: Context) -> None:
    """Every minute: give back codes whose reservation has run out, retire ended ones, warn of scarce products."""
    at = context["ports"].clock.now()
    await vault.give_back_overdue(at)
    await stocking.expire(at)
    await watching.watch(at)
