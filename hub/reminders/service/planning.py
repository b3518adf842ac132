"""Planning the reminders of coverage that moved."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.entitlements import reads as entitlements
from hub.members import reads as members
from hub.reminders import reads
from hub.reminders.models import ReminderRow
from hub.reminders.rules.deciding import State
from hub.reminders.rules.ends import End, ends
from hub.reminders.rules.stages import next_due

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.members.rules import Member
    from hub.ports import Ports
    from hub.reminders.rules.stages import Due, Schedule

_TAKEN_AT_ONCE = 500

_TAKE = """
    DELETE FROM coverage_changes
    WHERE id IN (SELECT id FROM coverage_changes LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING member_id, benefit
"""

_LOCK = """
    SELECT pg_advisory_xact_lock_shared(hashtextextended('reminder stages', 0)),
        pg_advisory_xact_lock(hashtextextended('reminders ' || m, 0)) FROM unnest($1::text[]) AS m
"""
_LOCK_STAGES = "SELECT pg_advisory_xact_lock(hashtextextended('reminder stages', 0))"


async def plan_changed(ports: Ports) -> int:
    """Plan anew what moved since the last time, page by page; how many changes there were."""
    count = 0
    while taken := await _plan_page(ports):
        count += taken
    return count


async def lock(member_ids: Collection[UUID]) -> None:
    """Be the only one who works on these members' reminders, by stages that stay, until the transaction ends."""
    await get_connection("default").execute_query(_LOCK, [sorted(map(str, member_ids))])


async def lock_stages() -> None:
    """Be the only one who works on any reminders, to change their stages, until the transaction ends."""
    await get_connection("default").execute_query(_LOCK_STAGES)


async def _plan_page(ports: Ports) -> int:
    async with in_transaction() as connection:
        rows = await connection.execute_query_dict(_TAKE, [_TAKEN_AT_ONCE])
        moved: defaultdict[UUID, set[str]] = defaultdict(set)
        for row in rows:
            moved[row["member_id"]].add(row["benefit"])
        if moved:
            await lock(moved)
            await _plan(ports, moved)
    return len(rows)


async def _plan(ports: Ports, moved: Mapping[UUID, set[str]]) -> None:
    now = ports.clock.now()
    known = list((await members.members(list(moved))).values())
    schedules = await reads.schedules(ports, set().union(*moved.values()))
    found, rows = await looked_at(known, moved, now)
    gone = [row.id for member in known for row in _gone(found[member.id], rows[member.id])]
    if gone:
        await ReminderRow.filter(id__in=gone).delete()
    await lay_down([next_ for member in known for next_ in nexts(member, found[member.id], rows[member.id], schedules)])


async def looked_at(
    known: Sequence[Member], moved: Mapping[UUID, set[str]], now: datetime
) -> tuple[Mapping[UUID, Sequence[End]], Mapping[UUID, Sequence[ReminderRow]]]:
    """The coverage ends of what moved, and the reminders of it that there are, each by member."""
    found = {
        member.id: [end for each in held.entitlements() if each.benefit in moved[member.id] for end in ends(each, now)]
        for member, held in zip(known, await entitlements.held_by(known), strict=True)
    }
    rows: defaultdict[UUID, list[ReminderRow]] = defaultdict(list)
    for row in await ReminderRow.filter(member_id__in=list(moved)):
        if row.benefit in moved[row.member_id]:
            rows[row.member_id].append(row)
    return found, rows


def _gone(wanted: Sequence[End], rows: Sequence[ReminderRow]) -> list[ReminderRow]:
    """What waits for ends that are none any more."""
    still = {(end.benefit, end.at) for end in wanted}
    return [row for row in rows if row.due_at and (row.benefit, row.coverage_end) not in still]


def nexts(
    member: Member, wanted: Sequence[End], rows: Sequence[ReminderRow], schedules: Mapping[str, Schedule]
) -> Iterator[ReminderRow]:
    """The next stage of every end for which nothing waits."""
    waiting = {(row.benefit, row.coverage_end) for row in rows if row.due_at}
    for end in wanted:
        if (end.benefit, end.at) not in waiting:
            settled = {row.stage for row in rows if (row.benefit, row.coverage_end) == (end.benefit, end.at)}
            due = next_due(end.at, member.zone, schedules[end.benefit], since=end.since, settled=settled)
            if due:
                yield planned(member.id, end.benefit, end.at, due)


def planned(member_id: UUID, benefit: str, end: datetime, due: Due) -> ReminderRow:
    """The next reminder of ``end``, to be laid down."""
    row = ReminderRow(member_id=member_id, benefit=benefit, coverage_end=end, stage=str(due.stage))
    row.state, row.due_at = State.PLANNED, due.at
    return row


async def lay_down(rows: Sequence[ReminderRow]) -> None:
    """Note when reminders are due; not those that were noted before."""
    if rows:
        await ReminderRow.bulk_create(rows, ignore_conflicts=True)
