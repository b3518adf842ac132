"""What other stages of a benefit would mean. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import TYPE_CHECKING

from asyncpg.exceptions import QueryCanceledError
from tortoise.transactions import in_transaction

from hub.kernel.calendar import add
from hub.members import reads as members
from hub.notifications.rules.hours import at_hour, local_date
from hub.reminders import reads
from hub.reminders.rules.deciding import State
from hub.reminders.rules.stages import dues
from hub.reminders.service.judging import judge_by
from hub.reminders.service.planning import looked_at, nexts
from hub.reminders.service.reminding import following_rows, nobody_renews
from hub.reminders.service.scheduling import wished

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.members.rules import Member
    from hub.ports import Ports
    from hub.reminders.rules.stages import Due, Schedule, Stage
    from hub.reminders.service.reminding import Renewing

LOOKED_AT = 200
"""So many members are looked at closely; of more it is said that there are more."""

PATIENCE = 2_000
"""Milliseconds that counting may take; what takes longer is left out."""

_WAITING = "SELECT count(*) FROM reminders WHERE benefit = $1 AND due_at IS NOT NULL"

_ENDING = """
    SELECT DISTINCT member_id FROM segments JOIN unnest($2::timestamptz[], $3::timestamptz[]) AS w (since, until)
        ON ends_at BETWEEN since AND until
    WHERE benefit = $1 LIMIT $4
"""

_AROUND = timedelta(days=4)
"""Counted from the other side, a stage may come out as much off: months differ by three days, clocks by one."""

_EXAMPLE_HOUR = time(18)


@dataclass(frozen=True, slots=True)
class Example:
    """A coverage that ends at ``end``, still ahead with all its stages: when its reminders are due now, and then."""

    end: datetime
    now: list[Due]
    then: list[Due]


@dataclass(frozen=True, slots=True)
class StagesPreview:
    """Stages as they would be. A count is ``None`` where counting would take too long.

    ``waiting`` reminders would be planned anew. ``at_once`` members would be told of a stage that has just passed;
    more than these where ``has_more``.
    """

    stages: tuple[Stage, ...]
    example: Example
    waiting: int | None
    at_once: int | None
    has_more: bool


async def preview_stages(
    ports: Ports,
    benefit: str,
    stages: Sequence[str] | None,
    zone: str,
    renewing: Renewing = nobody_renews,
) -> StagesPreview:
    """What ``set_stages`` would mean now; the example is counted in ``zone``. Refuses what that refuses."""
    chosen = await wished(benefit, stages)
    at = ports.clock.now()
    now = (await reads.schedules(ports, [benefit]))[benefit]
    then = replace(now, stages=chosen)
    waiting, ending = await _counted(benefit, _windows(then, zone, at))
    at_once = None
    if ending is not None:
        known = await members.members(ending[:LOOKED_AT])
        at_once = len(await _told(known, benefit, then, renewing, at))
    return StagesPreview(
        stages=chosen,
        example=_example(now, then, zone, at),
        waiting=waiting,
        at_once=at_once,
        has_more=len(ending or ()) > LOOKED_AT,
    )


def _example(now: Schedule, then: Schedule, zone: str, at: datetime) -> Example:
    before = [each.period for each in (*now.stages, *then.stages) if not each.is_after]
    latest = max((add(at, each, zone) for each in before), default=at)
    end = at_hour(local_date(latest, zone) + timedelta(days=2), _EXAMPLE_HOUR, zone)
    return Example(end, dues(end, zone, now), dues(end, zone, then))


def _windows(schedule: Schedule, zone: str, now: datetime) -> list[tuple[datetime, datetime]]:
    """When coverage ends of which a stage may have passed so lately that its reminder is still of use."""
    return [
        (add(now - schedule.useful_for, period, zone) - _AROUND, add(now, period, zone) + _AROUND)
        for period in (each.period * -1 if each.is_after else each.period for each in schedule.stages)
    ]


async def _counted(
    benefit: str, windows: Sequence[tuple[datetime, datetime]]
) -> tuple[int, list[UUID]] | tuple[None, None]:
    """How many reminders wait, and the members, one more than are looked at, whose coverage ends in ``windows``."""
    since, until = [each for each, _ in windows], [each for _, each in windows]
    try:
        async with in_transaction() as connection:
            await connection.execute_query(f"SET LOCAL statement_timeout = {PATIENCE}")
            [waiting] = await connection.execute_query_dict(_WAITING, [benefit])
            found = await connection.execute_query_dict(_ENDING, [benefit, since, until, LOOKED_AT + 1])
            return waiting["count"], [row["member_id"] for row in found]
    except QueryCanceledError:
        return None, None


async def _told(
    known: Mapping[UUID, Member], benefit: str, schedule: Schedule, renewing: Renewing, now: datetime
) -> set[UUID]:
    """The members who would be reminded at once, or once the night is over: planned and judged as it is then done."""
    schedules = {benefit: schedule}
    found, had = await looked_at(list(known.values()), {each: {benefit} for each in known}, now)
    rows = [
        row
        for id_, member in known.items()
        for row in nexts(member, found[id_], [each for each in had[id_] if each.due_at is None], schedules)
    ]
    told: set[UUID] = set()
    while due := [row for row in rows if row.due_at and row.due_at <= now]:
        concerned = {row.member_id: known[row.member_id] for row in due}
        judged = await judge_by(schedules, concerned, due, await renewing(concerned), now)
        told |= {each.member.id for each in judged if each.verdict.state in (State.SENT, State.PLANNED)}
        rows = following_rows(judged)
    return told
