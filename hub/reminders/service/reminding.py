"""Reminding members of what is due."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import structlog
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.journal import service as journal
from hub.journal.rules import Deed
from hub.members import reads as members
from hub.notifications.rules.hours import at_hour, local_date
from hub.notifications.service import planning as messages
from hub.notifications.service import sending
from hub.ports.queue import lost_before
from hub.reminders.models import ReminderRow
from hub.reminders.rules.deciding import Reason, State, Verdict
from hub.reminders.service import writing
from hub.reminders.service.judging import judge
from hub.reminders.service.planning import lay_down, lock, plan_changed, planned

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
    from datetime import time

    from hub.members.rules import Member
    from hub.notifications.rules.messages import Message
    from hub.ports import Ports
    from hub.reminders.service.judging import Judged

    Renewing = Callable[[Collection[UUID]], Awaitable[Mapping[UUID, Collection[str]]]]
    """The benefits of each of these members that an active agreement will renew."""

JOB: Final = "remind"
"""The job that calls ``remind``; its ids are members'."""

_TOLD_AGAIN_AFTER = timedelta(seconds=60)
_SWEPT_AT_ONCE = 1_000
_IDS_PER_JOB = 50

_SWEEP = """
    UPDATE reminders SET told_at = $1
    WHERE id IN (
        SELECT id FROM reminders WHERE due_at <= $1 AND (due_at, id) > ($4, $5)
        AND (told_at IS NULL OR told_at <= $2 OR told_at > $1)
        ORDER BY due_at, id LIMIT $3
        FOR UPDATE SKIP LOCKED
    )
    RETURNING member_id, due_at, id
"""
_START = (datetime(1970, 1, 1, tzinfo=UTC), UUID(int=0))
"""Before all that can be due."""

_SETTLE = """
    UPDATE reminders AS r SET state = s.state, reason = s.reason, due_at = s.due_at, told_at = NULL,
        settled_at = CASE WHEN s.due_at IS NULL THEN $5::timestamptz END
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS s (id, state, reason, due_at)
    WHERE r.id = s.id
"""

_log = structlog.get_logger()


async def nobody_renews(_: Collection[UUID]) -> Mapping[UUID, Collection[str]]:
    """For a hub without agreements."""
    return {}


async def tell_due(ports: Ports) -> int:
    """Plan what moved, then tell the queue of every member for whom something is due; how many members."""
    await plan_changed(ports)
    at, count, after = ports.clock.now(), 0, _START
    lost = await lost_before(ports.queue, at, _TOLD_AGAIN_AFTER)
    while rows := await _sweep([at, lost, _SWEPT_AT_ONCE, *after]):
        found = sorted({row["member_id"] for row in rows})
        for start in range(0, len(found), _IDS_PER_JOB):
            await ports.queue.tell(JOB, found[start : start + _IDS_PER_JOB])
        count, after = count + len(found), max((row["due_at"], row["id"]) for row in rows)
    return count


async def remind(ports: Ports, member_ids: Sequence[UUID], renewing: Renewing = nobody_renews) -> None:
    """Settle what is due for these members, all or none of each. Safe to repeat, and to interrupt."""
    known = await members.members(member_ids)
    try:
        await _remind(ports, known, renewing)
    except Exception:  # noqa: BLE001 - one member's trouble is not to be another's
        for member in known.values():
            await _remind_alone(ports, member, renewing)


async def _remind_alone(ports: Ports, member: Member, renewing: Renewing) -> None:
    try:
        await _remind(ports, {member.id: member}, renewing)
    except Exception:  # noqa: BLE001 - as above; the sweep tells of it again
        _log.exception("a member was not reminded", member=str(member.id))


async def _sweep(arguments: list[object]) -> list[dict[str, Any]]:
    """The next page of what is due; from where the page before ended, or each would pass over all pages before it."""
    return await get_connection("default").execute_query_dict(_SWEEP, arguments)


async def _remind(ports: Ports, known: Mapping[UUID, Member], renewing: Renewing) -> None:
    """Settle all that is due in one transaction, also the stages that follow and are late themselves."""
    now, made = ports.clock.now(), list["Message"]()
    async with in_transaction():
        await lock(known)
        due = ReminderRow.filter(member_id__in=list(known), due_at__lte=now).order_by("coverage_end", "benefit")
        while rows := await due.all():
            concerned = {row.member_id: known[row.member_id] for row in rows}
            judged = await judge(ports, concerned, rows, await renewing(concerned), now)
            made += await _settle_all(ports, judged, now)
    await sending.tell(ports, made)


async def _settle_all(ports: Ports, judged: Sequence[Judged], now: datetime) -> list[Message]:
    """Plan one message for each member who is told something; the messages planned."""
    told: defaultdict[UUID, list[Judged]] = defaultdict(list)
    for each in judged:
        if each.verdict.state is State.SENT:
            told[each.member.id].append(each)
    made = await messages.plan_all(ports, await writing.messages(ports, told, now)) if told else []
    reached = {each.member_id for each in made}
    hour = ports.reminder_hour
    await _settle([each if each.member.id in reached else _postponed(each, now, hour) for each in judged], now)
    await _journal([own for member_id, own in told.items() if member_id in reached], now)
    return made


def _postponed(judged: Judged, now: datetime, hour: time) -> Judged:
    """The member's message of today is out already: what they were to be told with it, they are told tomorrow."""
    if judged.verdict.state is not State.SENT:
        return judged
    zone = judged.member.zone
    tomorrow = at_hour(local_date(now, zone) + timedelta(days=1), hour, zone)
    return replace(judged, verdict=Verdict(State.PLANNED, due_at=tomorrow))


async def _settle(judged: Sequence[Judged], now: datetime) -> None:
    """Note what became of reminders, and lay down the next stages of their ends."""
    verdicts = [(each.row.id, each.verdict.state, each.verdict.reason, each.verdict.due_at) for each in judged]
    columns = [list(column) for column in zip(*verdicts, strict=True)]
    await get_connection("default").execute_query(_SETTLE, [*columns, now])
    await lay_down(following_rows(judged))


def following_rows(judged: Sequence[Judged]) -> list[ReminderRow]:
    """The next stages of the ends whose reminders are settled."""
    settled = [each for each in judged if each.verdict.due_at is None and each.verdict.reason is not Reason.MOVED]
    rows = [(each.row, each.following) for each in settled]
    return [planned(row.member_id, row.benefit, row.coverage_end, due) for row, due in rows if due]


async def _journal(told: Sequence[Sequence[Judged]], now: datetime) -> None:
    deeds = []
    for own in told:
        member = own[0].member.id
        facts = {"reminders": [{"benefit": each.row.benefit, "stage": each.row.stage} for each in own]}
        deeds.append(Deed("remind", f"member:{member}", member, facts))
    if deeds:
        await journal.record_all(now, "system", deeds)
