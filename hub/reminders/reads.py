"""Looking up reminders and schedules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise.connection import get_connection
from tortoise.expressions import Q

from hub.reminders.models import ReminderRow, ScheduleRow
from hub.reminders.rules.deciding import Reason, State
from hub.reminders.rules.stages import USUAL, Schedule, Stage

if TYPE_CHECKING:
    from collections.abc import Collection

    from tortoise.queryset import QuerySet

    from hub.ports import Ports


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of one coverage end at one stage, and what became of it."""

    id: UUID
    member_id: UUID
    benefit: str
    coverage_end: datetime
    stage: Stage
    state: State
    reason: Reason | None
    due_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reminders: of this member, of this benefit, in one of these states (none: in any)."""

    member_id: UUID | None = None
    benefit: str | None = None
    states: tuple[State, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Those alone that are still to come."""
        return self.states == (State.PLANNED,)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reminder stands in a list: ``due_at`` where those that wait are listed, none in every other list."""

    id: UUID
    due_at: datetime | None = None

    @classmethod
    def of(cls, reminder: Reminder, wanted: Wanted) -> Place:
        """Where ``reminder`` stands among those ``wanted``."""
        return cls(reminder.id, reminder.due_at if wanted.is_waiting else None)

    @classmethod
    def parse(cls, text: str) -> Place:
        """Read what ``str`` wrote; else ``ValueError``."""
        id_, _, due_at = text.partition(" ")
        return cls(UUID(id_), datetime.fromisoformat(due_at) if due_at else None)

    def __str__(self) -> str:
        """As ``parse`` reads it."""
        return f"{self.id} {self.due_at.isoformat()}" if self.due_at else str(self.id)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits: coverage that moved and is not planned yet, reminders that are due, the oldest of them since when."""

    unplanned: int
    due: int
    oldest_due_at: datetime | None


async def reminders_of(member_id: UUID) -> list[Reminder]:
    """All reminders of a member, planned and settled, by benefit and coverage end, in the order of their recording."""
    return [reminder(row) for row in await ReminderRow.filter(member_id=member_id).order_by("benefit", "id")]


async def reminders(ids: Collection[UUID]) -> dict[UUID, Reminder]:
    """The reminders with these ids; unknown ids are left out."""
    return {row.id: reminder(row) for row in await ReminderRow.filter(id__in=list(ids))}


async def listed(limit: int, after: Place | None, wanted: Wanted) -> list[Reminder]:
    """At most ``limit`` of the reminders wanted, after ``after``.

    Those that wait, if no others are wanted: the soonest first, by the index of what is due. Else the newest first.
    """
    rows = _fitting(wanted).limit(limit)
    if not wanted.is_waiting:
        rows = rows.order_by("-id")
        return [reminder(row) for row in await (rows.filter(id__lt=after.id) if after else rows)]
    rows = rows.filter(due_at__isnull=False).order_by("due_at", "id")
    if after and after.due_at:
        rows = rows.filter(Q(due_at__gt=after.due_at) | Q(id__gt=after.id), due_at__gte=after.due_at)
    return [reminder(row) for row in await rows]


def _fitting(wanted: Wanted) -> QuerySet[ReminderRow]:
    rows = ReminderRow.all()
    if wanted.member_id:
        rows = rows.filter(member_id=wanted.member_id)
    if wanted.benefit:
        rows = rows.filter(benefit=wanted.benefit)
    return rows.filter(state__in=wanted.states) if wanted.states else rows


async def schedules(ports: Ports, benefits: Collection[str]) -> dict[str, Schedule]:
    """The schedule of each of these benefits: with stages of its own, or the usual ones."""
    usual = usual_schedule(ports)
    own = {row.benefit: _stages(row) for row in await ScheduleRow.filter(benefit__in=list(benefits))}
    return {each: replace(usual, stages=own.get(each, usual.stages)) for each in benefits}


def usual_schedule(ports: Ports) -> Schedule:
    """The schedule of a benefit without stages of its own."""
    return replace(USUAL, hour=ports.reminder_hour, useful_for=ports.reminder_useful_for)


async def own_stages() -> dict[str, tuple[Stage, ...]]:
    """The stages of every benefit that has its own, by its code."""
    return {row.benefit: _stages(row) for row in await ScheduleRow.all().order_by("benefit")}


def _stages(row: ScheduleRow) -> tuple[Stage, ...]:
    return tuple(map(Stage.parse, row.stages))


async def backlog(at: datetime) -> Backlog:
    """What waits at ``at``."""
    [row] = await get_connection("default").execute_query_dict(
        "SELECT (SELECT count(*) FROM coverage_changes) AS unplanned, count(*) AS due, min(due_at) AS oldest"
        " FROM reminders WHERE due_at <= $1",
        [at],
    )
    return Backlog(row["unplanned"], row["due"], row["oldest"])


def reminder(row: ReminderRow) -> Reminder:
    """The value of a row."""
    return Reminder(
        id=row.id,
        member_id=row.member_id,
        benefit=row.benefit,
        coverage_end=row.coverage_end,
        stage=Stage.parse(row.stage),
        state=State(row.state),
        reason=Reason(row.reason) if row.reason else None,
        due_at=row.due_at,
        settled_at=row.settled_at,
    )
