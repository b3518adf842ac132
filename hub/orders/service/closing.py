"""Orders that are not paid: they expire, or the member gives them up, and what was kept for them goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.journal import service as journal
from hub.kernel.errors import NotFound
from hub.orders import reads
from hub.orders.errors import OrderNotPayable, PaymentUnderWay
from hub.orders.models import OrderRow, PaymentRow
from hub.orders.rules.values import OrderState, PaymentState
from hub.orders.service import supplying

if TYPE_CHECKING:
    from uuid import UUID

    from hub.journal.rules import Act
    from hub.members.rules import Member
    from hub.orders.rules.values import Order

_UNDECIDED = [state for state in PaymentState if state.is_undecided]


async def cancel(member: Member, number: str, by: Act) -> Order:
    """Give up the member's unpaid order; giving it up again changes nothing.

    Money that arrives for it later goes back. Refused: ``NotFound``, ``OrderNotPayable`` (it is paid, or expired),
    ``PaymentUnderWay`` (it may turn out to be paid).
    """
    async with in_transaction():
        order = await OrderRow.select_for_update().get_or_none(number=number, member_id=member.id)
        if order is None:
            raise NotFound("order", number)
        if order.state != OrderState.CANCELLED:
            if order.state != OrderState.AWAITING_PAYMENT:
                raise OrderNotPayable(number, order.state)
            if await _has_undecided_payment(order):
                raise PaymentUnderWay(number)
            await _close(order, OrderState.CANCELLED, "cancel_order", by)
    return (await reads.orders([order.id]))[order.id]


async def expire(order_id: UUID, by: Act) -> bool:
    """Let an order expire if its time is over and no payment of it is undecided; whether it did."""
    async with in_transaction():
        order = await OrderRow.select_for_update().get(id=order_id)
        is_over = order.state == OrderState.AWAITING_PAYMENT and order.pay_by <= by.at
        if not is_over or await _has_undecided_payment(order):
            return False
        await _close(order, OrderState.EXPIRED, "expire_order", by)
    return True


async def _has_undecided_payment(order: OrderRow) -> bool:
    return await PaymentRow.exists(order_id=order.id, state__in=_UNDECIDED)


async def _close(order: OrderRow, state: OrderState, action: str, by: Act) -> None:
    order.state, order.closed_at = state, by.at
    await order.save(update_fields=["state", "closed_at"])
    await supplying.give_back(order.holder_id)
    subject, facts = f"order:{order.number}", {"number": order.number}
    await journal.record(by.at, by.actor, action=action, subject=subject, member_id=order.member_id, facts=facts)
