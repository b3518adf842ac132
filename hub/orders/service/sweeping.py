"""What is due: ids for jobs to work on, each claimed for a while, so that several sweepers share the work.

What a job is lost with falls due again by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.connection import get_connection

from hub.orders.rules.pacing import FIRST_ASK

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

_CLAIM = """
    UPDATE {table} SET {due} = $3 WHERE id IN (
        SELECT id FROM {table} WHERE {due} <= $1 ORDER BY {due} LIMIT $2 FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""
_CLAIM_PAYMENTS = _CLAIM.format(table="payments", due="ask_at")
_CLAIM_REFUNDS = _CLAIM.format(table="refunds", due="due_at")
_OVERDUE = """
    SELECT id FROM orders WHERE state = 'AWAITING_PAYMENT' AND pay_by <= $1 AND NOT EXISTS (
        SELECT FROM payments WHERE order_id = orders.id AND payments.state IN ('UNKNOWN', 'PENDING')
    ) ORDER BY pay_by LIMIT $2
"""


async def payments_to_ask_for(at: datetime, limit: int) -> list[UUID]:
    """At most ``limit`` payments whose end we should have heard of by ``at``: for ``paying.ask``."""
    return await _ids(_CLAIM_PAYMENTS, at, limit, at + FIRST_ASK)


async def refunds_to_send(at: datetime, limit: int) -> list[UUID]:
    """At most ``limit`` refunds that are to be sent, or asked for, at ``at``: for ``sending.send_refund``."""
    return await _ids(_CLAIM_REFUNDS, at, limit, at + FIRST_ASK)


async def orders_to_expire(at: datetime, limit: int) -> list[UUID]:
    """At most ``limit`` orders that were not paid in time: for ``closing.expire``."""
    return await _ids(_OVERDUE, at, limit)


async def _ids(query: str, *values: object) -> list[UUID]:
    rows = await get_connection("default").execute_query_dict(query, list(values))
    return [row["id"] for row in rows]
