"""Timelines to be worked out again after the catalogue changed."""

from __future__ import annotations

from typing import Any

from hub.entitlements.service import glancing, republishing
from jobs.each import each

Context = dict[str, Any]


async def rebuild_timelines(context: Context, ids: list[str]) -> None:
    """Go on with these rebuilds, a few members further."""
    await each(ids, lambda id_: republishing.rebuild_some(context["ports"], id_))


async def turn_glances(context: Context) -> None:
    """Every minute: work out anew what members see where time has changed it."""
    await glancing.turn_glances(context["ports"])


async def tell_due_rebuilds(context: Context) -> None:
    """Every minute: tell of rebuilds that are not at their end."""
    await republishing.tell_due(context["ports"])
