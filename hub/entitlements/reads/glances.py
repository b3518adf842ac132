"""Looking up what members see at a glance, as it was stored."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from tortoise.connection import get_connection

from hub.entitlements.reads import policies_among
from hub.entitlements.rules.glances import Glance, basis
from hub.entitlements.rules.status import Status
from hub.members import reads as members

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from asyncpg import Record

    from hub.catalogue.rules.values import Benefit
    from hub.members.rules import Member

_STATUSES: Mapping[str | None, Status | None] = {None: None, **{str(each): each for each in Status}}

Line = list[Any]
"""A glance as it is stored: what is shown of it in the order of its fields, instants as ``2026-01-31T02:00:00Z``."""

_SHOWN = Glance._fields.index("true_from")
"""So many of a glance's fields are shown; the rest are columns of their own, by which what turns is found."""

_STORED = "string_agg(g.shown, ','), array_agg(g.basis), max(g.true_from), min(g.true_until)"

_OF = f"SELECT {_STORED} FROM glances g WHERE member_id = $1"  # noqa: S608 - names of ours

_CALLER = f"""
    SELECT {", ".join(f"m.{each}" for each in members.COLUMNS)}, {_STORED}
    FROM members m LEFT JOIN glances g ON g.member_id = m.id WHERE m.external_id = $1 GROUP BY m.id
"""  # noqa: S608 - names of ours

LAST = 32
"""So many of the last positions in a member's journal tell whether anything happened since.

One alone would not: of two changes at once the one recorded first may be committed last.
"""

_POSITIONS = f"ARRAY(SELECT position FROM journal WHERE member_id = m.id ORDER BY position DESC LIMIT {LAST})"  # noqa: S608

_JOURNAL = f"SELECT {_POSITIONS} FROM members m WHERE external_id = $1"  # noqa: S608 - names of ours

_CALLER_AND_JOURNAL = _CALLER.replace("FROM members m", f", {_POSITIONS} FROM members m", 1)


class Stored(NamedTuple):
    """What is stored of what a member holds: JSON of each glance, and for each its basis.

    All of them are true from ``true_from`` until ``true_until``; ``None`` there: for good, or none are stored.
    """

    shown: str | None
    bases: list[str]
    true_from: datetime | None
    true_until: datetime | None


_NOTHING = Stored(None, [], None, None)


def bases(known: Mapping[str, Benefit], zone: str) -> dict[str, str]:
    """For each benefit what names the rules that hold for it (``rules.glances.basis``) for members in ``zone``.

    ``known`` is the whole catalogue, retired entries included. Such a name tells of which benefits it is, too, so that
    a glance is worked out by the rules that hold if its basis is one of these.
    """
    policies = policies_among(known, known.keys())
    return {code: basis(policies, code, zone) for code in known}


async def caller(external_id: str, *, with_journal: bool) -> tuple[Member, Stored, list[int] | None] | None:
    """The member with that id of the host application, and what is stored of what they hold. One statement.

    ``with_journal`` the ``LAST`` positions of their journal at the same moment come with it.
    """
    found = await _row(_CALLER_AND_JOURNAL if with_journal else _CALLER, external_id)
    if found is None:
        return None
    positions, of_glances = (found[-1], found[-5:-1]) if with_journal else (None, found[-4:])
    return members.of_row(found), Stored(*of_glances), positions


async def journal_of(external_id: str) -> list[int]:
    """The ``LAST`` positions of that member's journal; none where there is no such member. One small statement."""
    found = await _row(_JOURNAL, external_id)
    return found[0] if found else []


async def of_member(member_id: UUID) -> Stored:
    """What is stored of what the member holds. One statement."""
    found = await _row(_OF, member_id)
    return Stored(*found) if found else _NOTHING


async def _row(statement: str, key: str | UUID) -> Record | None:
    async with get_connection("default").acquire_connection() as connection:
        return await connection.fetchrow(statement, key)


def true(stored: Stored, at: datetime, rules: frozenset[str]) -> list[Line] | None:
    """What is stored, in no particular order, as far as it is true: each glance for as long as all of them are.

    ``None`` where not everything stored is true at ``at`` under these ``rules``: then it has to be worked out.
    """
    shown, bases, since, until = stored
    if since is None:
        return []
    if since > at or (until is not None and until <= at) or not shown or not rules.issuperset(bases):
        return None
    lines: list[Line] = orjson.loads(f"[{shown.replace(_UTC, 'Z') if _UTC in shown else shown}]")
    return lines


_UTC = "+00:00"
"""How stored instants ended once; nothing else that is stored looks like it."""


def written(glance: Glance) -> str:
    """What is stored of a glance beside its instants: JSON, which is read much faster than columns."""
    return orjson.dumps(glance[:_SHOWN], option=orjson.OPT_UTC_Z).decode()


def read(line: Sequence[Any], since: datetime, until: datetime | None) -> Glance:
    """The glance that a line says, true from ``since`` until ``until``."""
    benefit, status, start, end, granted, remaining, refill, next_at, next_status = line
    return Glance(
        benefit=benefit,
        status=_STATUSES[status],
        valid_from=_instant(start),
        coverage_end=_instant(end),
        granted=granted,
        remaining=remaining,
        next_refill=_instant(refill),
        next_at=_instant(next_at),
        next_status=_STATUSES[next_status],
        true_from=since,
        true_until=until,
    )


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
