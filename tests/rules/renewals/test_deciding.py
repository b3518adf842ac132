"""What follows from what is known about an agreement, step by step."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.catalogue.rules.bundles import Introductory, Offer
from hub.kernel.calendar import FOREVER, Period
from hub.kernel.ids import new_id
from hub.kernel.money import Money
from hub.orders.rules.values import OrderState, Payment, PaymentState
from hub.renewals.rules.dates import nominal, upcoming
from hub.renewals.rules.deciding import (
    AskConsent,
    AskGateway,
    Charge,
    Close,
    Conclude,
    End,
    Facts,
    GiveGrace,
    NoteDecline,
    Notify,
    Wait,
    decide,
    resting,
)
from hub.renewals.rules.policy import NoticeRule, Policy
from hub.renewals.rules.prices import price_due
from hub.renewals.rules.values import Agreement, Because, Card, Outcome, Renewal, State, Terms

DAY = timedelta(days=1)
END = datetime(2026, 2, 1, 2, 0, tzinfo=UTC)
PRICE = Money("CNY", 1500)
POLICY = Policy()
TERMS = Terms("month", {}, Period.parse("P1M"), PRICE)
AGREEMENT = Agreement(
    new_id(), new_id(), State.ACTIVE, TERMS, "month", Card("g", "m"), ("vip",), END, 1, 1, END - 31 * DAY
)
OFFER = Offer("month", "month", PRICE, renewal_period=Period.parse("P1M"))
AT_REST = Facts(AGREEMENT, None, "Asia/Shanghai", END, OFFER)
NOTICED = Renewal(
    new_id(), AGREEMENT.id, 1, "month", END, PRICE, notices=1, noticed_at=END - 8 * DAY, charge_at=END - DAY
)
TOLD = replace(AT_REST, renewal=NOTICED, told_at=END - 8 * DAY)
TOLD_OF_LATER = replace(TOLD, renewal=replace(NOTICED, due_at=END + 20 * DAY, charge_at=END + 19 * DAY))
EARLY = replace(AT_REST, covered=END - 3 * DAY)
ORDERED = replace(TOLD, renewal=replace(NOTICED, order="N-1"), order=OrderState.AWAITING_PAYMENT)


def paid_with(state: PaymentState, number: int = 1, *, is_hard: bool = False) -> Facts:
    payment = Payment(
        new_id(), new_id(), new_id(), number, "g", f"N-1-{number}", "p", state, PRICE, END - DAY, is_hard=is_hard
    )
    return replace(ORDERED, payment=payment)


def after_decline(**changes: object) -> Facts:
    tried = {"noted": 1, "declines": 1, "declined_at": END - DAY, "retry_at": END, **changes}
    facts = paid_with(PaymentState.DECLINED)
    assert facts.renewal is not None
    return replace(facts, renewal=replace(facts.renewal, **tried))  # type: ignore[arg-type]  # columns of all kinds


@pytest.mark.parametrize(
    ("facts", "at", "step"),
    [
        (AT_REST, END - 31 * DAY, Wait(END - 15 * DAY)),
        (AT_REST, END - 15 * DAY, Wait(END - 8 * DAY)),
        (AT_REST, END - 8 * DAY, Notify(PRICE, END - DAY, END)),
        (AT_REST, END - 3 * DAY, Notify(PRICE, END + 2 * DAY, END)),
        (TOLD, END - 7 * DAY, Wait(END - DAY)),
        (TOLD, END - DAY, Charge(PRICE)),
        (replace(TOLD, told_at=None), END, Wait(END + timedelta(hours=1))),
        (replace(TOLD, told_at=END - 2 * DAY), END, Wait(END + 3 * DAY)),
        (replace(TOLD, covered=END + 5 * DAY), END - DAY, Notify(PRICE, END + 4 * DAY, END + 5 * DAY)),
        (replace(TOLD, covered=None), END + 40 * DAY, Notify(PRICE, END + 45 * DAY, END + 40 * DAY)),
        (replace(TOLD, covered=None), END + 3 * DAY, Charge(PRICE)),
        (TOLD_OF_LATER, END - 7 * DAY, Notify(PRICE, END - DAY, END)),
        (replace(TOLD_OF_LATER, covered=END + 19 * DAY), END - 7 * DAY, Wait(END + 19 * DAY)),
        (EARLY, END - 11 * DAY, Notify(PRICE, END - 4 * DAY, END - 3 * DAY)),
        (replace(EARLY, ends_early=True), END - 11 * DAY, Wait(END - 8 * DAY)),
        (replace(AT_REST, covered=FOREVER), END, Wait(FOREVER)),
        (replace(AT_REST, is_given=False), END - 8 * DAY, End(State.ENDED, Because.WITHDRAWN)),
        (ORDERED, END - DAY, Charge(PRICE)),
        (paid_with(PaymentState.UNKNOWN), END, AskGateway()),
        (replace(paid_with(PaymentState.UNKNOWN), is_asked=True), END, Wait(END + timedelta(hours=1))),
        (paid_with(PaymentState.NOT_MADE), END - DAY, Wait(END - DAY + timedelta(minutes=1))),
        (paid_with(PaymentState.NOT_MADE), END, Charge(PRICE)),
        (paid_with(PaymentState.DECLINED), END - DAY, NoteDecline("", is_hard=False, retry_at=END, noted=1)),
        (
            paid_with(PaymentState.DECLINED, is_hard=True),
            END - DAY,
            NoteDecline("", is_hard=True, retry_at=None, noted=1),
        ),
        (after_decline(), END - DAY / 2, Wait(END)),
        (after_decline(), END, Charge(PRICE)),
        (after_decline(retry_at=None), END - DAY / 2, Wait(END)),
        (after_decline(retry_at=None), END, End(State.LAPSED, Because.DECLINED)),
        (replace(ORDERED, order=OrderState.PAID), END, Conclude()),
        (replace(ORDERED, order=OrderState.CANCELLED), END, End(State.CANCELLED, Because.CANCELLED)),
        (
            replace(paid_with(PaymentState.SURPLUS), order=OrderState.CANCELLED),
            END,
            End(State.LAPSED, Because.NOT_GRANTED),
        ),
    ],
)
def test_each_situation_has_its_step(facts: Facts, at: datetime, step: object) -> None:
    assert decide(facts, POLICY, at) == step


def test_a_raised_price_is_asked_for_earlier_than_a_notice_and_never_charged_without_consent() -> None:
    dearer = replace(AT_REST, offer=replace(OFFER, price=Money("CNY", 1800)))
    assert decide(dearer, POLICY, END - 15 * DAY) == AskConsent(Money("CNY", 1800), END)
    asked = replace(dearer, renewal=Renewal(new_id(), AGREEMENT.id, 1, "month", END, asked=Money("CNY", 1800)))
    assert decide(asked, POLICY, END - DAY) == Wait(END)
    assert decide(replace(asked, covered=None), POLICY, END) == End(State.ENDED, Because.PRICE_NOT_ACCEPTED)


def test_what_the_notice_said_is_charged_though_the_price_was_raised_since_and_less_where_it_fell() -> None:
    dearer, cheaper = (replace(TOLD, offer=replace(OFFER, price=Money("CNY", each))) for each in (1800, 1200))
    assert decide(dearer, POLICY, END - DAY) == Charge(PRICE)
    assert decide(cheaper, POLICY, END - DAY) == Charge(Money("CNY", 1200))


def test_an_agreement_that_is_over_still_learns_what_became_of_its_charge() -> None:
    over = replace(AGREEMENT, state=State.CANCELLED, ended_at=END, ended_because=Because.CANCELLED)
    unknown = replace(paid_with(PaymentState.UNKNOWN), agreement=over)
    assert decide(unknown, POLICY, END) == AskGateway()
    assert decide(replace(unknown, order=OrderState.PAID), POLICY, END) == Conclude()
    assert decide(replace(paid_with(PaymentState.NOT_MADE), agreement=over), POLICY, END) == Close()
    assert unknown.renewal is not None
    settled = replace(unknown, renewal=replace(unknown.renewal, outcome=Outcome.FAILED))
    assert decide(settled, POLICY, END) == Wait(None)
    assert decide(replace(AT_REST, agreement=over), POLICY, END) == Wait(None)


def test_the_ladder_counts_from_the_first_decline_and_ends() -> None:
    second = after_decline(noted=0, declines=1, declined_at=END - DAY)
    assert decide(second, POLICY, END) == NoteDecline("", is_hard=False, retry_at=END + 2 * DAY, noted=1)
    fourth = after_decline(noted=0, declines=3, declined_at=END - DAY)
    assert decide(fourth, POLICY, END) == NoteDecline("", is_hard=False, retry_at=None, noted=1)


def test_grace_begins_when_the_coverage_ends_and_puts_the_lapse_off() -> None:
    kind = replace(POLICY, grace=3 * DAY)
    waiting = after_decline(retry_at=None)
    assert decide(waiting, kind, END - DAY / 2) == Wait(END)
    assert decide(waiting, kind, END) == GiveGrace()
    given_ = after_decline(retry_at=None, grace_grants=(new_id(),))
    assert decide(given_, kind, END) == Wait(END + 3 * DAY)
    assert decide(given_, kind, END + 3 * DAY) == End(State.LAPSED, Because.DECLINED)


def test_a_pause_moves_the_charge_and_says_so_until_it_is_over() -> None:
    paused = replace(AT_REST, agreement=replace(AGREEMENT, paused_until=END + 30 * DAY))
    assert decide(paused, POLICY, END - 8 * DAY) == Wait(END + 30 * DAY - 14 * DAY)
    assert resting(paused, POLICY, END) is State.PAUSED
    assert resting(AT_REST, POLICY, END - 20 * DAY) is State.ACTIVE
    assert resting(TOLD, POLICY, END - 2 * DAY) is State.NOTICED


def test_the_introductory_price_is_that_of_the_first_periods_ever_bought() -> None:
    terms = replace(TERMS, introductory=Introductory(Money("CNY", 100), 2))
    dearer = replace(OFFER, price=Money("CNY", 1800))
    assert price_due(terms, dearer, bought=1).amount == Money("CNY", 100)
    assert price_due(terms, OFFER, bought=2).amount == PRICE
    assert price_due(terms, dearer, bought=2).needs_consent
    assert not price_due(terms, None, bought=2).needs_consent


@pytest.mark.parametrize(
    ("rule", "period", "window"),
    [
        (NoticeRule.CHINA, "P1M", (30, 5)),
        (NoticeRule.CHINA, "P1Y", (30, 5)),
        (NoticeRule.CALIFORNIA, "P1M", (21, 3)),
        (NoticeRule.CALIFORNIA, "P12M", (45, 15)),
        (NoticeRule.EU, "P365D", (90, 30)),
        (NoticeRule.EU, "P3M", (30, 7)),
    ],
)
def test_each_preset_has_its_window(rule: NoticeRule, period: str, window: tuple[int, int]) -> None:
    found = Policy(notice=rule).window(Period.parse(period))
    assert (found.earliest.days, found.latest.days) == window
    assert found.latest <= found.usual <= found.earliest


@pytest.mark.parametrize("days", [0, 5, 6, 10, 14])
@pytest.mark.parametrize("rule", NoticeRule)
@pytest.mark.parametrize("period", ["P1M", "P1Y"])
def test_the_operator_may_give_more_notice_than_the_rules_ask_for_and_never_less(
    rule: NoticeRule, period: str, days: int
) -> None:
    asked = Policy(notice=rule).window(Period.parse(period))
    found = Policy(notice=rule, notice_ahead=timedelta(days=days)).window(Period.parse(period))
    assert found.latest == max(asked.latest, timedelta(days=days))
    assert found.latest < found.usual <= found.earliest == asked.earliest
    assert asked.usual <= found.usual


def test_dates_are_counted_from_the_anchor_and_never_from_one_another() -> None:
    anchored = replace(AGREEMENT, anchor=datetime(2026, 1, 31, 2, 0, tzinfo=UTC), since=0)
    due = [nominal(anchored, "Asia/Shanghai", number).date().isoformat() for number in (1, 2, 3)]
    assert due == ["2026-02-28", "2026-03-31", "2026-04-30"]


@given(st.integers(-900, 900), st.integers(0, 60), st.one_of(st.none(), st.integers(-30, 400)))
def test_no_charge_comes_before_its_notice_is_old_enough(hours: int, told_days: int, covered_days: int | None) -> None:
    now = END + timedelta(hours=hours)
    covered = END + timedelta(days=covered_days) if covered_days is not None else None
    told_at = now - timedelta(days=told_days)
    facts = replace(TOLD, told_at=told_at, covered=covered if covered and covered > now else None)
    step = decide(facts, POLICY, now)
    if isinstance(step, Charge):
        assert 5 <= told_days <= 30
        assert now >= (NOTICED.charge_at or now)
        assert facts.covered is None or now >= facts.covered - DAY
    if isinstance(step, Notify):
        assert step.charge_at >= now + 5 * DAY


@given(st.integers(-900, 900))
def test_waiting_is_always_for_later(hours: int) -> None:
    now = END + timedelta(hours=hours)
    facts = (AT_REST, TOLD, ORDERED, after_decline(), replace(AT_REST, covered=END if now < END else None))
    for each in facts:
        step = decide(each, POLICY, now)
        assert not isinstance(step, Wait) or step.until is None or step.until > now
    assert upcoming(AGREEMENT, None, "Asia/Shanghai", POLICY, now, ends_early=False).due_at >= min(now, END)
