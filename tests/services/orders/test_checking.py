"""The money adds up after everything that can happen; and where somebody makes it wrong, that is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tortoise.connection import get_connection

from hub.entitlements import reads as entitlements
from hub.members.rules import Member
from hub.orders import reads
from hub.orders.rules.pricing import Cart, CartLine, PercentOff
from hub.orders.service.checking import findings
from hub.orders.service.placing import place
from hub.orders.service.refunding import Return, refund
from tests.services.orders.conftest import Till, stock

DAY = timedelta(days=1)


async def busy_day(till: Till, member: Member) -> None:
    """Orders in every state, with payments and refunds of every kind."""
    await stock(3, till.clock.now())
    joint = await place(member, Cart([CartLine("joint-once", 2, {})], PercentOff(33)), till.act())
    await till.pay(member, joint, "no funds")
    await till.pay(member, joint)
    twice = await till.order(member, "month-once")
    answer = await till.pay(member, twice, "asks member")
    await till.pay(member, twice)
    assert answer.payment is not None
    await till.sandbox.client.post(answer.payment.url or "", data={"decision": "approve"})
    whole = await till.buy(member, "month-once", "taste-once")
    await till.order(member, "paper-once")
    lost = await till.buy(member, "month-once")
    [payment] = await till.payments(lost)
    await till.sandbox.charge_back(payment.reference or "")
    await till.sweep_after(10 * DAY)
    await till.hear(5)
    music = next(each for each in (await reads.parts([joint.id]))[joint.id] if each.benefit == "music")
    await refund(till.ports, joint.number, Return("broken", [music.id]), till.act())
    await refund(till.ports, whole.number, Return("goodwill", in_full=True), till.act())
    await till.sweep()


async def test_after_a_busy_day_everything_adds_up(till: Till, ling: Member) -> None:
    await busy_day(till, ling)
    assert await findings(till.clock.now()) == []
    assert sorted(await till.charged()) == [0, 0, 1_500, 1_500, 12_282]


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ("UPDATE orders SET subtotal_minor = subtotal_minor + 1", "costs something else than its lines"),
        ("UPDATE order_parts SET price_minor = price_minor + 1", "has a line that costs something else than its parts"),
        ("UPDATE payments SET amount_minor = 1", "is not paid by exactly one payment of its total"),
        ("UPDATE orders SET state = 'EXPIRED', paid_at = NULL", "keeps money though it is not paid"),
        ("UPDATE orders SET state = 'EXPIRED', paid_at = NULL", "is not paid, and something was granted for it"),
        ("UPDATE order_parts SET grant_id = NULL", "is paid, and a part of it was not granted to its member"),
        ("UPDATE order_parts SET grant_id = NULL", "gave more grants than it has parts"),
        ("DELETE FROM tasks WHERE benefit = 'music'", "is paid, and a part of it is not being delivered"),
        ("UPDATE orders SET state = 'REFUNDED'", "is said to be refunded, and it is not, or not said to be, and it is"),
        (
            "UPDATE payments SET state = 'SURPLUS'",
            "is money without an order, and neither goes back nor waits for a person",
        ),
    ],
)
async def test_what_is_wrong_about_a_paid_order_is_found(till: Till, ling: Member, wrong: str, what: str) -> None:
    await stock(1, till.clock.now())
    order = await till.buy(ling, "joint-once")
    assert await findings(till.clock.now()) == []
    await get_connection("default").execute_script(wrong)
    found = {each.what: each.about for each in await findings(till.clock.now())}
    assert found[what].startswith(order.number)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ("UPDATE refunds SET amount_minor = 1", "gave back something else than its parts were worth"),
        ("UPDATE refunds SET amount_minor = 9999999", "gives back more than was paid"),
        (
            "UPDATE grants SET revoked_at = NULL, revoked_order = NULL",
            "has a returned part that its member still holds",
        ),
    ],
)
async def test_what_is_wrong_about_a_refund_is_found(till: Till, ling: Member, wrong: str, what: str) -> None:
    order = await till.buy(ling, "month-once")
    await refund(till.ports, order.number, Return("changed their mind"), till.act())
    await till.sweep()
    assert await findings(till.clock.now()) == []
    await get_connection("default").execute_script(wrong)
    assert [each for each in await findings(till.clock.now()) if each.what == what]


async def test_what_should_have_happened_long_ago_is_found(till: Till, ling: Member) -> None:
    await till.pay(ling, await till.order(ling, "month-once"), "answer lost")
    await till.order(ling, "month-once")
    done = await till.buy(ling, "month-once")
    await refund(till.ports, done.number, Return("changed their mind"), till.act())
    till.clock.advance(2 * DAY)
    assert sorted(each.what for each in await findings(till.clock.now())) == [
        "is a refund that is not settled since yesterday",
        "is undecided since yesterday",
        "should have expired an hour ago",
    ]
    await till.sweep()
    assert await findings(till.clock.now()) == []


async def test_a_bundle_of_which_every_part_was_returned_is_taken_back_as_a_whole(till: Till, ling: Member) -> None:
    order = await till.buy(ling, "month-once")
    await refund(till.ports, order.number, Return("changed their mind"), till.act())
    [holding] = await entitlements.bundle_holdings_of(ling.id, 5)
    assert holding.revoked_at == till.clock.now()
