"""Letting workers begin at once with what a commit has left to do. What is not told, the sweep finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hub.orders import reads
from hub.orders.service import supplying, sweeping

if TYPE_CHECKING:
    from uuid import UUID

    from hub.ports import Ports

ASK_PAYMENT: Final = "ask_payment"
"""The job that calls ``paying.ask``."""

SEND_REFUND: Final = "send_refund"
"""The job that calls ``sending.send_refund``."""

EXPIRE_ORDER: Final = "expire_order"
"""The job that calls ``closing.expire``."""

_AT_ONCE = 200


async def tell_deliveries(ports: Ports, order_id: UUID) -> None:
    """Let the deliveries of an order begin, or be taken back."""
    parts = (await reads.parts([order_id]))[order_id]
    await supplying.start(ports, [each.grant_id for each in parts if each.grant_id])


async def tell_due(ports: Ports) -> int:
    """Tell the queue of all that is due: payments to ask for, refunds to send, orders to expire; how many."""
    at = ports.clock.now()
    due = {
        ASK_PAYMENT: await sweeping.payments_to_ask_for(at, _AT_ONCE),
        SEND_REFUND: await sweeping.refunds_to_send(at, _AT_ONCE),
        EXPIRE_ORDER: await sweeping.orders_to_expire(at, _AT_ONCE),
    }
    for job, ids in due.items():
        if ids:
            await ports.queue.tell(job, ids)
    return sum(map(len, due.values()))
