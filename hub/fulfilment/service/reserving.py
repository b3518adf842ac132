"""Taking codes off the free stock: many orders, one statement, and never one code twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from hub.fulfilment.models import CodeRow
from hub.fulfilment.rules.codes import CodeState
from hub.fulfilment.service.coalescing import Coalescer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

_LARGEST_BATCH = 500

_TAKE = """
    WITH wanted AS MATERIALIZED (
        SELECT holder, asked.product, asked.slot, until, {seat} ORDER BY place) || asked.product AS seat
        FROM unnest($1::uuid[], $2::text[], $3::int[], $4::timestamptz[]) WITH ORDINALITY
            AS asked (holder, product, slot, until, place)
        WHERE NOT EXISTS (
            SELECT FROM codes WHERE holder_id = holder AND codes.product = asked.product AND codes.slot = asked.slot
        )
    ), free AS MATERIALIZED (
        SELECT id, {seat} ORDER BY ends_at, id) || product AS seat
        FROM (SELECT product, count(*) AS quantity FROM wanted GROUP BY product ORDER BY product) AS total,
            LATERAL (
                SELECT id, ends_at FROM codes
                WHERE codes.product = total.product AND state = 'FREE' AND (ends_at IS NULL OR ends_at > $5)
                ORDER BY ends_at, id LIMIT total.quantity FOR UPDATE {waiting}
            ) AS soonest_ending
    )
    UPDATE codes SET state = 'RESERVED', holder_id = wanted.holder, slot = wanted.slot, reserved_until = wanted.until
    FROM free JOIN wanted USING (seat)
    WHERE codes.id = free.id
    RETURNING codes.holder_id, codes.product
"""
"""Each code wanted and each free code has a seat, the first of a product the first and so on; equal seats meet."""

_SEAT = "row_number() OVER (PARTITION BY product"
_TAKE_AT_ONCE = _TAKE.format(seat=_SEAT, waiting="SKIP LOCKED")
_TAKE_PATIENTLY = _TAKE.format(seat=_SEAT, waiting="")


@dataclass(frozen=True, slots=True)
class Wish:
    """``quantity`` codes of ``product`` for ``holder``, kept ``until`` then; codes that end by ``at`` will not do."""

    holder: UUID
    product: str
    quantity: int
    until: datetime
    at: datetime


async def take(wish: Wish) -> int:
    """Reserve all of ``wish`` or nothing; how many are missing (0: reserved). Asked again, it answers the same.

    Works in transactions of its own, shared with whoever asks at the same time.
    """
    loop = asyncio.get_running_loop()
    if loop not in _COALESCERS:
        _COALESCERS[loop] = Coalescer(_take_batch, _LARGEST_BATCH)
    return await _COALESCERS[loop].ask(wish)


_COALESCERS: WeakKeyDictionary[asyncio.AbstractEventLoop, Coalescer[Wish, int]] = WeakKeyDictionary()


async def _take_batch(wishes: Sequence[Wish]) -> list[int]:
    """Codes that others hold locked are passed over at first, and waited for only by those who went short.

    The same may be wished twice at once, as by a client that asks again: here, or in another process.
    """
    distinct = {(wish.holder, wish.product): wish for wish in wishes}
    try:
        taken = await _take(_TAKE_AT_ONCE, list(distinct.values()))
    except IntegrityError:
        taken = Counter()
    return [0 if taken[wish.holder, wish.product] == wish.quantity else await _take_patiently(wish) for wish in wishes]


async def _take_patiently(wish: Wish) -> int:
    try:
        return await _take_or_leave(wish)
    except IntegrityError:  # another process took them for the same holder: now they are there
        return await _take_or_leave(wish)


async def _take_or_leave(wish: Wish) -> int:
    async with in_transaction():
        await _take(_TAKE_PATIENTLY, [wish])
        own = CodeRow.filter(holder_id=wish.holder, product=wish.product)
        missing = wish.quantity - await own.count()
        if missing > 0:
            await own.filter(state=CodeState.RESERVED).update(**FREED)
    return max(missing, 0)


FREED = {"state": CodeState.FREE, "holder_id": None, "slot": None, "reserved_until": None}
"""What becomes of a reserved code that is given back."""


async def _take(statement: str, wishes: Sequence[Wish]) -> Counter[tuple[UUID, str]]:
    slots = [(wish, slot) for wish in wishes for slot in range(1, wish.quantity + 1)]
    columns = [
        [wish.holder for wish, _ in slots],
        [wish.product for wish, _ in slots],
        [slot for _, slot in slots],
        [wish.until for wish, _ in slots],
        max(wish.at for wish in wishes),
    ]
    rows = await get_connection("default").execute_query_dict(statement, columns)
    return Counter((row["holder_id"], row["product"]) for row in rows)
