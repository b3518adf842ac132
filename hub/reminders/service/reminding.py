"""Reminding members of what is due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.catalogue import reads as catalogue
from hub.entitlements import reads as entitlements
from hub.journal import service as journal
from hub.members import reads as members
from hub.notifications import reads as notifications
from hub.notifications.rules.hours import TEN, at_hour, local_date
from hub.notifications.rules.messages import Category, Message, NewMessage, is_wanted
from hub.notifications.service import planning as messages
from hub.notifications.service import sending
from hub.notifications.service.linking import renewal_link
from hub.orders import reads as orders
from hub.ports.queue import lost_before
from hub.reminders import reads
from hub.reminders.models import ReminderRow
from hub.reminders.rules.deciding import Reason, Standing, State, Verdict, decide
from hub.reminders.rules.stages import dues, following
from hub.reminders.service.planning import lay_down, lock, plan_changed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from hub.entitlements.rules.status import Entitlement
    from hub.kernel.money import Money
    from hub.members.rules import Member
    from hub.ports import Ports
    from hub.reminders.rules.stages import Due, Schedule

    Renewing = Callable[[UUID], Awaitable[Collection[str]]]
    """The benefits of a member that an active agreement will renew."""

JOB: Final = "remind"
"""The job that calls ``remind``; its ids are members'."""

_TOLD_AGAIN_AFTER = timedelta(seconds=60)
_SWEPT_AT_ONCE = 1_000
_IDS_PER_JOB = 50

_SWEEP = """
    UPDATE reminders SET told_at = $1
    WHERE id IN (
        SELECT id FROM reminders WHERE due_at <= $1 AND (told_at IS NULL OR told_at <= $2)
        ORDER BY due_at, id LIMIT $3
        FOR UPDATE SKIP LOCKED
    )
    RETURNING member_id
"""


_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Judged:
    """A reminder that was due, what becomes of it, the stage that follows it, and the grants whose time ends."""

    row: ReminderRow
    verdict: Verdict
    following: Due | None
    grants: tuple[UUID, ...]


async def nobody_renews(_: UUID) -> Collection[str]:
    """For a hub without agreements."""
    return ()


async def tell_due(ports: Ports) -> int:
    """Plan what moved, then tell the queue of every member for whom something is due; how many members."""
    await plan_changed(ports)
    count = 0
    while found := await _sweep(ports):
        for start in range(0, len(found), _IDS_PER_JOB):
            await ports.queue.tell(JOB, found[start : start + _IDS_PER_JOB])
        count += len(found)
    return count


async def remind(ports: Ports, member_ids: Sequence[UUID], renewing: Renewing = nobody_renews) -> None:
    """Settle what is due for these members, each in a transaction of their own. Safe to repeat, and to interrupt."""
    for member in (await members.members(member_ids)).values():
        try:
            async with in_transaction():
                planned = await _remind(ports, member, renewing)
            await sending.tell(ports, planned)
        except Exception:  # noqa: BLE001 - one member's trouble is not to be another's; the sweep tells of it again
            _log.exception("a member was not reminded", member=str(member.id))


async def _sweep(ports: Ports) -> list[UUID]:
    at = ports.clock.now()
    arguments = [at, await lost_before(ports.queue, at, _TOLD_AGAIN_AFTER), _SWEPT_AT_ONCE]
    rows = await get_connection("default").execute_query_dict(_SWEEP, arguments)
    return sorted({row["member_id"] for row in rows})


async def _remind(ports: Ports, member: Member, renewing: Renewing) -> list[Message]:
    """Settle all that is due, also the stages that follow and are late themselves; the messages planned."""
    now, planned = ports.clock.now(), list[Message]()
    await lock([member.id])
    while rows := await ReminderRow.filter(member_id=member.id, due_at__lte=now).order_by("coverage_end", "benefit"):
        planned += await _settle_all(ports, member, rows, await renewing(member.id), now)
    return planned


