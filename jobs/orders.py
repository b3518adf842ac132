"""Orders: payments and refunds whose end we have not heard of, and orders that nobody paid."""

from __future__ import annotations

from typing import Any

from hub.journal.rules import Act
from hub.orders.service import closing, paying, sending, telling
from jobs.each import each

Context = dict[str, Any]


async def ask_payment(context: Context, ids: list[str]) -> None:
    """Ask the gateway how these payments stand."""
    await each(ids, lambda id_: paying.ask(context["ports"], id_))


async def send_refund(context: Context, ids: list[str]) -> None:
    """Send these refunds, or ask how they stand."""
    await each(ids, lambda id_: sending.send_refund(context["ports"], id_))


async def expire_order(context: Context, ids: list[str]) -> None:
    """Close these orders if they are still unpaid."""
    at = context["ports"].clock.now()
    await each(ids, lambda id_: closing.expire(id_, Act("system", at, str(id_))))


async def tell_due_orders(context: Context) -> None:
    """Every few seconds: tell of payments, refunds and orders that are due."""
    await telling.tell_due(context["ports"])
