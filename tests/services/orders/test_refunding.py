"""Refunds: what is unused goes back, once, and what was granted for it is taken back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from hub.entitlements.service.using import consume
from hub.fulfilment import reads as fulfilment
from hub.fulfilment.models import CodeRow
from hub.fulfilment.rules.codes import CodeState
from hub.fulfilment.rules.tasks import State
from hub.kernel.errors import InvalidInput, NotFound
from hub.kernel.ids import new_id
from hub.members.rules import Member
from hub.orders import reads
from hub.orders.errors import AlreadyRefunded, NothingToRefund, NotPaid
from hub.orders.rules.pricing import AmountOff, Cart, CartLine
from hub.orders.rules.values import CaseKind, Order, OrderState, Part, RefundState
from hub.orders.service.paying import Means, pay
from hub.orders.service.placing import place
from hub.orders.service.refunding import Return, preview_refund, refund
from hub.ports import payments as port
from tests.services.orders.conftest import Till, codes, held, stock

DAY = timedelta(days=1)
WHOLE = Return("changed their mind")


async def parts(order: Order) -> dict[str, Part]:
    return {each.path: each for each in (await reads.parts([order.id]))[order.id]}


async def test_a_whole_order_returned_at_once_gives_everything_back(till: Till, ling: Member) -> None:
    await stock(1, till.clock.now())
    order = await till.buy(ling, "joint-once")
    record = await refund(till.ports, order.number, WHOLE, till.act())
    assert (record.state, record.amount) == (RefundState.DUE, order.total)
    assert (await till.now(order)).state is OrderState.REFUNDED
    assert await held(ling) == {}
    assert await codes(CodeState.FREE) == 1
    tasks = await fulfilment.tasks_of_grants([each.grant_id for each in (await parts(order)).values() if each.grant_id])
    assert {each.state for each in tasks.values()} == {State.CANCELLED}
    await till.sweep()
    assert [each.state for each in (await reads.refunds([order.id]))[order.id]] == [RefundState.REFUNDED]
    assert await till.charged() == [0]


async def test_after_ten_of_thirty_days_two_thirds_go_back(till: Till, ling: Member) -> None:
    order = await till.buy(ling, "month-once")
    till.clock.advance(10 * DAY)
    assert [each.minor for each in await preview_refund(order.number, WHOLE, till.clock.now())] == [1_000]
    assert (await refund(till.ports, order.number, WHOLE, till.act())).amount.amount_minor == 1_000
    await till.sweep()
    assert await till.charged() == [500]


async def test_one_component_is_returned_and_the_rest_stays(till: Till, ling: Member) -> None:
    await stock(1, till.clock.now())
    order = await till.buy(ling, "joint-once")
    music = (await parts(order))["music"]
    record = await refund(till.ports, order.number, Return("no phone any more", [music.id]), till.act())
    assert record.amount == music.amount
    assert (await till.now(order)).state is OrderState.PARTLY_REFUNDED
    assert await held(ling) == {"vip": 1, "visit": 1, "voucher": 1}
    with pytest.raises(AlreadyRefunded):
        await refund(till.ports, order.number, Return("again", [music.id]), till.act())
    await refund(till.ports, order.number, WHOLE, till.act())
    assert (await till.now(order)).state is OrderState.REFUNDED
    await till.sweep()
    assert await till.charged() == [0]


async def test_visits_used_are_not_given_back(till: Till, ling: Member) -> None:
    await stock(1, till.clock.now())
    order = await till.buy(ling, "joint-once")
    await consume(ling, "visit", 1, till.act())
    visits = (await parts(order))["visits"]
    record = await refund(till.ports, order.number, Return("unhappy", [visits.id]), till.act())
    assert record.amount.amount_minor == -(-visits.amount.amount_minor * 2 // 3)


async def test_a_code_that_was_seen_stays_with_the_member_and_so_does_its_price(till: Till, ling: Member) -> None:
    await stock(1, till.clock.now())
    order = await till.buy(ling, "month-once", "paper-once")
    await CodeRow.filter(state=CodeState.ISSUED).update(state=CodeState.REVEALED, revealed_at=till.clock.now())
    record = await refund(till.ports, order.number, WHOLE, till.act())
    assert record.amount.amount_minor == 1_500
    assert (await till.now(order)).state is OrderState.PARTLY_REFUNDED
    assert await held(ling) == {"voucher": 1}
    with pytest.raises(NothingToRefund):
        await refund(till.ports, order.number, WHOLE, till.act())


async def test_what_is_sold_for_good_goes_back_only_in_full_and_on_purpose(till: Till, ling: Member) -> None:
    order = await till.buy(ling, "taste-once")
    with pytest.raises(NothingToRefund):
        await refund(till.ports, order.number, WHOLE, till.act())
    assert await held(ling) == {"trial": 1}
    record = await refund(till.ports, order.number, Return("goodwill", in_full=True), till.act())
    assert record.amount == order.total
    assert await held(ling) == {}


async def test_64_refunds_at_once_give_back_once(till: Till, ling: Member) -> None:
    order = await till.buy(ling, "month-once")
    answers = await asyncio.gather(
        *(refund(till.ports, order.number, WHOLE, till.act()) for _ in range(64)), return_exceptions=True
    )
    assert sum(isinstance(each, AlreadyRefunded) for each in answers) == 63
    await asyncio.gather(*(till.sweep() for _ in range(8)))
    assert await till.charged() == [0]


async def test_the_same_key_refunds_once(till: Till, ling: Member) -> None:
    order = await till.buy(ling, "month-once")
    first = await refund(till.ports, order.number, WHOLE, till.act("click"))
    assert await refund(till.ports, order.number, WHOLE, till.act("click")) == first


async def test_a_free_order_is_returned_without_a_gateway(till: Till, ling: Member) -> None:
    price = (await till.order(ling, "month-once")).total
    order = await place(ling, Cart([CartLine("month-once", 1, {})], AmountOff(price)), till.act())
    await pay(till.ports, ling, order.number, Means(), till.act())
    assert (await refund(till.ports, order.number, WHOLE, till.act())).state is RefundState.REFUNDED
    assert await held(ling) == {}


async def test_what_makes_no_sense_is_refused(till: Till, ling: Member) -> None:
    unpaid = await till.order(ling, "month-once")
    with pytest.raises(NotPaid):
        await refund(till.ports, unpaid.number, WHOLE, till.act())
    with pytest.raises(NotFound):
        await refund(till.ports, "none", WHOLE, till.act())
    order = await till.buy(ling, "month-once")
    with pytest.raises(NotFound):
        await refund(till.ports, order.number, Return("why not", [new_id()]), till.act())
    with pytest.raises(InvalidInput):
        await refund(till.ports, order.number, Return(" "), till.act())
    assert await held(ling) == {"vip": 1}


async def test_a_refund_waits_for_a_gateway_that_is_down(till: Till, ling: Member) -> None:
    order = await till.buy(ling, "month-once")
    await refund(till.ports, order.number, WHOLE, till.act())
    await till.sandbox.faults(down=True)
    await till.sweep()
    await till.sandbox.faults(down=False)
    await till.sweep_after(timedelta(hours=2))
    assert await till.charged() == [0]
    assert [each.state for each in (await reads.refunds([order.id]))[order.id]] == [RefundState.REFUNDED]


async def test_a_refund_that_the_gateway_refuses_is_kept_for_a_person(till: Till, ling: Member) -> None:
    order = await till.buy(ling, "month-once")
    [payment] = await till.payments(order)
    url = f"{till.sandbox.account.url}/v1/refunds"
    body = {"charge": payment.reference, "amount_minor": 1, "currency": "CNY"}
    headers = {"authorization": "Bearer sk", "idempotency-key": "by-hand"}
    await till.sandbox.client.post(url, json=body, headers=headers)
    await refund(till.ports, order.number, WHOLE, till.act())
    await till.sweep()
    assert await till.cases(order) == [CaseKind.REFUND_DECLINED]


@dataclass
class Picky:
    """A gateway that has no use for such an amount, as one that takes fewer decimals than the currency has."""

    behind: port.PaymentGateway

    def __getattr__(self, name: str) -> Any:
        return getattr(self.behind, name)

    async def refund(self, _: port.Refund) -> port.RefundOutcome:
        raise InvalidInput("amount", "round to 10 minor units")


async def test_an_amount_that_the_gateway_cannot_give_back_is_kept_for_a_person(till: Till, ling: Member) -> None:
    order = await till.buy(ling, "month-once")
    await refund(till.ports, order.number, WHOLE, till.act())
    picky: Any = Picky(till.sandbox.gateway)
    await replace(till, ports=replace(till.ports, gateways={"sandbox": picky})).sweep()
    assert await till.cases(order) == [CaseKind.REFUND_DECLINED]


async def test_time_that_queues_behind_a_returned_month_moves_up(till: Till, ling: Member) -> None:
    first, second = await till.buy(ling, "month-once"), await till.buy(ling, "month-once")
    till.clock.advance(DAY)
    assert (await refund(till.ports, second.number, WHOLE, till.act())).amount == second.total
    assert (await till.now(first)).state is OrderState.PAID