async def _settle_all(
    ports: Ports, member: Member, rows: Sequence[ReminderRow], renewing: Collection[str], now: datetime
) -> list[Message]:
    schedules = await reads.schedules({row.benefit for row in rows})
    judged = await _judge(member, rows, schedules, renewing, now)
    told = [each for each in judged if each.verdict.state is State.SENT]
    planned = await messages.plan(ports, member, await _message(ports, member, told, now)) if told else []
    if told and not planned:  # today's message is out already: these are tomorrow's
        tomorrow = at_hour(local_date(now, member.zone) + timedelta(days=1), TEN, member.zone)
        judged = [_postponed(each, tomorrow) for each in judged]
    for each in judged:
        await _settle(member.id, each, now)
    if planned:
        await _journal(member, told, now)
    return planned


async def _judge(
    member: Member,
    rows: Sequence[ReminderRow],
    schedules: Mapping[str, Schedule],
    renewing: Collection[str],
    now: datetime,
) -> list[_Judged]:
    [held] = await entitlements.held_by([member])
    by_benefit = {each.benefit: each for each in held.entitlements()}
    wanted = is_wanted(Category.SERVICE, await notifications.chosen_by(member.id))
    judged = []
    for row in rows:
        laid = dues(row.coverage_end, member.zone, schedules[row.benefit])
        due = next((each for each in laid if str(each.stage) == row.stage), None)
        standing = Standing(by_benefit[row.benefit], row.benefit in renewing, wanted)
        verdict = decide(row.coverage_end, due, standing, now)
        grants = _ending(by_benefit[row.benefit], row.coverage_end)
        judged.append(_Judged(row, verdict, following(laid, due) if due else None, grants))
    return judged


def _ending(entitlement: Entitlement, coverage_end: datetime) -> tuple[UUID, ...]:
    """The grants that make up the unbroken coverage until ``coverage_end``."""
    [start] = [span.start for span in entitlement.spans if span.until == coverage_end] or [coverage_end]
    spans = ((UUID(str(each.grant)), each.span) for each in entitlement.segments)
    return tuple(grant for grant, span in spans if start <= span.start and span.until <= coverage_end)


def _postponed(judged: _Judged, until: datetime) -> _Judged:
    if judged.verdict.state is not State.SENT:
        return judged
    return replace(judged, verdict=Verdict(State.PLANNED, due_at=until))


async def _settle(member_id: UUID, judged: _Judged, now: datetime) -> None:
    """Note what became of a reminder, and lay down the next stage of its end."""
    row, verdict = judged.row, judged.verdict
    row.state, row.reason, row.due_at, row.told_at = verdict.state, verdict.reason, verdict.due_at, None
    row.settled_at = None if verdict.state is State.PLANNED else now
    await row.save(update_fields=["state", "reason", "due_at", "told_at", "settled_at"])
    if row.settled_at and verdict.reason is not Reason.MOVED:
        await lay_down(member_id, row.benefit, row.coverage_end, judged.following)


async def _message(ports: Ports, member: Member, told: Sequence[_Judged], now: datetime) -> NewMessage:
    benefits = [each.row.benefit for each in told]
    bought = await orders.parts_of_grants([grant for each in told for grant in each.grants])
    names = {code: each.name.in_locale(member.locale) for code, each in (await catalogue.benefits(benefits)).items()}
    zone = ZoneInfo(member.zone)
    endings = [
        {
            "benefit": names[each.row.benefit],
            "ends": f"{each.row.coverage_end.astimezone(zone):%Y-%m-%d %H:%M}",
            "has_ended": each.row.coverage_end <= now,
            "worth": _worth([bought[grant].amount for grant in each.grants if grant in bought]),
        }
        for each in told
    ]
    variables = {"name": member.name, "endings": endings, "renew_url": renewal_link(ports, member.id, benefits)}
    key = f"reminder:{member.id}:{local_date(now, member.zone)}"
    return NewMessage(key, "reminder", Category.SERVICE, variables)


def _worth(paid: Sequence[Money]) -> str:
    """What was paid for it in all; nothing where it was free, or paid in several currencies."""
    is_told = len({each.currency for each in paid}) == 1 and any(each.amount_minor for each in paid)
    return str(sum(paid[1:], paid[0])) if is_told else ""


async def _journal(member: Member, told: Sequence[_Judged], now: datetime) -> None:
    facts = {"reminders": [{"benefit": each.row.benefit, "stage": each.row.stage} for each in told]}
    subject = f"member:{member.id}"
    await journal.record(now, "system", action="remind", subject=subject, member_id=member.id, facts=facts)
