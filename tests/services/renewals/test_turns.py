"""What may turn up in a member's year with automatic renewal, with the clock running through all that is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from hub.catalogue import service as catalogue
from hub.entitlements import reads as entitlements
from hub.entitlements.service.using import revoke, start_delivered
from hub.kernel.calendar import Period, union
from hub.kernel.money import Money
from hub.members import service as members
from hub.members.rules import NewMember
from hub.orders.service import checking
from hub.ports.payments import Declined
from hub.renewals.rules.policy import NoticeRule
from hub.renewals.rules.values import State
from hub.renewals.service import agreeing, overruling
from tests.gateways import NO_FUNDS
from tests.services.renewals.conftest import club

if TYPE_CHECKING:
    from hub.members.rules import Member
    from tests.services.renewals.conftest import Club

DAY = timedelta(days=1)
DELIVERED = club().replace(
    "delivery: INTERNAL, stacking: EXTEND, tier: {group: lanting, rank: 1}",
    "delivery: DIRECT, account: {label: {zh: 手机号, en: phone}, pattern: '[0-9]+'}, starts: ON_DELIVERY,"
    " stacking: EXTEND, tier: {group: lanting, rank: 1}",
)
"""The same, but the provider needs an account that no member has given."""
EXPIRED = Declined("expired_card", hard=True)


def at(month: int, day: int, hour: int = 2, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


async def test_an_upgrade_in_the_middle_puts_the_charge_off_by_what_it_pauses(club_: Club, ling: Member) -> None:
    await club_.enable(ling)
    await club_.until(at(1, 15))
    await club_.give(ling, "super")
    resumes = await club_.covered_until(ling, "svip")
    assert resumes == at(2, 15)
    ends = await club_.covered_until(ling)
    assert ends == resumes + (at(2, 1) - at(1, 15)), "what was left of January comes after the upgrade"
    await club_.until(ends - 2 * DAY)
    assert club_.gateway.asked == []
    assert club_.told() == ["agreed", "notice"]
    await club_.until(ends)
    assert club_.gateway.taken == [1500]
    await club_.until(at(12, 30))
    held = await entitlements.entitlement_to(ling, "vip")
    assert len(union(each.span for each in held.segments)) == 2, "without a gap but for the upgrade"
    assert club_.gateway.taken == [1500] * 10
    assert await checking.findings(club_.clock.now()) == []


async def test_an_upgrade_that_is_given_back_brings_the_charge_forward_and_it_is_told_of_anew(
    club_: Club, ling: Member
) -> None:
    club_.policy = replace(club_.policy, notice=NoticeRule.CALIFORNIA)
    agreement = await club_.enable(ling, "year-renewing", "year")
    await club_.until(at(12, 20))
    [upgrade] = (await club_.give(ling, "super")).grants
    await club_.until(at(1, 2, year=2027))
    [told] = await club_.renewals(agreement)
    assert told.charge_at == at(1, 31, year=2027), "a month later than without the upgrade"
    await revoke(ling, [upgrade], "not worth it", club_.act())
    assert await club_.covered_until(ling) == at(1, 14, year=2027)
    await club_.until(at(1, 16, year=2027))
    assert club_.told() == ["agreed", "notice", "notice", "notice"], (
        "as bought, as upgraded, and as that was given back"
    )
    assert club_.gateway.asked == []
    await club_.until(at(1, 18, year=2027))
    assert club_.gateway.taken == [14800], "fifteen days after the second notice, as California asks for"


async def test_only_the_upgrade_that_nothing_renews_is_reminded_of(club_: Club, ling: Member) -> None:
    await club_.enable(ling)
    await club_.until(at(1, 15))
    await club_.give(ling, "super")
    await club_.until(at(3, 1))
    sent = [each for each in club_.mail.taken if each.about == "reminder"]
    assert [each.at.date().isoformat() for each in sent] == [
        "2026-01-16",
        "2026-02-08",
        "2026-02-14",
        "2026-02-18",
    ]


@pytest.mark.parametrize("ahead", [1, 10])
async def test_what_was_charged_and_waits_to_be_delivered_is_neither_told_of_nor_charged_again_before_its_turn(
    club_: Club, ling: Member, ahead: int
) -> None:
    club_.policy = replace(club_.policy, charge_ahead=ahead * DAY)
    await club_.enable(ling)
    await catalogue.apply(club_.ports, "test", DELIVERED)
    await club_.until(at(2, 10))
    assert club_.gateway.taken == [1500]
    assert club_.told() == ["agreed", "notice", "paid"]
    assert "until" not in club_.mail.taken[-1].text, "nobody knows yet"
    [held] = await entitlements.held_by([ling])
    [waiting] = [each for each in held.records.values() if each.grant.starts_on_delivery]
    await start_delivered(ling, waiting, club_.clock.now())
    await club_.until(at(3, 10))
    assert club_.gateway.taken == [1500] * 2, "the next when that ends"
    assert club_.told() == ["agreed", "notice", "paid", "notice", "paid"]


@pytest.mark.parametrize("grace", [0, 10])
async def test_who_buys_more_after_a_decline_is_charged_when_that_ends_and_not_before(
    club_: Club, ling: Member, grace: int
) -> None:
    club_.policy = replace(club_.policy, grace=grace * DAY)
    agreement = await club_.enable(ling)
    club_.gateway.script = [NO_FUNDS] * 2
    await club_.until(at(2, 2))
    await club_.give(ling, "month")
    await club_.until(at(2, 20))
    assert (await club_.now(agreement)).state is State.ACTIVE
    assert club_.gateway.taken == []
    club_.gateway.script = [NO_FUNDS]
    await club_.until(at(3, 10))
    assert club_.gateway.taken == [1500]
    assert club_.told() == ["agreed", "notice", "declined", "declined", "notice", "declined", "paid"]
    assert await checking.findings(club_.clock.now()) == []


async def test_what_staff_give_after_a_decline_moves_the_charge_on(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    club_.gateway.script = [NO_FUNDS]
    await club_.until(at(1, 31, 14))
    await overruling.extend(club_.ports, agreement.id, Period.parse("P14D"), "sorry", club_.act())
    await club_.until(at(2, 13))
    assert club_.gateway.taken == []
    await club_.until(at(2, 15))
    assert club_.gateway.taken == [1500]


async def test_who_has_it_for_life_by_now_is_not_charged_and_can_cancel(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    await club_.give(ling, "life")
    await club_.until(at(3, 1))
    assert club_.gateway.asked == []
    await agreeing.cancel(club_.ports, ling, agreement.id, club_.act())
    await club_.passes("PT1M")
    assert club_.told() == ["agreed", "over"]
    assert "until" not in club_.mail.taken[-1].text


async def test_a_card_that_expires_is_told_of_declined_and_replaced(club_: Club, ling: Member) -> None:
    await club_.give(ling, "month")
    card = await club_.card(ling, "card-1111", expires=(2026, 1))
    agreement = await agreeing.enable(club_.ports, ling, club_.wish("month-renewing"), card, club_.act())
    await club_.until(at(2, 26))
    notice = [each for each in club_.mail.taken if each.about == "renewal-notice"][-1]
    assert "will have expired" in notice.text
    club_.gateway.by_card["card-1111"] = EXPIRED
    await club_.until(at(2, 28, 12))
    assert (await club_.now(agreement)).state is State.PAST_DUE
    assert club_.told()[-1] == "declined"
    await agreeing.use_card(ling, agreement.id, await club_.card(ling, "card-5454"), club_.act())
    await club_.until(at(4, 1))
    assert [(each.source, each.reference) for each in club_.gateway.asked][-1][0] == "card-5454"
    assert club_.gateway.taken == [1500] * 3, "January's, with the old card; March's and April's with the new one"
    assert (await club_.now(agreement)).state is State.ACTIVE
    assert await checking.findings(club_.clock.now()) == []


async def test_a_price_that_rises_and_falls_within_a_year_is_charged_as_it_was_agreed(
    club_: Club, ling: Member
) -> None:
    agreement = await club_.enable(ling)
    await club_.until(at(2, 10))
    await catalogue.apply(club_.ports, "test", club("18.00"))
    await club_.until(at(2, 18))
    wish = club_.wish("month-renewing", Money("CNY", 1800))
    await agreeing.accept_price(ling, agreement.id, wish, club_.act())
    await club_.until(at(4, 10))
    await catalogue.apply(club_.ports, "test", club("12.00"))
    await club_.until(at(6, 10))
    await catalogue.apply(club_.ports, "test", club("18.00"))
    await club_.until(at(8, 10))
    assert club_.gateway.taken == [1500, 1800, 1800, 1200, 1200, 1800, 1800]
    assert club_.told().count("price") == 1, "eighteen was agreed to, and needs no second consent"


@pytest.mark.parametrize(
    ("zone", "wall", "then"),
    [
        ("Europe/Berlin", datetime(2026, 1, 29, 2, 30), datetime(2026, 3, 29, 3, 30)),  # noqa: DTZ001 - wall times
        ("America/New_York", datetime(2026, 2, 8, 2, 30), datetime(2026, 3, 8, 3, 30)),  # noqa: DTZ001 - as above
        ("America/New_York", datetime(2026, 10, 1, 1, 30), datetime(2026, 11, 1, 1, 30)),  # noqa: DTZ001 - as above
    ],
    ids=["an hour that Berlin skips", "an hour that New York skips", "an hour that comes twice"],
)
async def test_a_period_that_ends_as_the_clocks_change_ends_once_and_the_next_as_if_nothing_had_been(
    club_: Club, zone: str, wall: datetime, then: datetime
) -> None:
    club_.clock.set(wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC))
    bo = await members.create_member(club_.ports, "test", NewMember("u-bo", "Bo", email="bo@example.com", zone=zone))
    agreement = await club_.enable(bo)
    await club_.until(then.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) + 40 * DAY)
    walls = {each.due_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for each in await club_.renewals(agreement)}
    assert then in walls
    after = [each for each in sorted(walls) if each > then]
    assert {(each.hour, each.minute) for each in after} == {(wall.hour, wall.minute)}
    assert len(club_.gateway.taken) == len(walls)


async def test_a_year_that_began_on_a_leap_day_ends_on_the_last_of_february_and_on_the_next_leap_day(
    club_: Club, ling: Member
) -> None:
    club_.clock.set(at(2, 29, year=2028))
    agreement = await club_.enable(ling, "year-renewing", "year")
    await club_.until(at(3, 1, year=2032))
    due = [each.due_at.date().isoformat() for each in await club_.renewals(agreement) if each.outcome]
    assert due == ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]
    assert club_.gateway.taken == [14800] * 4


async def test_who_lapsed_is_reminded_comes_back_by_the_link_and_is_charged_again_only_from_then_on(
    club_: Club, ling: Member
) -> None:
    agreement = await club_.enable(ling)
    club_.gateway.by_card[agreement.card.method] = EXPIRED
    await club_.until(at(2, 5))
    assert (await club_.now(agreement)).state is State.LAPSED
    before, letter = [each for each in club_.mail.taken if each.about == "reminder"]
    assert (before.at, letter.at) == (at(1, 31), at(2, 4)), "once it was declined, and once it had ended"
    assert "https://hub.example/renew/" in letter.text
    await club_.until(at(3, 10))
    await club_.give(ling, "month")
    back = await agreeing.enable(
        club_.ports, ling, club_.wish("month-renewing"), await club_.card(ling, "card-5454"), club_.act()
    )
    await club_.until(at(5, 1))
    assert club_.gateway.taken == [1500]
    assert [each.due_at for each in await club_.renewals(back) if each.outcome] == [at(4, 10)]
    assert await checking.findings(club_.clock.now()) == []
