"""Messages in a worker's hands: given to their courier when their domains have room, and what came of it noted.

A few at a time are noted as handed over, in one statement: so many may be undecided where a worker dies, and no more.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.notifications.models import SuppressedAddressRow
from hub.notifications.rules.deciding import LOST, Decision, again
from hub.notifications.rules.messages import Category, Channel, Message, State
from hub.notifications.service.preferring import unsubscribe_link
from hub.ports.couriers import Courier, Letter, News, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.members.rules import Member
    from hub.ports import Ports

    Carried = tuple[Message, Outcome]

_TURN = 0.25
_TURNS = 80
"""Twenty seconds, in seconds at a time: for so long a message waits for its domain's turn in a worker's hands."""
_ANOTHER_TURN = timedelta(seconds=30)

_FOR_ROOM = 120.0
"""Seconds that a message waits in all for room at its courier; then it is anybody's again."""
CARRYING = timedelta(minutes=5)
"""Longer than any courier takes over what is handed to it at once."""

_NOTE = """
    UPDATE messages SET handed_at = $3, due_at = $4
    WHERE id IN (SELECT id FROM messages WHERE id = ANY ($1) AND lease = $2 FOR UPDATE SKIP LOCKED)
    RETURNING id
"""
_PUT_BACK = "UPDATE messages SET due_at = $3, lease = NULL, told_at = NULL WHERE id = ANY ($1) AND lease = $2"
_CONCLUDE = """
    UPDATE messages AS m SET state = d.state, note = d.note, due_at = d.due_at, attempts = attempts + 1,
        handed_at = CASE WHEN d.due_at IS NULL THEN handed_at END, lease = NULL, told_at = NULL,
        sent_at = CASE WHEN d.state = 'SENT' THEN $6::timestamptz END
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS d (id, state, note, due_at)
    WHERE m.id = d.id AND m.lease = $5
"""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages that were claimed under ``lease``, for one ``courier``; ``members`` are those whom they are for."""

    ports: Ports
    courier: Courier | None
    messages: Sequence[Message]
    members: Mapping[UUID, Member]
    lease: UUID


async def hand_over(batch: Batch) -> None:
    """Give each to the courier, within a while; what finds no room by then is due again soon."""
    courier = batch.courier
    if courier is None:
        await _conclude(batch, [(each, _nobody_carries(each)) for each in batch.messages])
        return
    waiting = [each for each in batch.messages if courier.is_safe_to_repeat or not each.handed_at]
    lost = [each for each in batch.messages if each.handed_at and not courier.is_safe_to_repeat]
    await _conclude(batch, [(each, Outcome(News.UNKNOWN, LOST)) for each in lost])
    end = asyncio.get_running_loop().time() + _FOR_ROOM
    for _ in range(_TURNS):
        if not await _has_room(courier, end):
            break
        try:
            waiting = await _turn(batch, courier, waiting)
        finally:
            courier.room.release()
        if not waiting:
            return
        await asyncio.sleep(_TURN)
    at = batch.ports.clock.now() + _ANOTHER_TURN
    await get_connection("default").execute_query(_PUT_BACK, [[each.id for each in waiting], batch.lease, at])


async def _has_room(courier: Courier, end: float) -> bool:
    try:
        async with asyncio.timeout_at(end):
            return await courier.room.acquire()
    except TimeoutError:
        return False


def _nobody_carries(message: Message) -> Outcome:
    return Outcome(News.LATER, f"nothing is set up that carries {message.channel}")


async def _turn(batch: Batch, courier: Courier, waiting: Sequence[Message]) -> list[Message]:
    """Give the courier what there is room for; the rest."""
    admitted = {each.id for each in waiting if await _is_admitted(batch.ports, each)}
    at = batch.ports.clock.now()
    arguments = [list(admitted), batch.lease, at, at + CARRYING]
    noted = {row["id"] for row in await get_connection("default").execute_query_dict(_NOTE, arguments)}
    carried = [each for each in waiting if each.id in noted]
    letters = [_letter(batch.ports, each, batch.members[each.member_id]) for each in carried]
    outcomes = await asyncio.gather(*map(courier.carry, letters), return_exceptions=True)
    told = list(zip(carried, outcomes, strict=True))
    await _conclude(batch, [(each, outcome) for each, outcome in told if isinstance(outcome, Outcome)])
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return [each for each in waiting if each.id not in admitted]


async def _is_admitted(ports: Ports, message: Message) -> bool:
    by_mail = message.channel is Channel.EMAIL
    return await ports.pace.admit(message.recipient.rpartition("@")[2].lower() if by_mail else message.channel)


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


async def _conclude(batch: Batch, carried: Sequence[Carried]) -> None:
    if not carried:
        return
    now = batch.ports.clock.now()
    decided = [(message.id, _decided(message, outcome, now)) for message, outcome in carried]
    rows = [(id_, each.state, each.note, each.due_at) for id_, each in decided]
    async with in_transaction() as connection:
        columns = [list(column) for column in zip(*rows, strict=True)]
        await connection.execute_query(_CONCLUDE, [*columns, batch.lease, now])
        await _suppress([each for each in carried if each[1].news is News.NO_SUCH_ADDRESS], now)
    for id_, each in decided:
        if each.state in (State.FAILED, State.UNDECIDED):
            _log.warning("a message was not sent", message=str(id_), state=each.state, note=each.note)


def _decided(message: Message, outcome: Outcome, now: datetime) -> Decision:
    state = _FINAL.get(outcome.news)
    return Decision(state, outcome.note) if state else again(message, outcome.note, now)


async def _suppress(refused: Sequence[Carried], now: datetime) -> None:
    if refused:
        rows = [
            SuppressedAddressRow(address=message.recipient.lower(), why=outcome.note, at=now)
            for message, outcome in refused
        ]
        await SuppressedAddressRow.bulk_create(rows, ignore_conflicts=True)


_FINAL = {
    News.ACCEPTED: State.SENT,
    News.REFUSED: State.FAILED,
    News.NO_SUCH_ADDRESS: State.FAILED,
    News.UNKNOWN: State.UNDECIDED,
}
"""News after which a message is not tried again."""
