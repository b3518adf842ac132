"""A member's year with automatic renewal: what happens to people, and what then must hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from hub.members import service as members
from hub.members.rules import NewMember
from hub.orders import reads as orders
from hub.orders.service import checking
from hub.orders.service.refunding import Return, refund
from hub.reminders import reads as reminders
from hub.renewals import reads
from hub.renewals.rules.policy import NoticeRule
from hub.renewals.rules.values import State
from hub.renewals.service import agreeing
from tests.gateways import NO_FUNDS, STOLEN

if TYPE_CHECKING:
    from hub.members.rules import Member
    from tests.services.renewals.conftest import Club

DAY = timedelta(days=1)


def at(month: int, day: int, hour: int = 2, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


async def test_a_whole_year_with_everything_that_can_happen(club_: Club, ling: Member) -> None:
    monthly = await club_.enable(ling)
    await club_.until(at(3, 15))
    assert club_.gateway.taken == [1500] * 2
    await agreeing.switch(ling, monthly.id, club_.wish("super-renewing"), club_.act())
    await club_.until(at(4, 15))
    assert club_.gateway.taken == [1500, 1500, 3000], "upgraded at the end of March, which was paid for"
    await agreeing.pause(ling, monthly.id, at(7, 1), club_.act())
    await club_.until(at(7, 15))
    assert club_.gateway.taken == [1500, 1500, 3000, 3000], "nothing in May and June"
    club_.gateway.script = [NO_FUNDS]
    await club_.until(at(8, 15))
    assert club_.gateway.taken[4:] == [3000], "declined once, paid the day after"
    club_.gateway.by_card[monthly.card.method] = STOLEN
    await club_.until(at(10, 1))
    assert (await club_.now(monthly)).state is State.LAPSED
    await club_.give(ling, "month")
    new_card = await club_.card(ling, "card-5454")
    back = await agreeing.enable(club_.ports, ling, club_.wish("month-renewing"), new_card, club_.act())
    await club_.until(at(1, 1, year=2027))
    assert club_.gateway.taken[5:] == [1500] * 3, "won back: November, December and January"
    assert (await club_.now(back)).state is State.ACTIVE
    assert await checking.findings(club_.clock.now()) == []


async def test_a_month_that_is_given_back_is_not_charged_again_and_the_next_is_in_its_turn(
    club_: Club, ling: Member
) -> None:
    agreement = await club_.enable(ling)
    await club_.until(at(1, 31, 12))
    [order] = await orders.orders_of(ling.id, 10)
    await refund(club_.ports, order.number, Return("not in February"), club_.act())
    assert await club_.covered_until(ling) == at(2, 1)
    await club_.until(at(2, 27))
    assert club_.gateway.taken == [1500]
    await club_.until(at(3, 2))
    assert len(club_.gateway.taken) == 2
    assert [each.due_at for each in await club_.renewals(agreement) if each.outcome] == [at(2, 1), at(3, 1)]
    assert await checking.findings(club_.clock.now()) == []


async def test_a_month_bought_meanwhile_puts_the_charge_off_and_it_is_told_of_anew(club_: Club, ling: Member) -> None:
    await club_.enable(ling)
    await club_.until(at(1, 28))
    await club_.give(ling, "month")
    await club_.until(at(2, 20))
    assert club_.gateway.asked == []
    await club_.until(at(3, 1))
    assert club_.gateway.taken == [1500]
    assert club_.told() == ["agreed", "notice", "notice", "paid"]


async def test_a_leap_day_and_the_ends_of_months_are_kept_to(club_: Club, ling: Member) -> None:
    club_.clock.set(at(1, 31, year=2028))
    agreement = await club_.enable(ling)
    await club_.until(at(6, 1, year=2028))
    due = [each.due_at.date().isoformat() for each in await club_.renewals(agreement) if each.outcome]
    assert due == ["2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31"]


@pytest.mark.parametrize(("zone", "hours"), [("Europe/Berlin", {9, 8}), ("America/New_York", {14, 15})])
async def test_across_the_changes_of_clocks_periods_end_at_the_same_wall_time(
    club_: Club, zone: str, hours: set[int]
) -> None:
    begun = at(1, 10, 9 if zone == "Europe/Berlin" else 15)
    club_.clock.set(begun)
    new = NewMember("u-bo", "Bo", email="bo@example.com", zone=zone)
    bo = await members.create_member(club_.ports, "test", new)
    agreement = await club_.enable(bo)
    await club_.until(at(12, 31))
    due = [each.due_at for each in await club_.renewals(agreement) if each.outcome]
    assert len(due) == 11
    assert {each.hour for each in due} == hours
    assert all(each.day == 10 for each in due)


async def test_a_card_that_will_have_expired_is_told_of_with_the_notice(club_: Club, ling: Member) -> None:
    await club_.give(ling, "month")
    card = await club_.card(ling, "card-1111", expires=(2026, 1))
    await agreeing.enable(club_.ports, ling, club_.wish("month-renewing"), card, club_.act())
    await club_.until(at(1, 26))
    [notice] = [each for each in club_.mail.taken if each.about == "renewal-notice"]
    assert "will have expired" not in notice.text, "it is good through January, and January is when it is charged"
    await club_.until(at(2, 22))
    notice = [each for each in club_.mail.taken if each.about == "renewal-notice"][-1]
    assert "will have expired" in notice.text


async def test_what_renews_is_not_reminded_of_and_what_lapsed_is(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    await club_.until(at(2, 10))
    reasons = {each.reason for each in await reminders.reminders_of(ling.id) if each.settled_at}
    assert reasons <= {"RENEWS", "MOVED"}
    assert club_.told("reminder") == []
    await agreeing.cancel(club_.ports, ling, agreement.id, club_.act())
    await club_.until(at(3, 5))
    assert club_.told("reminder") != []


async def test_a_yearly_term_in_california_is_told_of_between_45_and_15_days_before(club_: Club, ling: Member) -> None:
    club_.policy = replace(club_.policy, notice=NoticeRule.CALIFORNIA)
    agreement = await club_.enable(ling, "year-renewing", "year")
    await club_.until(at(1, 2, year=2027))
    [paid] = [each for each in await club_.renewals(agreement) if each.outcome]
    assert paid.noticed_at is not None
    assert paid.settled_at is not None
    assert 15 * DAY <= paid.settled_at - paid.noticed_at <= 45 * DAY


async def test_members_do_not_disturb_one_another(club_: Club, ling: Member) -> None:
    others = [
        await members.create_member(club_.ports, "test", NewMember(f"u-{n}", f"Member {n}", email=f"{n}@example.com"))
        for n in range(3)
    ]
    for each in [ling, *others]:
        await club_.enable(each)
    club_.gateway.by_card[f"{others[1].external_id}-4242"] = STOLEN
    await club_.until(at(2, 2))
    states = {each.external_id: (await reads.agreements_of(each.id))[0].state for each in [ling, *others]}
    assert states == {"u-ling": "ACTIVE", "u-0": "ACTIVE", "u-1": "LAPSED", "u-2": "ACTIVE"}
    assert club_.gateway.taken == [1500] * 3
