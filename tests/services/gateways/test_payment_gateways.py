"""What every payment gateway must do, told over real HTTP: the same tests for the sandbox and for Stripe."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hub.kernel.errors import InvalidInput
from hub.kernel.money import Money
from hub.ports import payments as port

PRICE = Money("CNY", 1200)


async def order(till, card: str, **changes) -> port.Charge:
    payer = await till.gateway.payer("member-1")
    charge = port.Charge("order-1", PRICE, "order-1", payer, await till.card(card))
    return replace(charge, **changes)


async def events(till, count: int) -> list[port.PaymentEvent]:
    return [till.gateway.read_webhook(headers, body) for headers, body in await till.listener.wait_for(count)]


async def test_a_paid_order_is_charged_once_however_often_it_is_sent(till):
    charge = await order(till, "good")
    first, again = await till.gateway.charge(charge), await till.gateway.charge(charge)
    assert isinstance(first, port.Succeeded)
    assert first == again
    assert first.amount == PRICE
    assert await till.taken("order-1") == [1200]


async def test_one_key_cannot_charge_two_amounts(till):
    charge = await order(till, "good")
    await till.gateway.charge(charge)
    with pytest.raises(InvalidInput):
        await till.gateway.charge(replace(charge, amount=Money("CNY", 9900)))
    assert await till.taken("order-1") == [1200]


@pytest.mark.parametrize(
    ("card", "reason", "hard"), [("no funds", "insufficient_funds", False), ("stolen", "stolen_card", True)]
)
async def test_a_decline_says_whether_trying_again_can_help_and_stays_declined(till, card, reason, hard):
    charge = await order(till, card)
    declined = await till.gateway.charge(charge)
    assert isinstance(declined, port.Declined)
    assert (declined.reason, declined.hard) == (reason, hard)
    assert await till.gateway.charge(charge) == declined
    assert await till.gateway.find_charge("order-1", charge.payer) == declined
    assert await till.taken("order-1") == []


async def test_a_charge_that_waits_is_told_by_an_event(till):
    charge = await order(till, "waits")
    pending = await till.gateway.charge(charge)
    assert isinstance(pending, port.Pending)
    await till.settle()
    waiting, done = await events(till, 2)
    assert isinstance(waiting, port.ChargeChanged)
    assert waiting.outcome == pending
    assert done == port.ChargeChanged(
        done.event, done.at, "order-1", "order-1", pending.payment, PRICE, port.Succeeded(pending.payment, PRICE)
    )
    assert await till.gateway.find_charge("order-1", charge.payer) == done.outcome


async def test_a_bank_that_wants_to_hear_the_member_sends_them_to_its_page(till):
    charge = await order(till, "asks member", return_url="https://hub.example/orders/1")
    outcome = await till.gateway.charge(charge)
    assert isinstance(outcome, port.ActionRequired)
    assert outcome.url
    assert outcome.url.startswith("http")
    assert await till.taken("order-1") == []


async def test_a_renewal_declines_rather_than_ask_an_absent_member(till):
    outcome = await till.gateway.charge(await order(till, "asks member", member_present=False))
    assert isinstance(outcome, port.Declined)
    assert (outcome.reason, outcome.hard) == ("authentication_required", False)


async def test_a_card_kept_at_the_first_payment_pays_the_renewal(till):
    charge = await order(till, "good", keep=True)
    first = await till.gateway.charge(charge)
    assert isinstance(first, port.Succeeded)
    assert first.stored is not None
    assert (first.stored.last4, first.stored.expires_year, first.stored.expires_month) == ("4242", 2031, 8)
    renewal = replace(charge, key="renewal-1", source=first.stored.method, keep=False, member_present=False)
    assert isinstance(await till.gateway.charge(renewal), port.Succeeded)
    assert await till.taken("renewal-1") == [1200]
    assert await till.gateway.find_charge("order-1", charge.payer) == first


async def test_a_card_is_not_kept_unless_the_member_agreed(till):
    outcome = await till.gateway.charge(await order(till, "good"))
    assert isinstance(outcome, port.Succeeded)
    assert outcome.stored is None


async def test_a_card_can_be_kept_without_a_payment_and_forgotten(till):
    payer = await till.gateway.payer("member-1")
    stored = await till.gateway.keep("keep-1", payer, await till.card("good"))
    assert isinstance(stored, port.StoredMethod)
    assert await till.gateway.forget(stored.method) is None
    assert await till.gateway.forget(stored.method) is None
    with pytest.raises(InvalidInput):
        await till.gateway.charge(await order(till, "good", source=stored.method))


async def test_a_card_that_the_bank_will_not_have_is_not_kept(till):
    payer = await till.gateway.payer("member-1")
    outcome = await till.gateway.keep("keep-1", payer, await till.card("stolen"))
    assert outcome == port.Declined("stolen_card", hard=True)


async def test_a_lost_answer_is_unknown_and_the_charge_is_found_not_repeated(till):
    charge = await order(till, "answer lost")
    assert isinstance(await till.gateway.charge(charge), port.Unknown)
    assert isinstance(await till.gateway.find_charge("order-1", charge.payer), port.Succeeded)
    assert await till.taken("order-1") == [1200]


async def test_a_charge_that_never_came_about_is_known_not_to_be_made(till):
    charge = await order(till, "never made")
    assert isinstance(await till.gateway.charge(charge), port.Unknown)
    assert await till.gateway.find_charge("order-1", charge.payer) == port.NotMade()


async def test_a_charge_is_found_among_many(till):
    charge = await order(till, "good")
    for number in range(1, 6):
        await till.gateway.charge(replace(charge, key=f"order-{number}", amount=Money("CNY", number)))
    found = await till.gateway.find_charge("order-2", charge.payer)
    assert isinstance(found, port.Succeeded)
    assert found.amount == Money("CNY", 2)


async def test_a_wrong_key_is_turned_away_and_charges_nothing(till):
    charge = await order(till, "good")
    assert isinstance(await till.charge_with_wrong_key(charge), port.Unreachable)
    assert await till.taken("order-1") == []


async def test_refunds_give_back_once_per_key_and_never_more_than_was_paid(till):
    paid = await till.gateway.charge(await order(till, "good"))
    assert isinstance(paid, port.Succeeded)
    part = port.Refund("refund-1", paid.payment, Money("CNY", 500))
    first = await till.gateway.refund(part)
    assert isinstance(first, port.Refunded)
    assert first.amount == Money("CNY", 500)
    assert await till.gateway.refund(part) == first
    assert await till.gateway.find_refund("refund-1", paid.payment) == first
    rest = await till.gateway.refund(port.Refund("refund-2", paid.payment, Money("CNY", 700)))
    assert isinstance(rest, port.Refunded)
    too_much = await till.gateway.refund(port.Refund("refund-3", paid.payment, Money("CNY", 1)))
    assert isinstance(too_much, port.RefundDeclined)
    assert await till.gateway.find_refund("refund-4", paid.payment) == port.NotMade()


async def test_charge_refund_and_charge_back_are_told_by_events(till):
    paid = await till.gateway.charge(await order(till, "good"))
    assert isinstance(paid, port.Succeeded)
    back = await till.gateway.refund(port.Refund("refund-1", paid.payment, Money("CNY", 500)))
    await till.charge_back(paid.payment)
    charged, refunded, claimed = await events(till, 3)
    assert isinstance(charged, port.ChargeChanged)
    assert (charged.key, charged.reference, charged.outcome) == ("order-1", "order-1", paid)
    assert isinstance(refunded, port.RefundChanged)
    assert (refunded.key, refunded.payment, refunded.outcome) == ("refund-1", paid.payment, back)
    assert isinstance(claimed, port.ChargedBack)
    assert (claimed.payment, claimed.amount) == (paid.payment, PRICE)


async def test_a_member_is_one_payer(till):
    first, again = await till.gateway.payer("o'neill\\1"), await till.gateway.payer("o'neill\\1")
    assert isinstance(first, str)
    assert first == again
    assert await till.gateway.payer("member-2") != first
