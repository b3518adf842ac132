"""What members do with agreements: agree, cancel, pause, switch."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from hub.catalogue import service as catalogue
from hub.kernel.errors import InvalidInput, NotFound
from hub.kernel.money import Money
from hub.orders import reads as orders
from hub.orders.service import checking, closing
from hub.renewals import reads
from hub.renewals.errors import (
    AgreementOver,
    AlreadyRenewing,
    NothingToRenew,
    NotRenewable,
    RenewalPriceChanged,
    RenewalUnderWay,
    TermsOutdated,
)
from hub.renewals.rules.values import Because, Card, Outcome, State
from hub.renewals.service import agreeing
from hub.renewals.service.previewing import alternatives, preview_enabling, preview_renewal, preview_switch
from tests.gateways import NO_FUNDS
from tests.services.renewals.conftest import club

if TYPE_CHECKING:
    from hub.members.rules import Member
    from tests.services.renewals.conftest import Club

DAY = timedelta(days=1)
END = datetime(2026, 2, 1, 2, 0, tzinfo=UTC)
"""When the first month ends."""


async def test_the_consent_is_kept_as_it_was_given(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    [consent] = (await reads.consents([agreement.id]))[agreement.id]
    assert (consent.kind, consent.by, consent.channel, consent.terms_version) == ("AGREED", "member:test", "web", "1")
    assert (consent.terms.price, str(consent.terms.period)) == (Money("CNY", 1500), "P1M")


async def test_the_confirmation_tells_price_period_introduction_and_the_day_of_the_first_charge(
    club_: Club, ling: Member
) -> None:
    await club_.enable(ling, "month-welcome")
    await club_.until(club_.clock.now() + timedelta(minutes=1))
    [letter] = [each for each in club_.mail.taken if each.about == "renewal-agreed"]
    assert "renews by itself for 15.00 CNY every month" in letter.text
    assert "The next 2 cost 1.00 CNY each." in letter.text
    assert f"The first charge is planned for {END - DAY:%Y-%m-%d}." in letter.text
    await club_.until(END)
    [paid] = (await reads.renewals([(await reads.agreements_of(ling.id))[0].id])).popitem()[1][-1:]
    assert paid.settled_at is not None
    assert f"{paid.settled_at:%Y-%m-%d}" == f"{END - DAY:%Y-%m-%d}"


async def test_the_confirmation_names_no_introductory_price_that_is_used_up(club_: Club, ling: Member) -> None:
    first = await club_.enable(ling, "month-welcome")
    await club_.until(END + 35 * DAY)
    await agreeing.cancel(club_.ports, ling, first.id, club_.act())
    club_.mail.taken.clear()
    card = Card("scripted", "u-ling-4242")
    wish, act = club_.wish("month-welcome"), club_.act()
    assert (await preview_enabling(ling, "month-welcome", {}, club_.clock.now())).introductory_left == 0
    await agreeing.enable(club_.ports, ling, wish, card, act, club_.policy)
    await club_.until(club_.clock.now() + timedelta(minutes=1))
    [letter] = [each for each in club_.mail.taken if each.about == "renewal-agreed"]
    assert "The next" not in letter.text


async def test_agreeing_again_with_the_same_key_answers_the_same_agreement(club_: Club, ling: Member) -> None:
    await club_.give(ling, "month")
    card = await club_.card(ling)
    wish, act = club_.wish("month-renewing"), club_.act("once")
    made = [await agreeing.enable(club_.ports, ling, wish, card, act) for _ in range(2)]
    assert made[0] == made[1]


async def test_nobody_agrees_to_what_they_were_not_shown(club_: Club, ling: Member) -> None:
    await club_.give(ling, "month")
    card, act = await club_.card(ling), club_.act()
    shown = club_.wish("month-renewing")
    for refusal, wish in (
        (TermsOutdated, replace(shown, terms_version="0")),
        (RenewalPriceChanged, replace(shown, price=Money("CNY", 1))),
        (NotRenewable, replace(shown, offer="month-once")),
        (NotFound, replace(shown, offer="nothing")),
    ):
        with pytest.raises(refusal):
            await agreeing.enable(club_.ports, ling, wish, card, act)
    with pytest.raises(NotFound):
        await agreeing.enable(club_.ports, ling, shown, Card("scripted", "of somebody else"), act)
    assert await reads.agreements_of(ling.id) == []


async def test_what_is_sold_elsewhere_is_agreed_to_there_alone(club_: Club, ling: Member) -> None:
    partners = "  - {code: partners, bundle: month, price: 1.00 CNY, renewal_period: P1M, channel: partner}\n"
    await catalogue.apply(club_.ports, "test", club(more=partners))
    await club_.give(ling, "month")
    card, wish = await club_.card(ling), club_.wish("partners", Money("CNY", 100))
    with pytest.raises(NotRenewable):
        await agreeing.enable(club_.ports, ling, wish, card, club_.act())
    await agreeing.enable(club_.ports, ling, replace(wish, channel="partner"), card, club_.act())


async def test_a_raised_price_can_be_accepted_though_it_is_sold_to_nobody_else(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    sold = "price: 20.00 CNY, renewal_period: P1M"
    over = f"{sold}, sale_until: 2026-01-10T00:00:00+08:00"
    await catalogue.apply(club_.ports, "test", club("20.00").replace(sold, over))
    await club_.until(END - 14 * DAY)
    assert club_.told() == ["agreed", "price"]
    await agreeing.accept_price(ling, agreement.id, club_.wish("month-renewing", Money("CNY", 2000)), club_.act())
    await club_.until(END)
    assert club_.gateway.taken == [2000]


async def test_what_is_not_held_or_renews_already_is_refused(club_: Club, ling: Member) -> None:
    card = await club_.card(ling)
    with pytest.raises(NothingToRenew):
        await agreeing.enable(club_.ports, ling, club_.wish("month-renewing"), card, club_.act())
    await club_.enable(ling)
    with pytest.raises(AlreadyRenewing):
        await agreeing.enable(club_.ports, ling, club_.wish("year-renewing"), card, club_.act())


async def test_no_switch_makes_two_agreements_renew_the_same(club_: Club, ling: Member) -> None:
    card = await club_.card(ling)
    for bundle in ("month", "super", "music-month"):
        await club_.give(ling, bundle)
    svip = await agreeing.enable(club_.ports, ling, club_.wish("super-renewing"), card, club_.act())
    music = await agreeing.enable(club_.ports, ling, club_.wish("music-renewing"), card, club_.act())
    offered = {each.code for each in await alternatives(svip, ling.zone, club_.clock.now())}
    assert offered == {"month-renewing", "month-welcome", "year-renewing"}
    await agreeing.switch(ling, svip.id, club_.wish("month-renewing"), club_.act())
    with pytest.raises(AlreadyRenewing):
        await agreeing.enable(club_.ports, ling, club_.wish("month-welcome"), card, club_.act())
    for offer in ("month-renewing", "month-welcome", "super-renewing", "both-renewing"):
        with pytest.raises(AlreadyRenewing):
            await agreeing.switch(ling, music.id, club_.wish(offer), club_.act())
    await agreeing.switch(ling, svip.id, club_.wish("month-welcome"), club_.act())


async def test_cancelling_is_one_step_and_keeps_what_is_paid_for(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    await club_.until(END - 3 * DAY)
    over = await agreeing.cancel(club_.ports, ling, agreement.id, club_.act())
    await club_.passes("P2M")
    assert (over.state, over.ended_because) == (State.CANCELLED, Because.CANCELLED)
    assert await agreeing.cancel(club_.ports, ling, agreement.id, club_.act()) == over
    assert club_.gateway.asked == []
    assert await club_.covered_until(ling) == END
    assert club_.told() == ["agreed", "notice", "over"]


async def test_cancelling_while_the_gateway_is_at_it_keeps_what_it_took_and_charges_no_more(
    club_: Club, ling: Member
) -> None:
    agreement = await club_.enable(ling)
    club_.gateway.script = ["lost"]

    async def cancel() -> None:
        await agreeing.cancel(club_.ports, ling, agreement.id, club_.act())

    club_.gateway.after = cancel
    await club_.passes("P3M")
    assert (await club_.now(agreement)).state is State.CANCELLED
    assert club_.gateway.taken == [1500]
    assert await club_.covered_until(ling) == datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


async def test_cancelling_just_before_the_charge_stops_it_if_it_was_not_made(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    club_.gateway.script = ["nothing"]

    async def cancel() -> None:
        await agreeing.cancel(club_.ports, ling, agreement.id, club_.act())

    club_.gateway.after = cancel
    await club_.passes("P3M")
    [order] = await orders.orders_of(ling.id, 10)
    assert (order.state, club_.gateway.taken) == ("CANCELLED", [])
    assert (await club_.renewals(agreement))[-1].outcome is Outcome.FAILED


async def test_a_paused_agreement_charges_nothing_before_its_date_and_goes_on_by_itself(
    club_: Club, ling: Member
) -> None:
    agreement = await club_.enable(ling)
    back = datetime(2026, 4, 10, 2, 0, tzinfo=UTC)
    await agreeing.pause(ling, agreement.id, back, club_.act())
    await club_.until(back - DAY)
    assert club_.gateway.asked == []
    await club_.until(back + DAY)
    assert club_.gateway.taken == [1500]
    assert await club_.covered_until(ling) == datetime(2026, 5, 10, 2, 0, tzinfo=UTC)
    assert club_.told() == ["agreed", "notice", "paid"]


async def test_a_pause_that_is_over_long_before_the_charge_leaves_the_member_with_no_reminder(
    club_: Club, ling: Member
) -> None:
    agreement = await club_.enable(ling, "year-renewing", "year")
    await agreeing.pause(ling, agreement.id, club_.clock.now() + 5 * DAY, club_.act())
    await club_.passes("P6D")
    assert (await club_.now(agreement)).state is State.ACTIVE
    await club_.until(datetime(2026, 12, 10, 2, 0, tzinfo=UTC))
    assert club_.told("reminder") == []


async def test_resuming_early_renews_as_if_nothing_had_been_paused(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    await agreeing.pause(ling, agreement.id, END + 60 * DAY, club_.act())
    await club_.passes("P7D")
    assert (await club_.now(agreement)).state is State.PAUSED
    await agreeing.resume(ling, agreement.id, club_.act())
    await club_.until(END)
    assert club_.gateway.taken == [1500]


async def test_a_switch_charges_the_other_offer_at_the_end_of_the_period(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    switched = await agreeing.switch(ling, agreement.id, club_.wish("super-renewing"), club_.act())
    assert (switched.held_offer, switched.terms.offer) == ("month-renewing", "super-renewing")
    await club_.until(END + DAY)
    now = await club_.now(agreement)
    assert (now.held_offer, now.watches) == ("super-renewing", ("svip",))
    assert club_.gateway.taken == [3000]
    await club_.passes("P1M")
    assert club_.gateway.taken == [3000, 3000]


async def test_a_switch_after_the_notice_is_noticed_again_and_waits_for_that(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    await club_.until(END - 2 * DAY)
    await agreeing.switch(ling, agreement.id, club_.wish("super-renewing"), club_.act())
    await club_.until(END + 2 * DAY)
    assert club_.gateway.asked == []
    await club_.until(END + 5 * DAY)
    assert club_.gateway.taken == [3000]
    assert club_.told() == ["agreed", "notice", "notice", "paid"]


async def test_after_a_switch_to_longer_periods_the_running_one_ends_when_it_would_have(
    club_: Club, ling: Member
) -> None:
    yearly = "  - {code: coupons-yearly, bundle: coupons, price: 60.00 CNY, renewal_period: P1Y}\n"
    await catalogue.apply(club_.ports, "test", club(more=yearly))
    agreement = await club_.enable(ling, "coupons-renewing", "coupons")
    await club_.passes("P4M")
    preview = await preview_switch(agreement.id, "coupons-yearly", {}, club_.clock.now())
    assert preview is not None
    assert preview.due_at == datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
    await agreeing.switch(ling, agreement.id, club_.wish("coupons-yearly", Money("CNY", 6000)), club_.act())
    await club_.passes("P1M")
    assert club_.gateway.taken == [600] * 4 + [6000]
    await club_.passes("P1Y")
    assert club_.gateway.taken == [600] * 4 + [6000] * 2


async def test_a_switch_to_longer_periods_and_a_pause_go_together(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    await club_.passes("P3M")
    await agreeing.switch(ling, agreement.id, club_.wish("year-renewing"), club_.act())
    await agreeing.pause(ling, agreement.id, club_.clock.now() + 60 * DAY, club_.act())
    await club_.passes("P3M")
    assert club_.gateway.taken == [1500] * 3 + [14800]


async def test_who_accepts_another_price_gets_the_terms_that_go_with_it(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    sold = "price: 15.00 CNY, renewal_period: P1M"
    await catalogue.apply(club_.ports, "test", club().replace(sold, "price: 3.00 USD, renewal_period: P1M"))
    with pytest.raises(InvalidInput):
        await agreeing.accept_price(ling, agreement.id, club_.wish("month-renewing", Money("USD", 300)), club_.act())
    await catalogue.apply(club_.ports, "test", club().replace(sold, "price: 40.00 CNY, renewal_period: P3M"))
    wish = club_.wish("month-renewing", Money("CNY", 4000))
    accepted = await agreeing.accept_price(ling, agreement.id, wish, club_.act())
    assert (accepted.terms.price, str(accepted.terms.period)) == (Money("CNY", 4000), "P3M")


async def test_what_is_being_charged_is_not_changed_meanwhile(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    club_.gateway.script = [NO_FUNDS]
    await club_.until(END - DAY / 2)
    with pytest.raises(RenewalUnderWay):
        await agreeing.pause(ling, agreement.id, END + 20 * DAY, club_.act())
    await agreeing.cancel(club_.ports, ling, agreement.id, club_.act())
    with pytest.raises(AgreementOver):
        await agreeing.resume(ling, agreement.id, club_.act())


async def test_the_agreement_of_another_member_is_not_found(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    with pytest.raises(NotFound):
        await agreeing.cancel(club_.ports, replace(ling, id=agreement.id), agreement.id, club_.act())


async def test_who_gives_up_the_order_of_a_declined_renewal_ends_it_and_is_promised_no_money(
    club_: Club, ling: Member
) -> None:
    agreement = await club_.enable(ling)
    club_.gateway.script = [NO_FUNDS]
    await club_.until(END - DAY / 2)
    [renewal] = await club_.renewals(agreement)
    await closing.cancel(ling, renewal.order, club_.act())
    await club_.until(END + DAY)
    over = await club_.now(agreement)
    assert (over.state, over.ended_because) == (State.CANCELLED, Because.CANCELLED)


async def test_grace_keeps_the_benefit_while_it_is_not_paid_and_is_not_given_on_top(club_: Club, ling: Member) -> None:
    club_.policy = replace(club_.policy, grace=10 * DAY)
    agreement = await club_.enable(ling)
    club_.gateway.script = [NO_FUNDS] * 3
    await club_.until(END + 3 * DAY)
    assert await club_.covered_until(ling) == END + 10 * DAY
    assert await checking.findings(club_.clock.now()) == [], "grace is no part of an order that nobody paid"
    await club_.until(END + 5 * DAY)
    assert (await club_.now(agreement)).state is State.ACTIVE
    paid_at = datetime(2026, 2, 5, 2, 0, tzinfo=UTC)
    covered = await club_.covered_until(ling)
    assert covered is not None
    assert timedelta(0) <= covered - datetime(2026, 3, 5, 2, 0, tzinfo=UTC) < timedelta(minutes=5), paid_at
    assert await checking.findings(club_.clock.now()) == []


async def test_the_preview_says_when_how_much_and_what_it_changes(club_: Club, ling: Member) -> None:
    await club_.give(ling, "month")
    before = await preview_enabling(ling, "month-renewing", {}, club_.clock.now())
    agreement = await agreeing.enable(
        club_.ports, ling, club_.wish("month-renewing"), await club_.card(ling), club_.act()
    )
    preview = await preview_renewal(agreement.id, club_.clock.now())
    assert preview is not None
    assert replace(preview, changes=()) == replace(before, changes=())
    assert (preview.amount, preview.due_at, preview.charge_at) == (Money("CNY", 1500), END, END - DAY)
    [change] = preview.changes
    assert (change.end_before, change.end_after) == (END, datetime(2026, 3, 1, 2, 0, tzinfo=UTC))
    await club_.until(END - 3 * DAY)
    noticed = await preview_renewal(agreement.id, club_.clock.now())
    assert noticed is not None
    assert noticed.charge_at == END - DAY
