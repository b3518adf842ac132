"""Paying: money is taken once, and either everything that it is for is the member's, or the money goes back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from hub.catalogue import reads as catalogue
from hub.entitlements import reads as entitlements
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service import granting
from hub.entitlements.service.planning import OneBenefit
from hub.fulfilment import reads as fulfilment
from hub.fulfilment.rules.codes import CodeState
from hub.journal.reads import entries_of_member
from hub.kernel.calendar import Period
from hub.kernel.errors import InvalidInput
from hub.members.rules import Member
from hub.orders import reads
from hub.orders.errors import OrderNotPayable, PaymentsClosed, PaymentUnderWay
from hub.orders.models import OrderRow, PaymentRow
from hub.orders.rules.pricing import AmountOff, Cart, CartLine
from hub.orders.rules.values import CaseKind, OrderState, PaymentState, RefundCause, RefundState
from hub.orders.service.closing import cancel
from hub.orders.service.paying import Means, ask, pay
from hub.orders.service.placing import Terms, place
from hub.ports import Ports
from tests.services.orders.conftest import Till, cart, codes, held, stock

MINUTE = timedelta(minutes=1)


async def test_a_paid_order_gives_its_grants_deliveries_and_codes_in_one_moment(till: Till, ling: Member) -> None:
    await stock(2, till.clock.now())
    order = await till.buy(ling, "joint-once", "paper-once")
    assert (order.state, order.paid_at) == (OrderState.PAID, till.clock.now())
    parts = (await reads.parts([order.id]))[order.id]
    found = await entitlements.records([each.grant_id for each in parts if each.grant_id])
    granted = {each.grant.key: each for each in found}
    assert len(parts) == len(granted) == 5
    assert {(each.origin.source, each.origin.reference) for each in granted.values()} == {
        (Source.PURCHASE, order.number)
    }
    assert all(granted[each.grant_id].grant.benefit == each.benefit for each in parts if each.grant_id)
    tasks = await fulfilment.tasks_of_grants([each.grant_id for each in parts if each.grant_id])
    assert sorted(each.benefit for each in tasks.values()) == ["music", "voucher", "voucher"]
    assert await codes(CodeState.ISSUED) == 2
    assert await till.charged() == [11_999]
    actions = [each.action for each in await entries_of_member(ling.id, 20)]
    assert actions[:2] == ["pay", "plan_delivery"]


async def test_a_line_of_three_gives_three_months_end_to_end(till: Till, ling: Member) -> None:
    order = await place(ling, Cart([CartLine("month-once", 3, {})]), till.act())
    await till.pay(ling, order)
    [mine] = await entitlements.held_by([ling])
    [vip] = mine.entitlements()
    assert vip.coverage(till.clock.now()).until == till.clock.now() + timedelta(days=90)


async def test_what_costs_nothing_is_paid_without_a_gateway(till: Till, ling: Member, ports: Ports) -> None:
    free = Cart([CartLine("month-once", 1, {})], AmountOff((await till.order(ling, "month-once")).total))
    order = await place(ling, free, till.act())
    act = till.act()
    clicks = await asyncio.gather(*(pay(ports, ling, order.number, Means(), act) for _ in range(2)))
    for answer in [*clicks, await pay(ports, ling, order.number, Means(), act)]:
        assert (answer.order.state, answer.payment) == (OrderState.PAID, None)
    assert await held(ling) == {"vip": 1}


async def test_nothing_can_be_paid_where_no_gateway_is_set_up(till: Till, ling: Member, ports: Ports) -> None:
    order = await till.order(ling, "month-once")
    with pytest.raises(PaymentsClosed):
        await pay(ports, ling, order.number, Means("card"), till.act())
    assert await till.payments(order) == []


async def test_a_declined_card_leaves_the_order_to_be_paid_with_another(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    answer = await till.pay(ling, order, "no funds")
    assert answer.payment is not None
    assert (answer.order.state, answer.payment.state) == (OrderState.AWAITING_PAYMENT, PaymentState.DECLINED)
    assert answer.payment.reason == "insufficient_funds"
    assert (await till.pay(ling, order)).order.state is OrderState.PAID
    assert await till.charged() == [1_500]


async def test_a_card_that_the_gateway_does_not_know_is_a_declined_payment(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    answer = await pay(till.ports, ling, order.number, Means("card_of_somebody_else"), till.act())
    assert answer.payment is not None
    assert (answer.payment.state, answer.payment.reason) == (PaymentState.DECLINED, "unusable_request")


async def test_a_double_click_pays_once(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    answers = await asyncio.gather(*(till.pay(ling, order, key="click") for _ in range(10)))
    assert len({each.payment.id for each in answers if each.payment}) == 1
    assert await till.charged() == [1_500]
    assert (await till.now(order)).state is OrderState.PAID
    assert await held(ling) == {"vip": 1}


@pytest.mark.parametrize("key", ["", "k" * 201])
async def test_a_key_that_is_none_pays_nothing(till: Till, ling: Member, key: str) -> None:
    order = await till.order(ling, "month-once")
    with pytest.raises(InvalidInput):
        await pay(till.ports, ling, order.number, Means("card"), replace(till.act(), key=key))
    with pytest.raises(InvalidInput):
        await place(ling, cart("month-once"), replace(till.act(), key=key))
    assert await till.payments(order) == []


async def test_64_clicks_with_keys_of_their_own_pay_once(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    answers = await asyncio.gather(*(till.pay(ling, order) for _ in range(64)), return_exceptions=True)
    refused = [each for each in answers if isinstance(each, Exception)]
    assert {type(each) for each in refused} <= {PaymentUnderWay, OrderNotPayable}
    assert len(refused) == 63
    assert await till.charged() == [1_500]
    assert await held(ling) == {"vip": 1}


async def test_orders_for_the_same_things_in_any_order_never_wait_for_each_other(till: Till, ling: Member) -> None:
    await stock(12, till.clock.now())
    there, back = ("month-once", "paper-once"), ("paper-once", "month-once")
    orders = [await till.order(ling, *offers) for offers in (there, back) * 6]
    paid = await asyncio.gather(*(till.pay(ling, each) for each in orders))
    assert {each.order.state for each in paid} == {OrderState.PAID}
    assert await held(ling) == {"vip": 12, "voucher": 12}


async def test_after_a_lost_answer_the_gateway_is_asked_before_anything_else(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    answer = await till.pay(ling, order, "answer lost")
    assert answer.payment is not None
    assert answer.payment.state is PaymentState.UNKNOWN
    with pytest.raises(PaymentUnderWay):
        await till.pay(ling, order)
    with pytest.raises(PaymentUnderWay):
        await cancel(ling, order.number, till.act())
    await till.sweep_after(MINUTE)
    assert (await till.now(order)).state is OrderState.PAID
    assert await till.charged() == [1_500]


async def test_an_order_does_not_expire_while_a_payment_is_undecided(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    await till.pay(ling, order, "answer lost")
    await till.sandbox.faults(down=True)
    await till.sweep_after(60 * MINUTE)
    assert (await till.now(order)).state is OrderState.AWAITING_PAYMENT
    await till.sandbox.faults(down=False)
    await till.sweep_after(60 * MINUTE)
    assert (await till.now(order)).state is OrderState.PAID


async def test_what_never_reached_the_gateway_is_given_up_only_after_a_while(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    await till.pay(ling, order, "never made")
    await till.sweep_after(MINUTE)
    assert (await till.payments(order))[0].state is PaymentState.UNKNOWN
    await till.sweep_after(2 * MINUTE)
    assert (await till.payments(order))[0].state is PaymentState.NOT_MADE
    assert (await till.pay(ling, order)).order.state is OrderState.PAID


async def test_a_gateway_that_is_not_there_has_taken_nothing(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    await till.sandbox.faults(down=True)
    answer = await till.pay(ling, order)
    assert answer.payment is not None
    assert answer.payment.state is not PaymentState.SUCCEEDED
    await till.sandbox.faults(down=False)
    await till.sweep_after(3 * MINUTE)
    assert (await till.pay(ling, order)).order.state is OrderState.PAID


async def test_a_member_whom_the_bank_asks_can_still_pay_with_another_card(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    answer = await till.pay(ling, order, "asks member")
    assert answer.payment is not None
    assert (answer.payment.state, bool(answer.payment.url)) == (PaymentState.ACTION_REQUIRED, True)
    assert (await till.pay(ling, order)).order.state is OrderState.PAID


async def test_a_second_payment_that_succeeds_goes_back_and_is_kept_for_a_person(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    answer = await till.pay(ling, order, "asks member")
    await till.pay(ling, order)
    assert answer.payment is not None
    await till.sandbox.client.post(answer.payment.url or "", data={"decision": "approve"})
    await till.sweep_after(MINUTE)
    await till.sweep()
    assert sorted(each.state for each in await till.payments(order)) == [PaymentState.SUCCEEDED, PaymentState.SURPLUS]
    assert await till.cases(order) == [CaseKind.PAID_TWICE]
    [refund] = (await reads.refunds([order.id]))[order.id]
    assert (refund.cause, refund.state) == (RefundCause.SURPLUS, RefundState.REFUNDED)
    assert sorted(await till.charged()) == [0, 1_500]
    assert await held(ling) == {"vip": 1}


async def test_money_for_what_cannot_be_granted_by_then_goes_back(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once", "taste-once")
    trial = OneBenefit("trial", Period.parse("P7D"))
    await granting.grant(ling, trial, Origin(Source.STAFF, "ticket 7"), till.act())
    answer = await till.pay(ling, order)
    assert (answer.order.state, answer.order.closed_because) == (OrderState.CANCELLED, "ALREADY_ENTITLED")
    assert await held(ling) == {"trial": 1}
    assert await till.cases(order) == [CaseKind.NOT_GRANTED]
    await till.sweep()
    assert await till.charged() == [0]


async def test_a_payment_after_the_end_is_fulfilled_if_it_can_be(till: Till, ling: Member) -> None:
    await stock(1, till.clock.now())
    order = await till.order(ling, "paper-once", "month-twice")
    answer = await till.pay(ling, order, "asks member")
    await till.sweep_after(31 * MINUTE)
    assert (await till.now(order)).state is OrderState.EXPIRED
    assert answer.payment is not None
    await till.sandbox.client.post(answer.payment.url or "", data={"decision": "approve"})
    await till.sweep_after(31 * MINUTE)
    assert (await till.now(order)).state is OrderState.PAID
    assert await held(ling) == {"vip": 1, "voucher": 1}
    assert await codes(CodeState.ISSUED) == 1
    assert await till.cases(order) == []


@pytest.mark.parametrize("offer", ["paper-once", "month-twice", "month-renewing"])
async def test_a_payment_after_the_end_that_cannot_be_fulfilled_goes_back(till: Till, ling: Member, offer: str) -> None:
    await stock(1, till.clock.now())
    order = await till.order(ling, offer)
    answer = await till.pay(ling, order, "asks member")
    await till.sweep_after(31 * MINUTE)
    for _ in range(2 if offer == "month-twice" else 1):
        await till.buy(ling, offer)
    before = await held(ling)
    assert answer.payment is not None
    await till.sandbox.client.post(answer.payment.url or "", data={"decision": "approve"})
    await till.sweep_after(31 * MINUTE)
    await till.sweep()
    assert (await till.now(order)).state is OrderState.EXPIRED
    assert await till.cases(order) == [CaseKind.PAID_TOO_LATE]
    assert await held(ling) == before
    assert min(await till.charged()) == 0


async def test_a_renewal_that_is_paid_after_the_end_is_fulfilled_however_often_its_offer_was_bought(
    till: Till, ling: Member
) -> None:
    for _ in range(2):
        await till.buy(ling, "month-twice")
    offer = (await catalogue.offers(["month-twice"]))["month-twice"]
    agreed = replace(cart("month-twice"), agreed={"month-twice": replace(offer, per_member_limit=None)})
    order = await place(ling, agreed, till.act(), Terms(source=Source.RENEWAL))
    answer = await till.pay(ling, order, "asks member")
    await till.sweep_after(31 * MINUTE)
    assert (await till.now(order)).state is OrderState.EXPIRED
    assert answer.payment is not None
    await till.sandbox.client.post(answer.payment.url or "", data={"decision": "approve"})
    await till.sweep_after(31 * MINUTE)
    assert (await till.now(order)).state is OrderState.PAID


async def test_money_for_a_cancelled_order_goes_back(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    answer = await till.pay(ling, order, "asks member")
    await cancel(ling, order.number, till.act())
    assert answer.payment is not None
    await till.sandbox.client.post(answer.payment.url or "", data={"decision": "approve"})
    await till.sweep_after(MINUTE)
    await till.sweep()
    assert await till.cases(order) == [CaseKind.PAID_TOO_LATE]
    assert await till.charged() == [0]
    assert await held(ling) == {}


async def test_a_payment_left_at_the_bank_is_not_asked_for_for_ever(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    answer = await till.pay(ling, order, "asks member")
    assert answer.payment is not None
    till.clock.advance(timedelta(days=8))
    await ask(till.ports, answer.payment.id)
    assert (await PaymentRow.get(id=answer.payment.id)).ask_at is None


async def test_a_card_is_kept_only_if_the_member_wants_it(till: Till, ling: Member) -> None:
    await till.buy(ling, "month-once")
    assert await reads.cards(ling.id) == []
    order = await till.order(ling, "month-once")
    await pay(till.ports, ling, order.number, Means(await till.sandbox.card("good"), keep=True), till.act())
    [card] = await reads.cards(ling.id)
    assert (card.gateway, card.last4) == ("sandbox", "4242")
    renewal = await till.order(ling, "month-once")
    await pay(till.ports, ling, renewal.number, Means(card.method, member_present=False), till.act())
    assert (await till.now(renewal)).state is OrderState.PAID
    assert await OrderRow.filter(state=OrderState.PAID).count() == 3
