"""Looking up what members see at a glance, as it was stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise.connection import get_connection

from hub.entitlements.reads import policies_among
from hub.entitlements.rules.glances import Glance, basis
from hub.entitlements.rules.status import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.values import Benefit

COLUMNS = ", ".join(Glance._fields)

_STATUSES: Mapping[str | None, Status | None] = {None: None, **{str(each): each for each in Status}}

_OF = f"SELECT {COLUMNS}, basis FROM glances WHERE member_id = $1 ORDER BY benefit"  # noqa: S608 - names of ours

Bases = dict[str, str]
"""For each benefit what names the rules that hold for it (``rules.glances.basis``)."""


def bases(known: Mapping[str, Benefit], zone: str) -> Bases:
    """The rules for members in ``zone``; ``known`` is the whole catalogue, retired entries included."""
    policies = policies_among(known, known.keys())
    return {code: basis(policies, code, zone) for code in known}


async def of_member(member_id: UUID, at: datetime, rules: Bases) -> list[Glance] | None:
    """What the member holds, in the order of the benefits' names. One statement.

    ``None`` where not everything stored is true at ``at`` under these ``rules``: then it has to be worked out.
    """
    async with get_connection("default").acquire_connection() as connection:
        return seen(await connection.fetch(_OF, member_id), at, rules)


def seen(rows: Sequence[Sequence[Any]], at: datetime, rules: Bases) -> list[Glance] | None:
    """As ``of_member``, of rows with ``COLUMNS`` and the basis of each."""
    found = []
    for row in rows:
        each = stored(row)
        if row[-1] != rules.get(each.benefit) or not each.is_true(at):
            return None
        found.append(each)
    return found


def stored(row: Sequence[Any]) -> Glance:
    """The glance in a row of ``COLUMNS``, and perhaps more."""
    benefit, status, start, end, granted, remaining, refill, next_at, next_status, true_from, true_until, *_ = row
    times = (next_at, _STATUSES[next_status], true_from, true_until)
    return Glance(benefit, _STATUSES[status], start, end, granted, remaining, refill, *times)
