"""How single grants and amounts stand, and what can be done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.catalogue.rules.values import Account, Allowance, Benefit, Delivery, LocalText, Stacking, Tier
from hub.entitlements.rules import holdings as rules
from hub.entitlements.rules.actions import Action, ActionKind, Given, actions
from hub.entitlements.rules.holdings import Holdings
from hub.entitlements.rules.standing import Amount, GrantState, amount, grant_state, shown_coverage, time_left
from hub.entitlements.rules.status import Entitlement, entitlement
from hub.entitlements.rules.values import Grant, Moment, Policy
from hub.kernel.calendar import FOREVER, Period, Span
from hub.kernel.errors import InvalidInput

START = datetime(2026, 1, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK = Period.parse("P7D")
POLICIES = {
    "vip": Policy(Stacking.EXTEND, Tier("video", 1)),
    "svip": Policy(Stacking.EXTEND, Tier("video", 2)),
    "coupon": Policy(Stacking.PARALLEL),
}
WORDS = LocalText("文字", "words")
VIP = Benefit(
    code="vip", provider="lanting", category="fun", name=WORDS, description=WORDS, guide=WORDS,
    stacking=Stacking.EXTEND, delivery=Delivery.DIRECT, account=Account(WORDS, r"\d+"),
)  # fmt: skip
COUPON = replace(VIP, code="coupon", delivery=Delivery.INTERNAL, account=None, unit=WORDS)


def grant(key: str, benefit: str = "vip", at: datetime = START, **more: object) -> Grant:
    return Grant(key, benefit, Moment(at, len(key)), **{"validity": WEEK, **more})  # type: ignore[arg-type]


def held(*grants: Grant, benefit: str = "vip") -> Entitlement:
    holdings = Holdings("Asia/Shanghai", POLICIES, {each.key: each for each in grants})
    return entitlement(holdings, benefit, holdings.timeline())


WAITING = grant("w", needs_activation=True, activate_by=START + 10 * DAY)
WINDOW = grant("f", validity=Span(START + 2 * DAY, START + 5 * DAY))
SUPERIOR = grant("ss", "svip", START + 2 * DAY)
FOR_LIFE = grant("ss", "svip", START, validity=Span(START, FOREVER))


@pytest.mark.parametrize(
    ("others", "one", "day", "state"),
    [
        ((), grant("g"), 0, GrantState.IN_FORCE),
        ((), grant("g"), 7, GrantState.ENDED),
        ((grant("a"),), grant("gg"), 3, GrantState.QUEUED),
        ((grant("a"),), grant("gg"), 7, GrantState.IN_FORCE),
        ((), WAITING, 9, GrantState.PENDING_ACTIVATION),
        ((), WAITING, 10, GrantState.ACTIVATION_EXPIRED),
        ((), grant("d", starts_on_delivery=True), 30, GrantState.PENDING_DELIVERY),
        ((), WINDOW, 1, GrantState.SCHEDULED),
        ((), WINDOW, 2, GrantState.IN_FORCE),
        ((), grant("g", at=START + 3 * DAY), 1, GrantState.SCHEDULED),
        ((SUPERIOR,), grant("g"), 1, GrantState.IN_FORCE),
        ((SUPERIOR,), grant("g"), 3, GrantState.PAUSED),
        ((SUPERIOR,), grant("g"), 9, GrantState.IN_FORCE),
        ((FOR_LIFE,), grant("g"), 3, GrantState.PAUSED),
        ((), grant("g", revoked=Moment(START + DAY, 9)), 0.5, GrantState.IN_FORCE),
        ((), grant("g", revoked=Moment(START + DAY, 9)), 1, GrantState.REVOKED),
    ],
)
def test_a_grant_stands_as_its_member_would_say(
    others: tuple[Grant, ...], one: Grant, day: float, state: GrantState
) -> None:
    assert grant_state(held(*others, one), one, START + day * DAY) is state


def test_the_coverage_shown_is_the_one_around_else_the_next_else_the_last() -> None:
    apart = held(grant("a"), grant("bb", at=START + 20 * DAY))
    first, second = Span(START, START + 7 * DAY), Span(START + 20 * DAY, START + 27 * DAY)
    assert shown_coverage(apart, START + DAY) == first
    assert shown_coverage(apart, START + 10 * DAY) == second
    assert shown_coverage(apart, START + 40 * DAY) == second
    assert shown_coverage(held(WAITING), START) is None


def test_the_time_left_is_all_that_lies_ahead() -> None:
    apart = held(grant("a"), grant("bb", at=START + 20 * DAY))
    assert time_left(apart, START + DAY) == 13 * DAY
    assert time_left(apart, START + 40 * DAY) == timedelta(0)
    assert time_left(held(grant("g", validity=Span(START, FOREVER))), START) is None


def coupons(*grants: Grant, used: int = 0) -> Entitlement:
    holdings = Holdings("Asia/Shanghai", POLICIES, {each.key: each for each in grants})
    if used:
        holdings = rules.consume(holdings, "coupon", used, START)
    return entitlement(holdings, "coupon", holdings.timeline())


def test_amounts_are_those_in_force_or_else_those_to_come() -> None:
    now, later = grant("a", "coupon", quantity=3), grant("bb", "coupon", START + 20 * DAY, quantity=5)
    assert amount(coupons(now, later, used=1), START) == Amount(3, 2, None)
    assert amount(coupons(now, later, used=1), START + 10 * DAY) == Amount(5, 5, None)
    assert amount(coupons(now), START + 10 * DAY) == Amount(0, 0, None)
    assert amount(held(grant("g")), START) is None


def test_an_allowance_counts_from_its_last_refill() -> None:
    monthly = grant("a", "coupon", validity=Period.parse("P1Y"), allowance=Allowance(10, Period.parse("P1M"), 5))
    refill = datetime(2026, 2, 1, 2, tzinfo=UTC)
    assert amount(coupons(monthly, used=4), START) == Amount(10, 6, refill)
    assert amount(coupons(monthly, used=4), refill) == Amount(15, 15, datetime(2026, 3, 1, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("entitled", "benefit", "day", "has_account", "open_"),
    [
        (held(grant("g")), VIP, 0, False, [Action(ActionKind.BIND_ACCOUNT), Action(ActionKind.SHOW_GUIDE)]),
        (held(grant("g")), VIP, 0, True, [Action(ActionKind.SHOW_GUIDE)]),
        (held(grant("g")), VIP, 30, False, []),
        (
            held(WAITING), VIP, 0, True,
            [Action(ActionKind.ACTIVATE, "w", START + 10 * DAY), Action(ActionKind.SHOW_GUIDE)],
        ),
        (held(grant("d", starts_on_delivery=True)), VIP, 0, True, [Action(ActionKind.SHOW_GUIDE)]),
        (held(grant("g", revoked=Moment(START, 9))), VIP, 1, True, [Action(ActionKind.CONTACT_SUPPORT)]),
        (
            coupons(grant("a", "coupon", quantity=2)), COUPON, 0, False,
            [Action(ActionKind.USE), Action(ActionKind.SHOW_GUIDE)],
        ),
        (coupons(grant("a", "coupon", quantity=2), used=2), COUPON, 0, False, [Action(ActionKind.SHOW_GUIDE)]),
    ],
)  # fmt: skip
def test_what_can_be_done_follows_from_how_it_stands(
    entitled: Entitlement, benefit: Benefit, day: float, *, has_account: bool, open_: list[Action]
) -> None:
    assert actions(entitled, benefit, START + day * DAY, has_account=has_account, is_sold=False) == open_


def test_a_release_of_later_is_activated_from_its_release_on() -> None:
    later = grant("w", at=START + 3 * DAY, needs_activation=True, recorded=START)
    released = [
        ActionKind.ACTIVATE in {each.kind for each in actions(held(later), VIP, at, has_account=True, is_sold=False)}
        for at in (START, START + 3 * DAY)
    ]
    assert released == [False, True]
    holdings = Holdings("Asia/Shanghai", POLICIES, {"w": later})
    with pytest.raises(InvalidInput, match="released at 2026-01-04 02:00 UTC"):
        rules.activate(holdings, "w", Moment(START + 2 * DAY))
    [running] = rules.activate(holdings, "w", Moment(START + 3 * DAY)).segments("vip")
    assert running.span.start == START + 3 * DAY


def test_what_ends_or_has_ended_can_be_renewed_while_it_is_sold() -> None:
    def kinds(entitled: Entitlement, day: float, *, is_sold: bool = True) -> set[ActionKind]:
        found = actions(entitled, VIP, START + day * DAY, has_account=True, is_sold=is_sold)
        return {each.kind for each in found}

    month = held(grant("g"))
    assert ActionKind.RENEW in kinds(month, 0)
    assert ActionKind.RENEW in kinds(month, 40)
    assert ActionKind.RENEW not in kinds(month, 0, is_sold=False)
    assert ActionKind.RENEW not in kinds(held(grant("g", revoked=Moment(START, 9))), 1)
    assert ActionKind.RENEW not in kinds(held(WAITING), 0)


def test_codes_can_be_seen_while_they_are_good_the_soonest_ending_first() -> None:
    three = coupons(*(grant(each, "coupon", quantity=1) for each in "abc"))
    codes = {"a": None, "b": START + 9 * DAY, "c": START + 5 * DAY}
    shown = [Action(ActionKind.REVEAL_CODE, "c", codes["c"]), Action(ActionKind.REVEAL_CODE, "b", codes["b"])]
    for day, gone in ((0, 0), (5, 1), (9, 2)):
        found = actions(three, COUPON, START + day * DAY, has_account=False, is_sold=False, given=Given(codes, ()))
        assert found[: 3 - gone] == [*shown, Action(ActionKind.REVEAL_CODE, "a")][gone:]
    taken = coupons(grant("a", "coupon", quantity=1, revoked=Moment(START, 9)))
    assert actions(taken, COUPON, START + DAY, has_account=False, is_sold=False, given=Given(codes, ())) == [
        Action(ActionKind.CONTACT_SUPPORT)
    ]
