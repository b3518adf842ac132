"""What jobs would do in the hours after a disaster, in moments; and whether the money is where it belongs then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from hub.journal.rules import Act
from hub.orders.models import OrderRow, PaymentRow, RefundRow
from hub.orders.rules.values import OrderState, PaymentState, RefundState
from hub.orders.service import closing, sweeping
from hub.orders.service.paying import ask
from hub.orders.service.sending import send_refund
from hub.ports import Ports
from tests.fakes import FakeClock

ROUNDS = 6
_EVERY = 10_000


async def recover_orders(ports: Ports, clock: FakeClock) -> None:
    """Let twenty minutes pass, and do what orders, payments and refunds are due for."""
    clock.advance(timedelta(minutes=20))
    for payment in await sweeping.payments_to_ask_for(clock.now(), _EVERY):
        await ask(ports, payment)
    for order in await sweeping.orders_to_expire(clock.now(), _EVERY):
        await closing.expire(order, Act("system", clock.now(), "sweep"))
    for refund in await sweeping.refunds_to_send(clock.now(), _EVERY):
        await send_refund(ports, refund)


async def check_money(books: Mapping[str, int]) -> None:
    """Nothing is undecided, and the gateway holds, by its ``books``, what the hub thinks that it holds."""
    assert not await OrderRow.exists(state=OrderState.AWAITING_PAYMENT)
    payments = await PaymentRow.all()
    assert {each.state for each in payments} <= set(PaymentState) - {PaymentState.UNKNOWN, PaymentState.PENDING}
    taken = {each.key: each for each in payments if PaymentState(each.state).is_taken}
    back: Counter[UUID] = Counter()
    for each in await RefundRow.filter(state=RefundState.REFUNDED):
        back[each.payment_id] += each.amount_minor
    assert dict(books) == {key: each.amount_minor - back[each.id] for key, each in taken.items()}
