"""Every minor unit of a price and of a discount belongs to exactly one part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.catalogue.rules.bundles import Introductory, Offer
from hub.catalogue.rules.expansion import PlannedGrant
from hub.kernel.calendar import Period
from hub.kernel.errors import InvalidInput
from hub.kernel.ids import new_id
from hub.kernel.money import Money
from hub.orders.errors import CurrenciesMixed, NotOnSale, OfferLimitReached
from hub.orders.rules.pricing import AmountOff, Cart, CartLine, PercentOff, Wanted, check_cart, check_sale, price

AT = datetime(2026, 1, 31, 2, tzinfo=UTC)
MONTH = Period.parse("P1M")


def cny(amount: int) -> Money:
    return Money("CNY", amount)


def planned(weight: int, path: str = "video") -> PlannedGrant:
    return PlannedGrant(
        path,
        1,
        "vip",
        AT,
        MONTH,
        needs_activation=False,
        activate_by=None,
        quantity=None,
        allowance=None,
        priority=0,
        weight=weight,
    )


def wanted(offer: Offer, quantity: int = 1, weights: tuple[int, ...] = (1,), bought: int = 0) -> Wanted:
    gives = [planned(weight, f"part-{n}") for n, weight in enumerate(weights)]
    return Wanted(CartLine(offer.code, quantity, {}), offer, new_id(), gives, bought)


def offer(amount: int, introductory: int | None = None, periods: int = 1) -> Offer:
    intro = None if introductory is None else Introductory(cny(introductory), periods)
    return Offer("month", "bundle", cny(amount), intro, MONTH)


amounts = st.integers(0, 10**7)
offers = st.builds(offer, amounts, st.none() | st.integers(0, 10**5), st.integers(1, 3))
weights = st.lists(st.integers(0, 50), min_size=1, max_size=6).map(tuple)
carts = st.lists(st.builds(wanted, offers, st.integers(1, 4), weights, st.integers(0, 3)), min_size=1, max_size=5)
discounts = (
    st.none() | st.builds(PercentOff, st.integers(1, 100)) | st.builds(AmountOff, st.integers(1, 10**8).map(cny))
)


@given(carts, discounts)
def test_nothing_of_a_price_or_a_discount_is_lost_between_order_lines_and_parts(cart, discount) -> None:
    priced = price(cart, discount)
    assert priced.total.amount_minor >= 0
    assert priced.subtotal.amount_minor == sum(line.subtotal.amount_minor for line in priced.lines)
    assert priced.discount.amount_minor == sum(line.discount.amount_minor for line in priced.lines)
    for line in priced.lines:
        assert line.subtotal.amount_minor == sum(part.price_minor for part in line.parts)
        assert line.discount.amount_minor == sum(part.discount_minor for part in line.parts)
        assert all(0 <= part.discount_minor <= part.price_minor for part in line.parts)


@given(carts, discounts)
def test_a_part_gets_its_share_of_the_discount_to_less_than_two_units(cart, discount) -> None:
    priced = price(cart, discount)
    if not priced.subtotal.amount_minor:
        return
    rate = priced.discount.amount_minor / priced.subtotal.amount_minor
    for line in priced.lines:
        assert abs(line.discount.amount_minor - rate * line.subtotal.amount_minor) < 1.000_001
        for part in line.parts:
            assert abs(part.discount_minor - rate * part.price_minor) < 2.000_001


def test_a_third_off_a_bundle_of_three_parts_is_shared_by_weight() -> None:
    [line] = price([wanted(offer(10_000), weights=(2, 1, 1))], PercentOff(33)).lines
    assert [part.price_minor for part in line.parts] == [5_000, 2_500, 2_500]
    assert [part.discount_minor for part in line.parts] == [1_650, 825, 825]


def test_an_amount_off_is_never_more_than_the_cart_costs() -> None:
    priced = price([wanted(offer(500))], AmountOff(cny(800)))
    assert (priced.discount, priced.total) == (cny(500), cny(0))


def test_the_first_two_months_have_the_introductory_price_and_the_third_does_not() -> None:
    [line] = price([wanted(offer(1_500, introductory=100, periods=2), quantity=3)], None).lines
    assert (line.introductory, line.subtotal) == (2, cny(1_700))
    assert [part.price_minor for part in line.parts] == [100, 100, 1_500]


def test_who_bought_the_offer_before_pays_the_regular_price() -> None:
    [line] = price([wanted(offer(1_500, introductory=100), bought=1)], None).lines
    assert (line.introductory, line.subtotal) == (0, cny(1_500))


def test_two_currencies_do_not_go_into_one_order() -> None:
    dollars = Offer("abroad", "bundle", Money("USD", 900))
    with pytest.raises(CurrenciesMixed):
        price([wanted(offer(1_500)), wanted(dollars)], None)


def test_an_amount_off_in_another_currency_is_refused() -> None:
    with pytest.raises(InvalidInput):
        price([wanted(offer(1_500))], AmountOff(Money("USD", 100)))


@pytest.mark.parametrize(
    "cart",
    [
        Cart([]),
        Cart([CartLine("month", 0, {})]),
        Cart([CartLine("month", 21, {})]),
        Cart([CartLine("month", 1, {})] * 21),
        Cart([CartLine("month", 1, {})], PercentOff(0)),
        Cart([CartLine("month", 1, {})], PercentOff(101)),
        Cart([CartLine("month", 1, {})], AmountOff(cny(0))),
    ],
)
def test_a_cart_that_makes_no_sense_is_refused(cart: Cart) -> None:
    with pytest.raises(InvalidInput):
        check_cart(cart)


def test_more_benefits_than_an_order_may_give_are_refused() -> None:
    with pytest.raises(InvalidInput):
        price([wanted(offer(1_500), quantity=20, weights=(1,) * 26)], None)


def test_an_offer_is_sold_from_its_first_instant_up_to_but_not_at_its_last() -> None:
    sale = Offer("sale", "bundle", cny(1), sale_from=AT, sale_until=AT + timedelta(hours=1))
    check_sale(wanted(sale), None, AT)
    for instant in (AT - timedelta(microseconds=1), AT + timedelta(hours=1)):
        with pytest.raises(NotOnSale):
            check_sale(wanted(sale), None, instant)


def test_an_offer_of_one_channel_is_sold_there_alone() -> None:
    bank = Offer("bank-only", "bundle", cny(1), channel="bank")
    check_sale(wanted(bank), "bank", AT)
    with pytest.raises(NotOnSale):
        check_sale(wanted(bank), None, AT)


def test_a_limit_counts_what_was_bought_before() -> None:
    limited = Offer("limited", "bundle", cny(1), per_member_limit=3)
    check_sale(wanted(limited, quantity=2, bought=1), None, AT)
    with pytest.raises(OfferLimitReached) as refused:
        check_sale(wanted(limited, quantity=2, bought=2), None, AT)
    assert refused.value.left == 1
