"""Looking up what members see at a glance, as it was stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tortoise.connection import get_connection

from hub.entitlements.reads import policies_among
from hub.entitlements.rules.glances import Glance, basis
from hub.entitlements.rules.status import Status
from hub.members import reads as members

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.values import Benefit
    from hub.members.rules import Member

COLUMNS = (*Glance._fields, "basis")

_STATUSES: Mapping[str | None, Status | None] = {None: None, **{str(each): each for each in Status}}

_OF = f"SELECT {', '.join(COLUMNS)} FROM glances WHERE member_id = $1"  # noqa: S608 - names of ours

_CALLER = f"""
    SELECT {", ".join(f"m.{each}" for each in members.COLUMNS)}, {", ".join(f"array_agg(g.{each})" for each in COLUMNS)}
    FROM members m LEFT JOIN glances g ON g.member_id = m.id WHERE m.external_id = $1 GROUP BY m.id
"""  # noqa: S608 - names of ours

Row = Sequence[Any]
"""One of ``COLUMNS``."""

Bases = dict[str, str]
"""For each benefit what names the rules that hold for it (``rules.glances.basis``)."""


def bases(known: Mapping[str, Benefit], zone: str) -> Bases:
    """The rules for members in ``zone``; ``known`` is the whole catalogue, retired entries included."""
    policies = policies_among(known, known.keys())
    return {code: basis(policies, code, zone) for code in known}


async def caller(external_id: str) -> tuple[Member, list[Row]] | None:
    """The member with that id of the host application, and what is stored of what they hold. One statement."""
    async with get_connection("default").acquire_connection() as connection:
        found = await connection.fetchrow(_CALLER, external_id)
    if found is None:
        return None
    columns = found[len(members.COLUMNS) :]
    return members.of_row(found), [] if columns[0] == [None] else list(zip(*columns, strict=True))


async def of_member(member_id: UUID) -> list[Row]:
    """What is stored of what the member holds. One statement."""
    async with get_connection("default").acquire_connection() as connection:
        found: list[Row] = await connection.fetch(_OF, member_id)
        return found


def true(rows: Iterable[Row], at: datetime, rules: Bases) -> list[Glance] | None:
    """What the rows say, in no particular order.

    ``None`` where not everything stored is true at ``at`` under these ``rules``: then it has to be worked out.
    """
    found = []
    for row in rows:
        benefit, status, start, end, granted, remaining, refill, next_at, next_status, since, until, basis = row
        if since > at or (until is not None and until <= at) or basis != rules.get(benefit):
            return None
        change = (next_at, _STATUSES[next_status], since, until)
        found.append(Glance(benefit, _STATUSES[status], start, end, granted, remaining, refill, *change))
    return found
