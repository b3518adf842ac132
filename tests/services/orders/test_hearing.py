"""What the gateway sends: once is enough, late is fine, and what does not fit waits for a person."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from hub.journal.rules import Act
from hub.kernel.money import Money
from hub.members.rules import Member
from hub.orders import reads
from hub.orders.errors import PaymentsClosed
from hub.orders.models import PaymentEventRow
from hub.orders.rules.values import CaseKind, OrderState, PaymentState, RefundCause
from hub.orders.service.cases import resolve_case
from hub.orders.service.hearing import hear
from hub.orders.service.refunding import Return, refund
from hub.ports import payments as port
from tests.services.orders.conftest import Till, held

if TYPE_CHECKING:
    from collections.abc import Mapping

SAID = datetime(2026, 1, 1, 2, tzinfo=UTC)


@dataclass
class Teller:
    """A gateway that says what it is given, and is otherwise the one behind it."""

    behind: port.PaymentGateway
    events: list[port.PaymentEvent]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.behind, name)

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> port.PaymentEvent:
        return self.events[int(json.loads(body))]


async def tell(till: Till, *events: port.PaymentEvent) -> None:
    """The gateway says these things, one after the other."""
    teller: Any = Teller(till.sandbox.gateway, list(events))
    ports = replace(till.ports, gateways={"sandbox": teller})
    for number in range(len(events)):
        await hear(ports, "sandbox", {}, str(number).encode())


def succeeded(key: str, order: str, amount: int = 1_500, name: str = "event-1") -> port.ChargeChanged:
    money = Money("CNY", amount)
    return port.ChargeChanged(name, SAID, key, order, f"charge-{key}", money, port.Succeeded(f"charge-{key}", money))


async def test_the_event_of_a_payment_changes_nothing_that_the_answer_has_not(till: Till, ling: Member) -> None:
    order = await till.buy(ling, "month-once")
    await till.hear(1)
    assert (await till.now(order)).state is OrderState.PAID
    assert await held(ling) == {"vip": 1}
    assert await till.cases(order) == []


async def test_an_event_that_comes_before_the_answer_pays_the_order(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    paying = asyncio.create_task(till.pay(ling, order, "4000000000001059"))
    await till.hear(1)
    assert (await till.now(order)).state is OrderState.PAID
    assert (await paying).order.state is OrderState.PAID
    assert await held(ling) == {"vip": 1}
    assert await till.charged() == [1_500]


async def test_a_payment_that_waits_is_paid_by_its_event(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    answer = await till.pay(ling, order, "waits")
    assert answer.payment is not None
    assert answer.payment.state is PaymentState.PENDING
    await till.hear(2)
    assert (await till.now(order)).state is OrderState.PAID


async def test_events_in_reverse_end_the_same(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    await till.pay(ling, order, "4000000000001083")
    await till.hear(2)
    assert [each.state for each in await till.payments(order)] == [PaymentState.SUCCEEDED]
    assert await held(ling) == {"vip": 1}


async def test_an_event_that_comes_twice_is_kept_and_acted_on_once(till: Till, ling: Member) -> None:
    order = await till.buy(ling, "month-once")
    await till.pay(ling, await till.order(ling, "month-once"), "4000000000001075")
    heard = await till.sandbox.listener.wait_for(3)
    await asyncio.gather(*(hear(till.ports, "sandbox", *each) for each in heard * 4))
    assert sorted(await PaymentEventRow.all().values_list("times", flat=True)) == [4, 8]
    assert await held(ling) == {"vip": 2}
    assert (await till.now(order)).state is OrderState.PAID


async def test_a_message_that_is_not_genuine_is_refused_and_not_kept(till: Till, ling: Member) -> None:
    await till.buy(ling, "month-once")
    [(headers, body)] = await till.sandbox.listener.wait_for(1)
    with pytest.raises(port.WebhookRefused):
        await hear(till.ports, "sandbox", headers, body.replace(b"1500", b"1501"))
    with pytest.raises(PaymentsClosed):
        await hear(till.ports, "nobody", headers, body)
    assert await PaymentEventRow.all().count() == 0


async def test_an_event_for_another_amount_changes_nothing_and_is_kept(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-once")
    answer = await till.pay(ling, order, "asks member")
    assert answer.payment is not None
    payment = answer.payment
    event = replace(succeeded(payment.key, order.number, 15), payment=payment.reference or "")
    await tell(till, event, replace(event, event="event-2"), event)
    assert (await till.now(order)).state is OrderState.AWAITING_PAYMENT
    assert await till.payments(order) == [payment]
    assert await till.cases(order) == [CaseKind.WRONG_AMOUNT]
    await till.sandbox.client.post(payment.url or "", data={"decision": "approve"})
    await till.sweep_after(timedelta(minutes=1))
    assert (await till.now(order)).state is OrderState.PAID


async def test_another_amount_that_was_really_taken_is_held_until_a_person_gives_it_back(
    till: Till, ling: Member
) -> None:
    order = await till.order(ling, "month-once")
    wrong: Any = Overcharging(till.sandbox.gateway)
    await replace(till, ports=replace(till.ports, gateways={"sandbox": wrong})).pay(ling, order)
    [payment] = await till.payments(order)
    assert (payment.state, payment.amount) == (PaymentState.SURPLUS, Money("CNY", 1_501))
    assert await held(ling) == {}
    [case] = (await reads.cases_of([order.id]))[order.id]
    await till.sweep()
    assert await till.charged() == [1_501]
    by = Act("staff:li", till.clock.now(), "key")
    for _ in range(2):
        case = await resolve_case(case.id, "the gateway took a fen too much", by, give_back=True)
    assert (case.resolved_by, case.resolution) == ("staff:li", "the gateway took a fen too much")
    assert [each.reason for each in (await reads.refunds([order.id]))[order.id]] == [CaseKind.WRONG_AMOUNT]
    assert await reads.cases(9) == []
    await till.sweep()
    assert await till.charged() == [0]
    assert (await till.pay(ling, order)).order.state is OrderState.PAID


@dataclass
class Overcharging:
    """A gateway that takes one unit too much."""

    behind: port.PaymentGateway

    def __getattr__(self, name: str) -> Any:
        return getattr(self.behind, name)

    async def charge(self, charge: port.Charge) -> port.ChargeOutcome:
        return await self.behind.charge(replace(charge, amount=charge.amount + Money("CNY", 1)))


async def test_an_event_for_another_order_or_of_an_unknown_payment_is_kept(till: Till, ling: Member) -> None:
    order, other = await till.order(ling, "month-once"), await till.order(ling, "month-once")
    answer = await till.pay(ling, order, "asks member")
    assert answer.payment is not None
    await tell(
        till,
        succeeded(answer.payment.key, other.number),
        succeeded("never-asked", other.number, name="event-2"),
        replace(succeeded(answer.payment.key, order.number, name="event-3"), payment="charge-other"),
    )
    assert [each.kind for each in await reads.cases(9)] == [
        CaseKind.OTHER_ORDER,
        CaseKind.UNKNOWN_PAYMENT,
        CaseKind.OTHER_ORDER,
    ]
    for each in (order, other):
        assert (await till.now(each)).state is OrderState.AWAITING_PAYMENT
    assert await held(ling) == {}


async def test_a_decline_after_success_is_kept_for_a_person(till: Till, ling: Member) -> None:
    order = await till.buy(ling, "month-once")
    [payment] = await till.payments(order)
    reference = payment.reference or ""
    declined = port.Declined("stolen_card", hard=True, payment=reference)
    event = port.ChargeChanged("e", SAID, payment.key, order.number, reference, payment.amount, declined)
    await tell(till, event)
    assert await till.cases(order) == [CaseKind.CONTRADICTION]
    assert (await till.now(order)).state is OrderState.PAID


async def test_a_refund_that_the_bank_sends_back_afterwards_is_kept_for_a_person(till: Till, ling: Member) -> None:
    order = await till.buy(ling, "month-once")
    [payment] = await till.payments(order)
    record = await refund(till.ports, order.number, Return("changed their mind"), till.act())
    await till.sweep()
    [settled] = (await reads.refunds([order.id]))[order.id]
    went = port.Refunded(settled.reference or "", record.amount)
    event = port.RefundChanged("e-1", SAID, record.key, payment.reference or "", record.amount, went)
    await tell(till, event)
    assert await till.cases(order) == []
    back = replace(event, event="e-2", outcome=port.RefundDeclined("lost_or_stolen_card"))
    await tell(till, back, replace(back, event="e-3"))
    assert await till.cases(order) == [CaseKind.CONTRADICTION]
    assert (await reads.refunds([order.id]))[order.id] == [settled]


async def test_a_charge_back_takes_back_what_was_granted(till: Till, ling: Member) -> None:
    order = await till.buy(ling, "month-once", "taste-once")
    [payment] = await till.payments(order)
    await till.sandbox.charge_back(payment.reference or "")
    await till.hear(2)
    await till.hear()
    assert (await till.now(order)).state is OrderState.REFUNDED
    assert await held(ling) == {}
    assert await till.cases(order) == [CaseKind.CHARGED_BACK]
    [lost] = (await reads.refunds([order.id]))[order.id]
    assert (lost.cause, lost.amount) == (RefundCause.CHARGE_BACK, order.total)


async def test_a_charge_back_after_a_refund_shares_out_only_what_is_left(till: Till, ling: Member) -> None:
    order = await till.buy(ling, "month-once", "taste-once")
    video = (await reads.parts([order.id]))[order.id][0]
    await refund(till.ports, order.number, Return("changed their mind", [video.id]), till.act())
    [payment] = await till.payments(order)
    await till.sandbox.charge_back(payment.reference or "")
    await till.hear(2)
    parts = (await reads.parts([order.id]))[order.id]
    assert [each.refunded for each in parts] == [Money("CNY", 1_500), Money("CNY", 500)]
