"""Reminders: planned anew where coverage moved, and sent when they are due."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub.reminders.service import reminding
from hub.renewals.reads import renewing

Context = dict[str, Any]
"""What arq hands to a job; ``ports`` are ours."""


async def remind(context: Context, member_ids: list[str]) -> None:
    """Settle what is due for these members."""
    await reminding.remind(context["ports"], [UUID(each) for each in member_ids], renewing)


async def tell_due_reminders(context: Context) -> None:
    """Every minute: plan what moved, and tell of the members for whom something is due."""
    await reminding.tell_due(context["ports"])
