"""Quotes and orders: what a member agrees to, and what is kept for them until they pay."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from hub.entitlements import reads as entitlements
from hub.entitlements.errors import AlreadyEntitled
from hub.fulfilment.errors import OutOfStock
from hub.fulfilment.rules.codes import CodeState
from hub.journal.errors import IdempotencyKeyReused
from hub.kernel.errors import NotFound
from hub.kernel.money import Money
from hub.members.rules import Member
from hub.orders import reads
from hub.orders.errors import CurrenciesMixed, NotOnSale, OfferLimitReached, OrderNotPayable, PriceChanged
from hub.orders.models import OrderRow
from hub.orders.rules.pricing import Cart, CartLine, PercentOff
from hub.orders.rules.values import OrderState
from hub.orders.service.closing import cancel
from hub.orders.service.placing import Terms, place
from hub.orders.service.quoting import quote
from tests.services.orders.conftest import Till, cart, codes, held, stock

DAY = timedelta(days=1)


def cny(amount: int) -> Money:
    return Money("CNY", amount)


async def test_a_quote_shows_the_total_and_what_would_change_and_writes_nothing(till: Till, ling: Member) -> None:
    at = till.clock.now()
    shown = await quote(ling, Cart([CartLine("month-once", 2, {})], PercentOff(10)), at)
    assert (shown.priced.subtotal, shown.priced.discount, shown.priced.total) == (cny(3_000), cny(300), cny(2_700))
    [change] = shown.changes
    assert (change.benefit, change.end_before, change.end_after) == ("vip", None, at + 60 * DAY)
    assert await OrderRow.all().count() == 0
    assert await held(ling) == {}


async def test_an_order_is_kept_to_the_last_unit(till: Till, ling: Member) -> None:
    await stock(1, till.clock.now())
    order = await place(ling, Cart([CartLine("joint-once", 1, {})], PercentOff(33)), till.act())
    parts = (await reads.parts([order.id]))[order.id]
    assert [each.path for each in parts] == ["video", "music", "visits", "paper"]
    assert [each.price.amount_minor for each in parts] == [4_999, 2_500, 2_500, 0]
    assert sum(each.amount.amount_minor for each in parts) == order.total.amount_minor == 6_700
    assert (order.state, order.pay_by) == (OrderState.AWAITING_PAYMENT, till.clock.now() + timedelta(minutes=30))
    assert order.number.startswith("260101-")
    assert [each.offer for each in order.lines] == ["joint-once"]


async def test_the_same_key_orders_once_however_often_it_is_sent(till: Till, ling: Member) -> None:
    await stock(1, till.clock.now())
    orders = await asyncio.gather(*(till.order(ling, "paper-once", key="click") for _ in range(20)))
    assert len({each.number for each in orders}) == 1
    assert await codes(CodeState.RESERVED) == 1
    with pytest.raises(IdempotencyKeyReused):
        await till.order(ling, "month-once", key="click")
    assert await codes(CodeState.RESERVED) == 1


async def test_of_64_orders_at_once_only_as_many_as_a_member_may_buy_come_about(till: Till, ling: Member) -> None:
    answers = await asyncio.gather(*(till.order(ling, "month-twice") for _ in range(64)), return_exceptions=True)
    refused = [each for each in answers if isinstance(each, OfferLimitReached)]
    assert (len(answers) - len(refused), len(refused)) == (2, 62)
    assert await OrderRow.all().count() == 2


async def test_the_introductory_price_is_given_once_even_to_32_orders_at_once(till: Till, ling: Member) -> None:
    orders = await asyncio.gather(*(till.order(ling, "month-renewing") for _ in range(32)))
    assert sorted(each.total.amount_minor for each in orders) == [100] + [1_500] * 31


async def test_an_order_that_was_given_up_frees_its_place_its_price_and_its_codes(till: Till, ling: Member) -> None:
    await stock(1, till.clock.now())
    order = await till.order(ling, "month-renewing", "paper-once")
    with pytest.raises(OutOfStock):
        await till.order(ling, "paper-once")
    for _ in range(2):
        order = await cancel(ling, order.number, till.act())
    assert order.state is OrderState.CANCELLED
    again = await till.order(ling, "month-renewing", "paper-once")
    assert again.total == order.total


async def test_an_unpaid_order_expires_and_gives_back_what_it_reserved(till: Till, ling: Member) -> None:
    await stock(1, till.clock.now())
    order = await till.order(ling, "paper-once")
    await till.sweep_after(timedelta(minutes=29))
    assert (await till.now(order)).state is OrderState.AWAITING_PAYMENT
    await till.sweep_after(timedelta(minutes=1))
    assert (await till.now(order)).state is OrderState.EXPIRED
    assert await codes(CodeState.FREE) == 1
    with pytest.raises(OrderNotPayable):
        await till.pay(ling, order)


async def test_an_order_that_is_refused_keeps_no_codes(till: Till, ling: Member) -> None:
    await stock(1, till.clock.now())
    await till.buy(ling, "taste-once")
    with pytest.raises(AlreadyEntitled):
        await till.order(ling, "paper-once", "taste-once")
    assert await codes(CodeState.FREE) == 1


async def test_the_last_code_is_sold_to_one_of_64_buyers(till: Till, ling: Member, bo: Member) -> None:
    await stock(1, till.clock.now())
    buyers = [ling, bo] * 32
    answers = await asyncio.gather(*(till.order(each, "paper-once") for each in buyers), return_exceptions=True)
    assert sum(isinstance(each, OutOfStock) for each in answers) == 63
    assert await OrderRow.all().count() == 1


async def test_a_price_that_is_not_what_the_member_was_shown_is_refused(till: Till, ling: Member) -> None:
    with pytest.raises(PriceChanged) as refused:
        await place(ling, cart("month-once"), till.act(), Terms(total=cny(1_400)))
    assert refused.value.now == cny(1_500)
    assert (await place(ling, cart("month-once"), till.act(), Terms(total=cny(1_500)))).total == cny(1_500)


async def test_a_sale_ends_for_orders_but_not_for_paying_them(till: Till, ling: Member) -> None:
    order = await till.order(ling, "month-sale")
    till.clock.advance(timedelta(minutes=10))
    with pytest.raises(NotOnSale):
        await till.order(ling, "month-sale")
    assert (await till.pay(ling, order)).order.state is OrderState.PAID


@pytest.mark.parametrize(
    ("offers", "refusal"),
    [(["none"], NotFound), (["month-once", "month-abroad"], CurrenciesMixed), (["month-twice"] * 3, OfferLimitReached)],
)
async def test_what_cannot_be_sold_is_refused_in_the_quote_already(
    till: Till, ling: Member, offers: list[str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await quote(ling, cart(*offers), till.clock.now())
    with pytest.raises(refusal):
        await till.order(ling, *offers)


async def test_another_members_order_is_not_found(till: Till, ling: Member, bo: Member) -> None:
    order = await till.order(ling, "month-once")
    with pytest.raises(NotFound):
        await till.pay(bo, order)
    with pytest.raises(NotFound):
        await cancel(bo, order.number, till.act())


async def test_an_order_of_two_offers_gives_each_its_own_grants(till: Till, ling: Member) -> None:
    await till.buy(ling, "month-once", "taste-once")
    assert await held(ling) == {"vip": 1, "trial": 1}
    [holding, other] = await entitlements.bundle_holdings_of(ling.id, 5)
    assert holding.origin == other.origin
