"""The rows of an order and its payments, found and locked for those who change them.

By statements of our own: these are carried out for every payment, and building a query costs several times as much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import orjson
from tortoise.connection import get_connection
from tortoise.models import Model

from hub.orders.models import OrderLineRow, OrderPartRow, OrderRow, PaymentRow

if TYPE_CHECKING:
    from uuid import UUID

M = TypeVar("M", bound=Model)


async def locked(order_id: UUID) -> OrderRow:
    """The order, which nobody else changes until the end of the caller's transaction."""
    [row] = await _rows(OrderRow, "SELECT * FROM orders WHERE id = $1 FOR UPDATE", order_id)
    return row


async def locked_by_number(member_id: UUID, number: str) -> OrderRow | None:
    """As ``locked``, for the member's order with this number; ``None`` where it is none of theirs."""
    statement = "SELECT * FROM orders WHERE number = $1 AND member_id = $2 FOR UPDATE"
    return next(iter(await _rows(OrderRow, statement, number, member_id)), None)


async def payment(payment_id: UUID) -> PaymentRow:
    """One payment."""
    [row] = await _rows(PaymentRow, "SELECT * FROM payments WHERE id = $1", payment_id)
    return row


async def payments(order_id: UUID) -> list[PaymentRow]:
    """The payments of an order, in the order tried."""
    return await _rows(PaymentRow, "SELECT * FROM payments WHERE order_id = $1 ORDER BY number", order_id)


async def lines(order_id: UUID) -> list[OrderLineRow]:
    """The lines of an order, in order."""
    rows = await _rows(OrderLineRow, "SELECT * FROM order_lines WHERE order_id = $1 ORDER BY number", order_id)
    for row in rows:
        row.choices = orjson.loads(str(row.choices))
    return rows


async def parts(order_id: UUID) -> list[OrderPartRow]:
    """The parts of an order."""
    return await _rows(OrderPartRow, "SELECT * FROM order_parts WHERE order_id = $1", order_id)


async def _rows(model: type[M], statement: str, *of: object) -> list[M]:
    found = await get_connection("default").execute_query_dict(statement, list(of))
    return [model.construct(_saved_in_db=True, **row) for row in found]
