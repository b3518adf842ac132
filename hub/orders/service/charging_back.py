"""The member's bank has taken the money back: what was granted for it is taken back as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.kernel.ids import new_id
from hub.kernel.money import split
from hub.members import reads as members
from hub.orders import reads
from hub.orders.models import OrderRow, PaymentRow, RefundRow
from hub.orders.rules.values import PaymentState, RefundCause, RefundState
from hub.orders.service.refunding import return_parts

if TYPE_CHECKING:
    from hub.journal.rules import Act
    from hub.kernel.money import Money


async def charge_back(payment: PaymentRow, amount: Money, by: Act) -> None:
    """Take back, in the caller's transaction, what is still the member's of the order that ``payment`` paid.

    The loss is shared out among those parts by what was paid for them; what goes beyond that (a part was refunded
    before) is in the case alone. A payment that paid no order, or of which nothing stands, changes nothing.
    """
    order = await OrderRow.select_for_update().get(id=payment.order_id)
    standing = [each for each in (await reads.parts([order.id]))[order.id] if each.refund_id is None]
    if payment.state != PaymentState.SUCCEEDED or not standing:
        return
    paid = [each.amount.amount_minor for each in standing]
    lost = min(amount.amount_minor, sum(paid))
    refund = RefundRow(
        id=new_id(),
        order_id=order.id,
        payment_id=payment.id,
        member_id=order.member_id,
        cause=RefundCause.CHARGE_BACK,
        key=f"{payment.key}-bank",
        currency=order.currency,
        amount_minor=lost,
        state=RefundState.REFUNDED,
        reason="the bank took the payment back",
        at=by.at,
        by=by.actor,
        settled_at=by.at,
    )
    await refund.save(force_create=True)
    member = (await members.members([order.member_id]))[order.member_id]
    await return_parts(member, order, dict(zip(standing, split(lost, paid), strict=True)), refund, by)
