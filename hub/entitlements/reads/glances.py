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

    from asyncpg import Record

    from hub.catalogue.rules.values import Benefit
    from hub.members.rules import Member

COLUMNS = (*Glance._fields, "basis")

_STATUSES: Mapping[str | None, Status | None] = {None: None, **{str(each): each for each in Status}}

_OF = f"SELECT {', '.join(COLUMNS)} FROM glances WHERE member_id = $1"  # noqa: S608 - names of ours

_CALLER = f"""
    SELECT {", ".join(f"m.{each}" for each in members.COLUMNS)}, {", ".join(f"array_agg(g.{each})" for each in COLUMNS)}
    FROM members m LEFT JOIN glances g ON g.member_id = m.id WHERE m.external_id = $1 GROUP BY m.id
"""  # noqa: S608 - names of ours

LAST = 32
"""So many of the last positions in a member's journal tell whether anything happened since.

One alone would not: of two changes at once the one recorded first may be committed last.
"""

_POSITIONS = f"ARRAY(SELECT position FROM journal WHERE member_id = m.id ORDER BY position DESC LIMIT {LAST})"  # noqa: S608

_JOURNAL = f"SELECT {_POSITIONS} FROM members m WHERE external_id = $1"  # noqa: S608 - names of ours

_CALLER_AND_JOURNAL = _CALLER.replace("SELECT ", f"SELECT {_POSITIONS}, ", 1)

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
    found = await _row(_CALLER, external_id)
    return None if found is None else (members.of_row(found), _rows(found[len(members.COLUMNS) :]))


async def caller_and_journal(external_id: str) -> tuple[Member, list[Row], list[int]] | None:
    """As ``caller``, with the ``LAST`` positions of their journal at the same moment."""
    found = await _row(_CALLER_AND_JOURNAL, external_id)
    return None if found is None else (members.of_row(found), _rows(found[len(members.COLUMNS) + 1 :]), found[0])


async def journal_of(external_id: str) -> list[int]:
    """The ``LAST`` positions of that member's journal; none where there is no such member. One small statement."""
    found = await _row(_JOURNAL, external_id)
    return found[0] if found else []


async def _row(statement: str, external_id: str) -> Record | None:
    async with get_connection("default").acquire_connection() as connection:
        return await connection.fetchrow(statement, external_id)


def _rows(columns: Sequence[Any]) -> list[Row]:
    return [] if columns[0] == [None] else list(zip(*columns, strict=True))


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
