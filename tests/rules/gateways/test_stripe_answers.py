"""Stripe's amounts and codes in the hub's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.adapters.gateways.stripe_answers import charge_outcome, declined, from_stripe, refund_outcome, to_stripe
from hub.kernel.errors import InvalidInput
from hub.kernel.money import Money
from hub.ports import payments as port


@pytest.mark.parametrize(
    ("amount", "counted"),
    [
        (Money("CNY", 1999), (1999, "cny")),
        (Money("JPY", 1999), (1999, "jpy")),
        (Money("ISK", 1999), (199900, "isk")),
        (Money("KWD", 1990), (1990, "kwd")),
        (Money("MGA", 199900), (1999, "mga")),
    ],
)
def test_amounts_are_counted_as_stripe_counts_them(amount, counted):
    assert to_stripe(amount) == counted


@given(amount=st.integers(1, 10**9), currency=st.sampled_from(["CNY", "JPY", "ISK", "UGX", "USD"]))
def test_no_amount_changes_on_the_way_there_and_back(amount, currency):
    assert from_stripe(*to_stripe(Money(currency, amount))) == Money(currency, amount)


def test_money_of_which_stripe_takes_whole_units_alone_is_the_same_when_it_comes_back():
    assert from_stripe(*to_stripe(Money("MGA", 199900))) == Money("MGA", 199900)
    with pytest.raises(InvalidInput, match="round to 100 minor units"):
        to_stripe(Money("MGA", 199950))


def test_a_thousandth_that_stripe_does_not_take_is_refused_before_anything_is_charged():
    with pytest.raises(InvalidInput, match="round to 10 minor units"):
        to_stripe(Money("KWD", 1999))


@pytest.mark.parametrize(
    ("error", "reason", "hard"),
    [
        ({"code": "card_declined", "decline_code": "stolen_card"}, "stolen_card", True),
        ({"code": "expired_card"}, "expired_card", True),
        ({"code": "card_declined", "decline_code": "brand_new_code"}, "brand_new_code", False),
        ({}, "declined", False),
    ],
)
def test_a_decline_that_nobody_knows_is_soft(error, reason, hard):
    assert declined(error) == port.Declined(reason, hard)


@pytest.mark.parametrize("status", ["processing", "requires_confirmation", "requires_capture", "something_new"])
def test_a_charge_in_between_is_pending(status):
    assert charge_outcome({"id": "pi_1", "status": status}) == port.Pending("pi_1")


def test_a_cancelled_charge_is_declined_and_a_failed_refund_too():
    assert charge_outcome({"id": "pi_1", "status": "canceled"}) == port.Declined(
        "cancelled", hard=False, payment="pi_1"
    )
    failed = {"id": "re_1", "status": "failed", "failure_reason": "lost_or_stolen_card"}
    assert refund_outcome(failed) == port.RefundDeclined("lost_or_stolen_card")
    assert refund_outcome({"id": "re_1", "status": "pending"}) == port.RefundPending("re_1")
