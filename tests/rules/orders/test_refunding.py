"""What a returned part is worth: what is left of it, by its benefit's rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.catalogue.rules.values import Allowance, RefundRule
from hub.entitlements.rules.values import Grant, Moment
from hub.kernel.calendar import FOREVER, Period, Span
from hub.orders.rules import refunding
from hub.orders.rules.refunding import Standing

AT = datetime(2026, 1, 31, 2, tzinfo=UTC)
DAY = timedelta(days=1)
GRANT = Grant("g", "vip", Moment(AT), Period.parse("P30D"))
MONTH = Standing(GRANT, [Span(AT, AT + 30 * DAY)])
VISITS = replace(MONTH, grant=replace(GRANT, quantity=3))
UNUSED = RefundRule.UNUSED


def value(amount: int, rule: RefundRule, standing: Standing, at: datetime) -> int:
    return refunding.value(amount, refunding.share(rule, standing, at))


def test_a_third_of_the_time_used_leaves_two_thirds_of_the_value() -> None:
    assert value(3_000, UNUSED, MONTH, AT + 10 * DAY) == 2_000


def test_time_that_is_queued_for_later_is_worth_all_of_it() -> None:
    queued = replace(MONTH, spans=[Span(AT + 5 * DAY, AT + 35 * DAY)])
    assert value(3_000, UNUSED, queued, AT) == 3_000


def test_a_paused_month_counts_both_of_its_pieces() -> None:
    paused = replace(MONTH, spans=[Span(AT, AT + 15 * DAY), Span(AT + 45 * DAY, AT + 60 * DAY)])
    assert value(3_000, UNUSED, paused, AT + 20 * DAY) == 1_500


def test_a_month_that_is_over_is_worth_nothing() -> None:
    assert value(3_000, UNUSED, MONTH, AT + 30 * DAY) == 0


def test_two_of_three_visits_left_leave_two_thirds_whatever_the_time() -> None:
    assert value(3_000, UNUSED, replace(VISITS, used=1), AT + 29 * DAY) == 2_000


def test_visits_that_can_no_longer_be_used_are_worth_nothing() -> None:
    assert value(3_000, UNUSED, VISITS, AT + 30 * DAY) == 0


def test_an_allowance_goes_by_its_time() -> None:
    calls = replace(MONTH, grant=replace(GRANT, quantity=10, allowance=Allowance(10, Period.parse("P10D"))), used=10)
    assert value(3_000, UNUSED, calls, AT + 10 * DAY) == 2_000


def test_what_waits_for_activation_is_worth_all_until_the_deadline_passes() -> None:
    waiting = Standing(replace(GRANT, needs_activation=True, activate_by=AT + DAY), [])
    assert value(3_000, UNUSED, waiting, AT + DAY - timedelta(seconds=1)) == 3_000
    assert value(3_000, UNUSED, waiting, AT + DAY) == 0


def test_a_lifetime_is_worth_all_before_it_begins_and_nothing_after() -> None:
    lifetime = Standing(GRANT, [Span(AT, FOREVER)])
    assert value(3_000, UNUSED, lifetime, AT) == 3_000
    assert value(3_000, UNUSED, lifetime, AT + DAY) == 0


def test_what_was_revoked_before_is_worth_nothing() -> None:
    assert value(3_000, UNUSED, replace(MONTH, grant=replace(GRANT, revoked=Moment(AT))), AT) == 0


def test_before_use_is_all_or_nothing() -> None:
    rule = RefundRule.BEFORE_USE
    assert value(3_000, rule, MONTH, AT) == 3_000
    assert value(3_000, rule, MONTH, AT + timedelta(seconds=1)) == 0
    assert value(3_000, rule, VISITS, AT + 10 * DAY) == 3_000
    assert value(3_000, rule, replace(VISITS, used=1), AT) == 0


def test_what_is_sold_for_good_is_worth_nothing() -> None:
    assert value(3_000, RefundRule.NONE, MONTH, AT) == 0


@pytest.mark.parametrize("rule", RefundRule)
def test_a_code_that_was_shown_is_used(rule: RefundRule) -> None:
    assert value(3_000, rule, replace(MONTH, is_code_revealed=True), AT) == 0


@given(st.integers(0, 10**9), st.timedeltas(timedelta(0), timedelta(days=40)), st.sampled_from(RefundRule))
def test_a_value_is_never_below_nothing_nor_above_what_was_paid_nor_grows_with_time(amount, later, rule) -> None:
    now, then = value(amount, rule, MONTH, AT + later), value(amount, rule, MONTH, AT + later + DAY)
    assert 0 <= then <= now <= amount
