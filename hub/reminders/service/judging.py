"""What becomes of the reminders that are due, by what their members hold and want now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from hub.entitlements import reads as entitlements
from hub.entitlements.rules.status import entitlement
from hub.notifications import reads as notifications
from hub.notifications.rules.messages import Category, is_wanted
from hub.reminders import reads
from hub.reminders.rules.deciding import Standing, Verdict, decide
from hub.reminders.rules.stages import dues, following

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from hub.entitlements.rules.status import Entitlement
    from hub.members.rules import Member
    from hub.ports import Ports
    from hub.reminders.models import ReminderRow
    from hub.reminders.rules.stages import Due, Schedule


@dataclass(frozen=True, slots=True)
class Judged:
    """A reminder that was due, what becomes of it, the stage that follows it, and the grants whose time ends."""

    member: Member
    row: ReminderRow
    verdict: Verdict
    following: Due | None
    grants: tuple[UUID, ...]


async def judge(
    ports: Ports,
    members: Mapping[UUID, Member],
    rows: Sequence[ReminderRow],
    renewing: Mapping[UUID, Collection[str]],
    now: datetime,
) -> list[Judged]:
    """Look at all of ``members`` anew. ``renewing`` are the benefits of each that an agreement will renew."""
    return await judge_by(await reads.schedules(ports, {row.benefit for row in rows}), members, rows, renewing, now)


async def judge_by(
    schedules: Mapping[str, Schedule],
    members: Mapping[UUID, Member],
    rows: Sequence[ReminderRow],
    renewing: Mapping[UUID, Collection[str]],
    now: datetime,
) -> list[Judged]:
    """As ``judge``, by these schedules of the benefits."""
    chosen = await notifications.choices(members)
    held = dict(zip(members, await entitlements.held_by(list(members.values())), strict=True))
    timelines = {member: each.timeline() for member, each in held.items()}
    judged = []
    for row in rows:
        standing = Standing(
            entitlement(held[row.member_id].holdings, row.benefit, timelines[row.member_id]),
            is_renewing=row.benefit in renewing.get(row.member_id, ()),
            is_wanted=is_wanted(Category.SERVICE, chosen[row.member_id]),
        )
        judged.append(_judged(members[row.member_id], row, schedules[row.benefit], standing, now))
    return judged


def _judged(member: Member, row: ReminderRow, schedule: Schedule, standing: Standing, now: datetime) -> Judged:
    laid = dues(row.coverage_end, member.zone, schedule)
    due = next((each for each in laid if str(each.stage) == row.stage), None)
    verdict = decide(row.coverage_end, due, standing, now)
    grants = _ending(standing.entitlement, row.coverage_end)
    return Judged(member, row, verdict, following(laid, due) if due else None, grants)


def _ending(held: Entitlement, coverage_end: datetime) -> tuple[UUID, ...]:
    """The grants that make up the unbroken coverage until ``coverage_end``."""
    [start] = [span.start for span in held.spans if span.until == coverage_end] or [coverage_end]
    spans = ((UUID(str(each.grant)), each.span) for each in held.segments)
    return tuple(grant for grant, span in spans if start <= span.start and span.until <= coverage_end)
