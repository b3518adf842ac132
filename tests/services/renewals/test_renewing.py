"""Renewals as members live them: told in time, charged once, never a gap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hub.catalogue import service as catalogue
from hub.kernel.money import Money
from hub.orders import reads as orders
from hub.renewals.rules.values import Because, Outcome, State
from hub.renewals.service import agreeing
from tests.gateways import NO_FUNDS, STOLEN
from tests.services.renewals.conftest import club

if TYPE_CHECKING:
    from hub.members.rules import Member
    from tests.services.renewals.conftest import Club

DAY = timedelta(days=1)
BEGUN = datetime(2026, 1, 1, 2, 0, tzinfo=UTC)
"""When the tests begin: ten o'clock in Shanghai."""


async def test_a_month_renews_a_day_before_it_ends_after_a_notice_and_without_a_gap(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    await club_.passes("P1M")
    [paid] = [each for each in await club_.renewals(agreement) if each.outcome]
    assert (paid.number, paid.outcome, paid.due_at) == (1, Outcome.PAID, datetime(2026, 2, 1, 2, 0, tzinfo=UTC))
    assert paid.settled_at == paid.due_at - DAY
    assert club_.gateway.taken == [1500]
    assert club_.told() == ["agreed", "notice", "paid"]
    [told] = [each.at for each in club_.mail.taken if each.about == "renewal-notice"]
    assert paid.settled_at - told >= 5 * DAY
    assert await club_.covered_until(ling) == datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
    assert (await club_.now(agreement)).state is State.ACTIVE


async def test_a_year_is_twelve_charges_and_every_month_is_covered(club_: Club, ling: Member) -> None:
    club_.clock.set(datetime(2026, 1, 31, 2, 0, tzinfo=UTC))
    agreement = await club_.enable(ling)
    await club_.passes("P1Y")
    assert club_.gateway.taken == [1500] * 12
    assert [each.number for each in await club_.renewals(agreement) if each.outcome] == list(range(1, 13))
    assert await club_.covered_until(ling) == datetime(2027, 2, 28, 2, 0, tzinfo=UTC)


async def test_the_order_of_a_renewal_is_marked_as_one(club_: Club, ling: Member) -> None:
    await club_.enable(ling)
    await club_.passes("P1M")
    [order] = await orders.orders_of(ling.id, 10)
    assert (order.source, order.total) == ("RENEWAL", Money("CNY", 1500))


async def test_a_soft_decline_is_tried_again_after_one_three_and_five_days_and_then_lapses(
    club_: Club, ling: Member
) -> None:
    agreement = await club_.enable(ling)
    club_.gateway.script = [NO_FUNDS] * 4
    await club_.passes("P2M")
    over = await club_.now(agreement)
    first = datetime(2026, 1, 31, 2, 0, tzinfo=UTC)
    assert [each.key[-2:] for each in club_.gateway.asked] == ["-1", "-2", "-3", "-4"]
    assert (over.state, over.ended_because) == (State.LAPSED, Because.DECLINED)
    assert over.ended_at is not None
    assert first + 5 * DAY <= over.ended_at <= first + 5 * DAY + timedelta(minutes=2)
    assert club_.told() == ["agreed", "notice", "declined", "declined", "declined", "declined", "over"]
    assert club_.gateway.taken == []
    assert (await club_.renewals(agreement))[-1].outcome is Outcome.FAILED
    [order] = await orders.orders_of(ling.id, 10)
    assert order.state == "CANCELLED"


async def test_money_that_is_there_at_the_second_try_renews_from_then_on(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    club_.gateway.script = [NO_FUNDS, NO_FUNDS]
    await club_.until(datetime(2026, 2, 5, tzinfo=UTC))
    assert (await club_.now(agreement)).state is State.ACTIVE
    assert club_.gateway.taken == [1500]
    assert await club_.covered_until(ling) == datetime(2026, 3, 3, 2, 0, tzinfo=UTC)


async def test_a_hard_decline_is_not_tried_again_unless_the_member_gives_another_card(
    club_: Club, ling: Member
) -> None:
    agreement = await club_.enable(ling)
    club_.gateway.script = [STOLEN]
    await club_.until(datetime(2026, 1, 31, 12, tzinfo=UTC))
    assert (await club_.now(agreement)).state is State.PAST_DUE
    await agreeing.use_card(ling, agreement.id, await club_.card(ling, "card-5454"), club_.act())
    await club_.passes("PT1H")
    assert (await club_.now(agreement)).state is State.ACTIVE
    assert [each.source[-4:] for each in club_.gateway.asked] == ["4242", "5454"]


async def test_after_a_hard_decline_alone_it_lapses_when_the_coverage_ends(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    club_.gateway.script = [STOLEN]
    await club_.passes("P2M")
    over = await club_.now(agreement)
    assert (over.state, len(club_.gateway.asked)) == (State.LAPSED, 1)
    assert over.ended_at is not None
    assert over.ended_at - datetime(2026, 2, 1, 2, 0, tzinfo=UTC) < timedelta(minutes=2)


async def test_an_answer_that_is_lost_is_asked_for_and_never_charged_twice(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    club_.gateway.script = ["lost"]
    await club_.passes("P1M")
    assert (await club_.now(agreement)).number == 2
    assert club_.gateway.taken == [1500]
    assert len(club_.gateway.asked) == 1
    assert club_.gateway.questions


async def test_a_charge_that_was_never_made_is_made_again_once_that_is_sure(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    club_.gateway.script = ["nothing", "away"]
    await club_.passes("P1M")
    assert (await club_.now(agreement)).number == 2
    assert club_.gateway.taken == [1500]
    assert len(club_.gateway.asked) == 3


async def test_no_charge_is_made_while_the_notice_has_not_reached_its_member(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    await club_.until(datetime(2026, 1, 20, tzinfo=UTC))
    club_.clock.set(datetime(2026, 2, 3, 4, 0, tzinfo=UTC))  # nobody worked for two weeks
    await club_.until(datetime(2026, 2, 8, tzinfo=UTC))
    assert (await club_.now(agreement)).state is State.NOTICED
    assert club_.gateway.asked == []
    await club_.until(datetime(2026, 2, 9, tzinfo=UTC))
    assert club_.gateway.taken == [1500]


async def test_after_an_outage_of_months_one_charge_is_made_for_the_period_ahead(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    await club_.until(datetime(2026, 1, 28, tzinfo=UTC))
    club_.clock.set(datetime(2026, 6, 15, 4, 0, tzinfo=UTC))
    await club_.until(datetime(2026, 7, 1, tzinfo=UTC))
    assert club_.gateway.taken == [1500]
    assert await club_.covered_until(ling) == datetime(2026, 7, 20, 4, 0, tzinfo=UTC)
    assert (await club_.now(agreement)).number == 2


async def test_introductory_periods_cost_less_and_then_the_regular_price_holds(club_: Club, ling: Member) -> None:
    await club_.enable(ling, "month-welcome")
    await club_.passes("P4M")
    assert club_.gateway.taken == [100, 100, 1500, 1500]


async def test_a_raised_price_without_consent_ends_the_agreement_when_the_period_ends(
    club_: Club, ling: Member
) -> None:
    agreement = await club_.enable(ling)
    await catalogue.apply(club_.ports, "test", club("18.00"))
    await club_.passes("P2M")
    over = await club_.now(agreement)
    assert (over.state, over.ended_because) == (State.ENDED, Because.PRICE_NOT_ACCEPTED)
    assert over.ended_at is not None
    assert over.ended_at - datetime(2026, 2, 1, 2, 0, tzinfo=UTC) < timedelta(minutes=2)
    assert club_.told() == ["agreed", "price", "over"]
    assert club_.gateway.asked == []


async def test_a_raised_price_that_is_accepted_is_noticed_and_charged(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    await catalogue.apply(club_.ports, "test", club("18.00"))
    await club_.until(datetime(2026, 1, 20, tzinfo=UTC))
    wish = club_.wish("month-renewing", Money("CNY", 1800))
    await agreeing.accept_price(ling, agreement.id, wish, club_.act())
    await club_.passes("P1M")
    assert club_.gateway.taken == [1800]
    assert club_.told()[:4] == ["agreed", "price", "notice", "paid"]


async def test_a_price_raised_after_the_notice_counts_from_the_next_period_on(club_: Club, ling: Member) -> None:
    await club_.enable(ling)
    await club_.until(datetime(2026, 1, 28, tzinfo=UTC))
    await catalogue.apply(club_.ports, "test", club("18.00"))
    await club_.until(datetime(2026, 2, 20, tzinfo=UTC))
    assert club_.gateway.taken == [1500]
    assert club_.told() == ["agreed", "notice", "paid", "price"]


async def test_a_lowered_price_is_charged_without_further_ado(club_: Club, ling: Member) -> None:
    await club_.enable(ling)
    await catalogue.apply(club_.ports, "test", club("12.00"))
    await club_.passes("P1M")
    assert club_.gateway.taken == [1200]


async def test_what_renews_without_queueing_renews_by_the_calendar(club_: Club, ling: Member) -> None:
    club_.clock.set(datetime(2026, 1, 31, 2, 0, tzinfo=UTC))
    agreement = await club_.enable(ling, "coupons-renewing", "coupons")
    await club_.until(datetime(2026, 6, 1, tzinfo=UTC))
    due = [each.due_at.date().isoformat() for each in await club_.renewals(agreement) if each.outcome]
    assert due == ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


async def test_the_parts_of_a_bundle_renew_each_behind_its_own_coverage(club_: Club, ling: Member) -> None:
    await club_.enable(ling, "both-renewing", "both")
    await club_.give(ling, "month")
    await club_.until(datetime(2026, 2, 2, tzinfo=UTC))
    assert await club_.covered_until(ling, "music") == datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
    assert await club_.covered_until(ling, "vip") == datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
