"""Whose the rows of an imported table are, and which of them were imported before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tortoise.connection import get_connection

from hub.entitlements.models import ImportedRow
from hub.entitlements.rules.importing.mistakes import Rejection, rejection
from hub.kernel.errors import InvalidInput
from hub.kernel.ids import new_id
from hub.members import reads as members
from hub.members.rules import Member, NewMember, checked, member
from hub.members.service import create_missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.entitlements.rules.importing.rows import Row
    from hub.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Run:
    """One import of ``file`` at ``at``: members it makes live in ``zone``; a rehearsal writes nothing."""

    file: str
    at: datetime
    actor: str
    zone: str
    is_rehearsal: bool = False
    id: UUID = field(default_factory=new_id)


@dataclass(slots=True)
class Outcome:
    """What became of ``rows`` rows: how many ``members`` were made and ``grants`` given.

    Rows ``already`` imported gave nothing, nor did those ``rejected``, named by their lines.
    """

    rows: int
    members: int = 0
    grants: int = 0
    already: int = 0
    rejected: list[tuple[int, Rejection]] = field(default_factory=list)

    def reject(self, row: Row, refusal: Refusal, zone: str) -> None:
        """Note what refuses ``row``, with its instants shown as days of ``zone``."""
        self.rejected.append((row.line, rejection(refusal, zone)))


async def make_members(rows: Sequence[Row], run: Run, outcome: Outcome) -> dict[str, Member]:
    """The members of ``rows`` by their external ids; the unknown are made, unless their ids cannot be any."""
    people = await members.members_by_external_ids(list({row.member for row in rows}))
    new = {}
    for id_ in dict.fromkeys(row.member for row in rows if row.member not in people):
        try:
            new[id_] = checked(NewMember(id_, id_, zone=run.zone))
        except InvalidInput as refusal:
            for row in rows:
                if row.member == id_:
                    outcome.reject(row, refusal, run.zone)
    if not new:
        return people
    if run.is_rehearsal:
        made = [member(each, new_id(), run.at) for each in new.values()]
    else:
        made = await create_missing(run.actor, run.at, list(new.values()))
    outcome.members = len(made)
    people |= {each.external_id: each for each in made}
    if others := sorted(new.keys() - people.keys()):  # whom another import made meanwhile
        people |= await members.members_by_external_ids(others)
    return people


_CLAIM = """
    INSERT INTO imported_rows (key, member_id, at)
    SELECT key, member_id, $3 FROM unnest($1::uuid[], $2::uuid[]) AS claimed (key, member_id) ORDER BY key
    ON CONFLICT (key) DO NOTHING RETURNING key
"""


async def claim(rows: Sequence[Row], people: Mapping[str, Member], run: Run, outcome: Outcome) -> dict[UUID, Row]:
    """The rows that nobody imported before, by their keys; whoever is importing one of them is waited for."""
    keys = _keys(row for row in rows if row.member in people)
    if run.is_rehearsal:
        ours = keys.keys() - {*await ImportedRow.filter(key__in=list(keys)).values_list("key", flat=True)}
    else:
        owners = [people[row.member].id for row in keys.values()]
        claimed = await get_connection("default").execute_query_dict(_CLAIM, [list(keys), owners, run.at])
        ours = {each["key"] for each in claimed}
    fresh = {key: row for key, row in keys.items() if key in ours}
    outcome.already = len(keys) - len(fresh)
    return fresh


def _keys(rows: Iterable[Row]) -> dict[UUID, Row]:
    """The rows by what they say; of rows that say the same, the second is another key than the first."""
    repeated: Counter[UUID] = Counter()
    keys: dict[UUID, Row] = {}
    for row in rows:
        key = row.key(1)
        if key in keys:
            repeated[key] += 1
            key = row.key(1 + repeated[key])
        keys[key] = row
    return keys


async def unclaim(claimed: Mapping[UUID, Row], outcome: Outcome) -> None:
    """Let go of the rows that were rejected after all: once what is wrong is mended, they can be imported."""
    lines = {line for line, _ in outcome.rejected}
    if freed := [key for key, row in claimed.items() if row.line in lines]:
        await ImportedRow.filter(key__in=freed).delete()
