"""What a member sees of an entitlement, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hub.catalogue.rules.values import Allowance, LocalText, Stacking, Tier
from hub.catalogue.rules.wording import length
from hub.entitlements.rules import holdings as rules
from hub.entitlements.rules.holdings import Holdings
from hub.entitlements.rules.reasons import ReasonKind, reasons
from hub.entitlements.rules.status import Entitlement, Status, entitlement
from hub.entitlements.rules.values import Grant, Moment, Policy
from hub.entitlements.rules.words import Wording
from hub.kernel.calendar import FOREVER, Period, Span

START = datetime(2026, 1, 31, 2, tzinfo=UTC)
POLICIES = {
    "vip": Policy(Stacking.EXTEND, Tier("video", 1)),
    "svip": Policy(Stacking.EXTEND, Tier("video", 2)),
    "coupon": Policy(Stacking.PARALLEL),
}
NAMES = {"vip": LocalText("会员", "VIP"), "svip": LocalText("超级会员", "SVIP"), "coupon": LocalText("券", "Coupon")}
MONTH = Period.parse("P1M")
DAY = timedelta(days=1)


def grant(key: str, benefit: str = "vip", at: datetime = START, **more: object) -> Grant:
    return Grant(key, benefit, Moment(at, len(key)), **{"validity": MONTH, **more})  # type: ignore[arg-type]


def held(*grants: Grant, benefit: str = "vip", uses: int = 0) -> Entitlement:
    holdings = Holdings("Asia/Shanghai", POLICIES, {each.key: each for each in grants})
    if uses:
        holdings = rules.consume(holdings, benefit, uses, START)
    return entitlement(holdings, benefit, holdings.timeline())


REVOKED = grant("g", revoked=Moment(START + 5 * DAY, 9))
WAITING = grant("g", needs_activation=True, activate_by=START + 10 * DAY)
SUPERIOR = grant("ss", "svip", START + 2 * DAY)


@pytest.mark.parametrize(
    ("entitled", "day", "status"),
    [
        (held(grant("g")), -1, None),
        (held(grant("g")), 0, Status.ACTIVE),
        (held(grant("g")), 20.9, Status.ACTIVE),
        (held(grant("g")), 21, Status.EXPIRING),
        (held(grant("g")), 28, Status.EXPIRED),
        (held(grant("g", validity=Span(START, FOREVER))), 9999, Status.ACTIVE),
        (held(grant("g", validity=Span(START + DAY, START + 9 * DAY))), 0, Status.SCHEDULED),
        (held(grant("g", "coupon", quantity=2), benefit="coupon", uses=2), 25, Status.EXHAUSTED),
        (held(grant("g", "coupon", quantity=2), benefit="coupon", uses=1), 25, Status.EXPIRING),
        (held(WAITING), 0, Status.PENDING),
        (held(WAITING), 10, Status.EXPIRED),
        (held(REVOKED), 4, Status.EXPIRING),
        (held(REVOKED), 5, Status.REVOKED),
        (held(grant("g"), SUPERIOR), 3, Status.PAUSED),
        (held(grant("g"), SUPERIOR), 31, Status.ACTIVE),
    ],
)
def test_the_status_of_an_entitlement(entitled: Entitlement, day: float, status: Status | None) -> None:
    assert entitled.status(START + timedelta(days=day)) is status


def test_a_refunded_month_that_ran_out_before_its_refund_is_expired_and_not_revoked() -> None:
    late = held(grant("g", revoked=Moment(START + 40 * DAY, 9)))
    assert late.status(START + 50 * DAY) is Status.EXPIRED


def test_the_next_change_of_a_paused_membership_is_the_end_of_the_higher_tier() -> None:
    change = held(grant("g"), SUPERIOR).next_change(START + 3 * DAY)
    assert change is not None
    assert (change.at, change.status) == (datetime(2026, 3, 2, 2, tzinfo=UTC), Status.ACTIVE)


def test_an_allowance_that_is_used_up_comes_back_at_its_refill() -> None:
    monthly = grant("g", "coupon", validity=Period.parse("P1Y"), allowance=Allowance(2, MONTH))
    used_up = held(monthly, benefit="coupon", uses=2)
    change = used_up.next_change(START)
    assert used_up.status(START) is Status.EXHAUSTED
    assert change is not None
    assert (change.at, change.status) == (datetime(2026, 2, 28, 2, tzinfo=UTC), Status.ACTIVE)


def sentences(entitled: Entitlement, at: datetime) -> list[LocalText]:
    wording = Wording("Asia/Shanghai", NAMES)
    return [wording.sentence(each) for each in reasons(entitled, at)]


def test_the_explanation_of_a_pause_names_the_higher_tier_and_its_end() -> None:
    explained = sentences(held(grant("g"), SUPERIOR), START + 3 * DAY)
    assert (
        LocalText(
            "2026年2月2日至2026年3月2日由更高等级的超级会员覆盖，期间暂停，剩余时间保留。",
            "Paused from 2 Feb 2026 until 2 Mar 2026 while SVIP, a higher tier, covers; the unused time is kept.",
        )
        in explained
    )
    assert explained[-1].en == "Paused while a higher tier covers; the unused time is kept."


def test_the_explanation_of_a_queue_says_since_when_and_until_when() -> None:
    explained = [each.en for each in sentences(held(grant("g"), grant("gg")), START)]
    assert explained == [
        "Further time is added behind what is already there.",
        "Granted on 31 Jan 2026: 1 month.",
        "In force from 31 Jan 2026 until 28 Feb 2026.",
        "Granted on 31 Jan 2026: 1 month.",
        "Waits behind what was already there and starts on 28 Feb 2026.",
        "In force from 28 Feb 2026 until 31 Mar 2026.",
        "In force until 31 Mar 2026.",
    ]


def test_the_explanation_of_nothing_says_that_nothing_was_granted() -> None:
    assert [each.kind for each in reasons(held(), START)] == [ReasonKind.NEVER_GRANTED, ReasonKind.CONCLUSION]
    assert sentences(held(), START)[0].zh == "截至2026年1月31日，从未获得过这项权益。"


@pytest.mark.parametrize(
    "entitled",
    [
        held(WAITING),
        held(REVOKED),
        held(grant("g", needs_activation=True)),
        held(grant("g", needs_activation=True, activated=Moment(START + DAY, 3))),
        held(grant("g", validity=Span(START, FOREVER))),
        held(grant("g", "coupon", quantity=2), benefit="coupon", uses=2),
        held(grant("g", validity=Span(START + DAY, START + 9 * DAY))),
        held(grant("g"), SUPERIOR),
    ],
)
def test_every_reason_has_whole_sentences_in_both_languages(entitled: Entitlement) -> None:
    for day in (0, 1, 5, 12, 60):
        for text in sentences(entitled, START + day * DAY):
            assert "{" not in text.zh + text.en
            assert text.zh.endswith("。")
            assert text.en.endswith(".")


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("P1M15D", "1 个月 15 天", "1 month 15 days"),
        ("P1Y", "1 年", "1 year"),
        ("PT72H", "72 小时", "72 hours"),
        ("P2W", "14 天", "14 days"),
    ],
)
def test_a_period_in_words(period: str, zh: str, en: str) -> None:
    assert (length(Period.parse(period), "zh"), length(Period.parse(period), "en")) == (zh, en)
