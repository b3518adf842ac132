"""Sending what is planned: claimed in the database, carried by a courier, and noted."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tortoise.connection import get_connection

from hub.kernel.ids import new_id
from hub.members import reads as members
from hub.notifications import reads
from hub.notifications.rules.messages import Channel
from hub.notifications.service import handing
from hub.notifications.service.sifting import sift
from hub.ports.couriers import TOGETHER
from hub.ports.queue import lost_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from uuid import UUID

    from hub.notifications.rules.messages import Message
    from hub.notifications.service.sifting import Doubt
    from hub.ports import Ports

JOB: Final = "send"
"""The job that calls ``send``."""

LEASE = timedelta(minutes=2)
"""A worker that has not handed a message over by then is held for dead; what it handed over has longer."""

_TOLD_AGAIN_AFTER = timedelta(seconds=30)
_SWEPT_AT_ONCE = 1_000
_IDS_PER_JOB = 6 * TOGETHER
_NO_DOUBTS: Final[Mapping[str, Doubt]] = MappingProxyType({})

_CLAIM = """
    UPDATE messages SET lease = $4, due_at = $3
    WHERE id IN (SELECT id FROM messages WHERE id = ANY ($1) AND due_at <= $2 FOR UPDATE SKIP LOCKED)
    RETURNING id
"""

_SWEEP = """
    UPDATE messages SET told_at = $1
    WHERE id IN (
        SELECT id FROM messages WHERE due_at <= $1 AND (told_at IS NULL OR told_at <= $2 OR told_at > $1)
        ORDER BY due_at, id LIMIT $3
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id
"""


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


async def send(ports: Ports, ids: Sequence[UUID], doubts: Mapping[str, Doubt] = _NO_DOUBTS) -> None:
    """Send those of these messages that are due and nobody's. Safe to repeat, and to interrupt.

    ``doubts``, by template, look again at messages that have waited for long.
    """
    at, lease = ports.clock.now(), new_id()
    rows = await get_connection("default").execute_query_dict(_CLAIM, [list(ids), at, at + LEASE, lease])
    claimed = list((await reads.messages([row["id"] for row in rows])).values())
    known = await members.members([each.member_id for each in claimed])
    wanted = await sift(ports, claimed, known, lease, doubts)
    batches = [
        handing.Batch(ports, ports.couriers.get(channel), together, known, lease)
        for channel in Channel
        for together in _batched([each for each in wanted if each.channel is channel])
    ]
    await asyncio.gather(*map(handing.hand_over, batches))


async def _sweep(ports: Ports) -> list[UUID]:
    at = ports.clock.now()
    arguments = [at, await lost_before(ports.queue, at, _TOLD_AGAIN_AFTER), _SWEPT_AT_ONCE]
    return [row["id"] for row in await get_connection("default").execute_query_dict(_SWEEP, arguments)]


async def _tell(ports: Ports, ids: Sequence[UUID]) -> None:
    for start in range(0, len(ids), _IDS_PER_JOB):
        await ports.queue.tell(JOB, ids[start : start + _IDS_PER_JOB])


def _batched(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    for start in range(0, len(messages), TOGETHER):
        yield messages[start : start + TOGETHER]
