"""Sending what is planned: claimed in the database, carried by a courier, and noted."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.kernel.ids import new_id
from hub.members import reads as members
from hub.notifications import reads
from hub.notifications.models import MessageRow, SuppressedAddressRow
from hub.notifications.rules.deciding import LOST, Decision, again
from hub.notifications.rules.messages import Category, Channel, Message, State
from hub.notifications.service.preferring import unsubscribe_link
from hub.ports.couriers import Letter, News, Outcome
from hub.ports.queue import lost_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.members.rules import Member
    from hub.ports import Ports

JOB: Final = "send"
"""The job that calls ``send``."""

LEASE = timedelta(minutes=2)
"""A worker that has not reported on a message by then is held for dead; longer than any courier takes."""

_TOLD_AGAIN_AFTER = timedelta(seconds=30)
_SWEPT_AT_ONCE = 1_000
_IDS_PER_JOB = 50

_TURN = 0.25
_TURNS = 80
"""Twenty seconds, in seconds at a time: for so long a message waits for its domain's turn in a worker's hands."""
_ANOTHER_TURN = timedelta(seconds=30)

_CLAIM = """
    UPDATE messages SET lease = $4, due_at = $3
    WHERE id IN (SELECT id FROM messages WHERE id = ANY ($1) AND due_at <= $2 FOR UPDATE SKIP LOCKED)
    RETURNING id
"""

_SWEEP = """
    UPDATE messages SET told_at = $1
    WHERE id IN (
        SELECT id FROM messages WHERE due_at <= $1 AND (told_at IS NULL OR told_at <= $2)
        ORDER BY due_at, id LIMIT $3
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id
"""

_log = structlog.get_logger()


async def tell(ports: Ports, messages: Iterable[Message]) -> None:
    """Let workers send those of ``messages`` that are due. Call it after the commit; without it the sweep does."""
    at = ports.clock.now()
    await _tell(ports, [each.id for each in messages if each.due_at is not None and each.due_at <= at])


async def tell_due(ports: Ports) -> int:
    """Tell the queue of every message that is due and of which it was not told lately; how many."""
    count = 0
    while ids := await _sweep(ports):
        await _tell(ports, ids)
        count += len(ids)
    return count


async def send(ports: Ports, ids: Sequence[UUID]) -> None:
    """Send those of these messages that are due and nobody's. Safe to repeat, and to interrupt."""
    at, lease = ports.clock.now(), new_id()
    rows = await get_connection("default").execute_query_dict(_CLAIM, [list(ids), at, at + LEASE, lease])
    claimed = list((await reads.messages([row["id"] for row in rows])).values())
    known = await members.members([each.member_id for each in claimed])
    await asyncio.gather(*(_send(ports, each, known[each.member_id], lease) for each in claimed))


async def _sweep(ports: Ports) -> list[UUID]:
    at = ports.clock.now()
    arguments = [at, await lost_before(ports.queue, at, _TOLD_AGAIN_AFTER), _SWEPT_AT_ONCE]
    return [row["id"] for row in await get_connection("default").execute_query_dict(_SWEEP, arguments)]


async def _tell(ports: Ports, ids: Sequence[UUID]) -> None:
    for start in range(0, len(ids), _IDS_PER_JOB):
        await ports.queue.tell(JOB, ids[start : start + _IDS_PER_JOB])


async def _send(ports: Ports, message: Message, member: Member, lease: UUID) -> None:
    courier = ports.couriers.get(message.channel)
    if not await _is_admitted(ports, message):
        await _put_back(message, lease, ports.clock.now())
        return
    if courier is None:
        outcome = Outcome(News.LATER, f"nothing is set up that carries {message.channel}")
    elif message.handed_at and not courier.is_safe_to_repeat:
        outcome = Outcome(News.UNKNOWN, LOST)
    elif not await MessageRow.filter(id=message.id, lease=lease).update(handed_at=ports.clock.now()):
        return
    else:
        outcome = await courier.carry(_letter(ports, message, member))
    await _conclude(message, lease, outcome, ports.clock.now())


async def _is_admitted(ports: Ports, message: Message) -> bool:
    """Waits a while for the turn of the recipient's domain; before anything is noted as handed over."""
    if message.channel is not Channel.EMAIL:
        return True
    domain = message.recipient.rpartition("@")[2].lower()
    for _ in range(_TURNS):
        if await ports.pace.admit(domain):
            return True
        await asyncio.sleep(_TURN)
    return False


async def _put_back(message: Message, lease: UUID, now: datetime) -> None:
    """Its domain had no room for it: that is no attempt."""
    await MessageRow.filter(id=message.id, lease=lease).update(due_at=now + _ANOTHER_TURN, lease=None, told_at=None)


def _letter(ports: Ports, message: Message, member: Member) -> Letter:
    is_marketing = message.category is Category.MARKETING
    return Letter(
        id=message.id,
        at=message.created_at,
        about=message.template,
        member=member.external_id,
        name=member.name,
        to=message.recipient,
        subject=message.subject,
        text=message.text,
        html=message.html,
        unsubscribe=unsubscribe_link(ports, member.id, message.category) if is_marketing else None,
    )


async def _conclude(message: Message, lease: UUID, outcome: Outcome, now: datetime) -> None:
    state = _DECIDED.get(outcome.news)
    decision = Decision(state, outcome.note) if state else again(message, outcome.note, now)
    changes: dict[str, object] = {"attempts": message.attempts + 1, "lease": None, "told_at": None}
    changes |= {"state": decision.state, "note": decision.note, "due_at": decision.due_at}
    if decision.state is State.SENT:
        changes["sent_at"] = now
    if decision.state is State.PLANNED:
        changes["handed_at"] = None
    async with in_transaction():
        await MessageRow.filter(id=message.id, lease=lease).update(**changes)
        if outcome.news is News.NO_SUCH_ADDRESS:
            await _suppress(message.recipient, outcome.note, now)
    if decision.state in (State.FAILED, State.UNDECIDED):
        _log.warning("a message was not sent", message=str(message.id), state=decision.state, note=decision.note)


async def _suppress(address: str, why: str, now: datetime) -> None:
    row = SuppressedAddressRow(address=address.lower(), why=why, at=now)
    await SuppressedAddressRow.bulk_create([row], ignore_conflicts=True)


_DECIDED = {
    News.ACCEPTED: State.SENT,
    News.REFUSED: State.FAILED,
    News.NO_SUCH_ADDRESS: State.FAILED,
    News.UNKNOWN: State.UNDECIDED,
}
"""News after which a message is not tried again."""
