"""What the gateway says moves an order once, and what does not fit waits for a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.kernel.money import Money
from hub.orders.rules.deciding import Step, Told, decide
from hub.orders.rules.values import CaseKind, OrderState, PaymentState

PRICE = Money("CNY", 1_980)
TAKEN = Told(PaymentState.SUCCEEDED, PRICE)
WITHOUT_MONEY = [state for state in PaymentState if not state.is_taken]


@pytest.mark.parametrize("payment", WITHOUT_MONEY)
@pytest.mark.parametrize("order", [OrderState.AWAITING_PAYMENT, OrderState.EXPIRED])
def test_money_for_an_order_that_waits_or_has_expired_fulfils_it(order, payment) -> None:
    assert decide(order, payment, PRICE, TAKEN).step is Step.FULFIL


@pytest.mark.parametrize("order", [OrderState.PAID, OrderState.PARTLY_REFUNDED, OrderState.REFUNDED])
def test_a_second_payment_goes_back(order) -> None:
    decision = decide(order, PaymentState.PENDING, PRICE, TAKEN)
    assert (decision.step, decision.case) == (Step.GIVE_BACK, CaseKind.PAID_TWICE)


def test_money_for_a_cancelled_order_goes_back() -> None:
    decision = decide(OrderState.CANCELLED, PaymentState.UNKNOWN, PRICE, TAKEN)
    assert (decision.step, decision.case) == (Step.GIVE_BACK, CaseKind.PAID_TOO_LATE)


@given(st.sampled_from(OrderState), st.sampled_from([PaymentState.SUCCEEDED, PaymentState.SURPLUS]))
def test_the_same_success_again_changes_nothing(order, payment) -> None:
    assert decide(order, payment, PRICE, TAKEN).step is Step.NOTHING


@given(
    st.sampled_from(OrderState),
    st.sampled_from(PaymentState),
    st.sampled_from([Money("CNY", 1), Money("USD", 1_980), None]),
)
def test_another_amount_changes_nothing_and_waits_for_a_person(order, payment, amount) -> None:
    decision = decide(order, payment, PRICE, Told(PaymentState.SUCCEEDED, amount))
    assert (decision.step, decision.case) == (Step.ASK_A_PERSON, CaseKind.WRONG_AMOUNT)


def test_another_amount_that_was_really_taken_is_held_for_a_person() -> None:
    told = Told(PaymentState.SUCCEEDED, Money("CNY", 1), is_answer=True)
    decision = decide(OrderState.AWAITING_PAYMENT, PaymentState.UNKNOWN, PRICE, told)
    assert (decision.step, decision.case) == (Step.HOLD, CaseKind.WRONG_AMOUNT)


def test_a_decline_after_the_money_was_taken_waits_for_a_person() -> None:
    decision = decide(OrderState.PAID, PaymentState.SUCCEEDED, PRICE, Told(PaymentState.DECLINED))
    assert (decision.step, decision.case) == (Step.ASK_A_PERSON, CaseKind.CONTRADICTION)


@pytest.mark.parametrize("late", [PaymentState.PENDING, PaymentState.ACTION_REQUIRED, PaymentState.UNKNOWN])
@pytest.mark.parametrize("payment", [PaymentState.SUCCEEDED, PaymentState.SURPLUS, PaymentState.DECLINED])
def test_news_that_comes_after_the_end_changes_nothing(payment, late) -> None:
    assert decide(OrderState.PAID, payment, PRICE, Told(late)).step is Step.NOTHING


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (PaymentState.UNKNOWN, PaymentState.PENDING),
        (PaymentState.UNKNOWN, PaymentState.NOT_MADE),
        (PaymentState.PENDING, PaymentState.ACTION_REQUIRED),
        (PaymentState.PENDING, PaymentState.DECLINED),
        (PaymentState.ACTION_REQUIRED, PaymentState.DECLINED),
    ],
)
def test_a_payment_without_money_moves_on(before, told) -> None:
    assert decide(OrderState.AWAITING_PAYMENT, before, PRICE, Told(told)).step is Step.NOTE
    assert decide(OrderState.AWAITING_PAYMENT, told, PRICE, Told(before)).step is Step.NOTHING
