"""Renewals: agreements that are due, each brought as far as it goes now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hub.campaigns.service import redeeming
from hub.renewals.service import renewing

Context = dict[str, Any]
"""What arq hands to a job; ``ports`` and ``renewal_policy`` are ours."""


async def renew(context: Context, ids: list[str]) -> None:
    """Do all that is to be done about these agreements now."""
    agreements = [UUID(each) for each in ids]
    await renewing.renew(context["ports"], agreements, context["renewal_policy"], redeeming.place)


async def tell_due_renewals(context: Context) -> None:
    """Every few seconds: tell of agreements that are due, and again of what was lost."""
    await renewing.tell_due(context["ports"])
