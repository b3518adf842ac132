"""Each step of a renewal is cut short once, and the next worker ends it: charged once, granted once, told once."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from asyncpg.exceptions import RaiseError
from tortoise.exceptions import OperationalError

from hub.kernel.money import Money
from hub.notifications import reads as notifications
from hub.notifications.models import MessageRow
from hub.notifications.rules.messages import State as MessageState
from hub.notifications.rules.messages import Verdict
from hub.notifications.service.settling import settle
from hub.orders.service import checking, paying, placing
from hub.ports.couriers import News
from hub.ports.couriers import Outcome as Carried
from hub.renewals.rules.deciding import Charge
from hub.renewals.rules.values import Outcome, State
from hub.renewals.service import charging
from hub.renewals.service.holding import LEASE, claim
from hub.renewals.service.looking import Look
from hub.renewals.service.renewing import renew, tell_due
from hub.renewals.service.situation import situation
from tests.fakes import RecordingQueue
from tests.gateways import NO_FUNDS
from tests.services.orders.test_interruptions import failing

if TYPE_CHECKING:
    from hub.members.rules import Member
    from hub.renewals.rules.values import Agreement
    from tests.services.renewals.conftest import Club

DAY = timedelta(days=1)
END = datetime(2026, 2, 1, 2, 0, tzinfo=UTC)


class Died(BaseException):
    """The process ended here."""


async def die() -> None:
    raise Died


async def check_all_is_well(club_: Club, ling: Member, agreement: Agreement) -> None:
    """One renewal, one order, one charge in the gateway's books, a month more, and every message once."""
    [paid] = [each for each in await club_.renewals(agreement) if each.outcome]
    assert (paid.outcome, (await club_.now(agreement)).state) == (Outcome.PAID, State.ACTIVE)
    assert club_.gateway.taken == [1500]
    assert await club_.covered_until(ling) == datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
    assert Counter(club_.told()) == {"agreed": 1, "notice": 1, "paid": 1}
    assert await MessageRow.filter(channel="INBOX").count() == 3
    assert await checking.findings(club_.clock.now()) == []


@pytest.mark.parametrize("attribute", ["before", "after"])
async def test_a_worker_killed_at_the_gateway_charges_nothing_twice(club_: Club, ling: Member, attribute: str) -> None:
    agreement = await club_.enable(ling)
    setattr(club_.gateway, attribute, die)
    with pytest.raises(Died):
        await club_.until(END)
    setattr(club_.gateway, attribute, None)
    await club_.until(END + timedelta(hours=2))
    await check_all_is_well(club_, ling, agreement)


@pytest.mark.parametrize(("table", "happening", "when"), [
    ("agreements", "UPDATE", "NEW.lease IS NOT NULL AND OLD.lease IS NULL"),
    ("agreements", "UPDATE", "NEW.state = 'NOTICED' AND OLD.state <> 'NOTICED'"),
    ("agreements", "UPDATE", "NEW.lease IS NULL AND OLD.lease IS NOT NULL"),
    ("agreements", "UPDATE", "NEW.state = 'CHARGING'"),
    ("agreements", "UPDATE", "NEW.moved"),
    ("agreements", "UPDATE", "NEW.number = 2"),
    ("renewals", "INSERT", "true"),
    ("renewals", "UPDATE", "NEW.order_number <> '' AND OLD.order_number = ''"),
    ("renewals", "UPDATE", "NEW.outcome IS NOT NULL"),
    ("messages", "INSERT", "NEW.template = 'renewal-notice'"),
    ("messages", "INSERT", "NEW.template = 'renewal-paid'"),
    ("orders", "INSERT", "true"),
    ("orders", "UPDATE", "NEW.state = 'PAID'"),
    ("payments", "INSERT", "true"),
    ("payments", "UPDATE", "NEW.payer <> '' AND OLD.payer = ''"),
    ("payments", "UPDATE", "NEW.state = 'SUCCEEDED'"),
    ("grants", "INSERT", "NEW.source = 'RENEWAL'"),
    ("segments", "INSERT", "true"),
    ("journal", "INSERT", "NEW.action = 'notice'"),
    ("journal", "INSERT", "NEW.action = 'renew'"),
])  # fmt: skip
async def test_a_database_that_fails_at_any_step_loses_and_doubles_nothing(
    club_: Club, ling: Member, table: str, happening: str, when: str
) -> None:
    agreement = await club_.enable(ling)
    async with failing(table, happening, when):
        for at in (END - 8 * DAY, END - DAY, END - DAY + timedelta(minutes=10)):
            if club_.clock.now() < at:
                club_.clock.set(at)
            for _ in range(2):
                with suppress(
                    OperationalError, RaiseError
                ):  # what does not fail here has failed before, or does not come up
                    await renew(club_.ports, [agreement.id], club_.policy)
    await club_.until(END + 7 * DAY)
    [paid] = [each for each in await club_.renewals(agreement) if each.outcome]
    assert paid.outcome is Outcome.PAID
    assert club_.gateway.taken == [1500]
    assert Counter(club_.told())["paid"] == 1
    assert Counter(club_.told())["declined"] == 0
    assert await checking.findings(club_.clock.now()) == []


async def test_two_schedulers_at_once_do_each_thing_once(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    for at in (END - 15 * DAY, END - 8 * DAY, END - DAY):
        club_.clock.set(at)
        await asyncio.gather(*(renew(club_.ports, [agreement.id], club_.policy) for _ in range(4)))
        if at == END - 8 * DAY:
            await club_.until(END - 7 * DAY)
    await club_.until(END)
    await check_all_is_well(club_, ling, agreement)


async def test_money_that_a_worker_held_for_dead_takes_minutes_later_goes_back(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    await club_.until(END - DAY - timedelta(minutes=5))
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        club_.gateway.before = None
        reached.set()
        await go_on.wait()

    club_.gateway.before = slow
    club_.clock.set(END - DAY)
    first = asyncio.create_task(renew(club_.ports, [agreement.id], club_.policy))
    await reached.wait()
    club_.clock.advance(timedelta(minutes=4))
    await renew(club_.ports, [agreement.id], club_.policy)
    assert club_.gateway.taken == [1500]
    go_on.set()
    await first
    await club_.until(END + timedelta(hours=2))
    assert club_.gateway.taken == [1500, 1500]
    assert [each.amount.amount_minor for each in club_.gateway.refunds.values()] == [1500]
    assert await club_.covered_until(ling) == datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
    assert (await club_.now(agreement)).number == 2


async def test_who_pays_by_hand_while_it_is_tried_again_is_told_of_no_decline(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    club_.gateway.script = [NO_FUNDS]
    await club_.until(END - DAY / 2)
    found = await situation(agreement.id, club_.clock.now())
    [renewal] = await club_.renewals(agreement)
    await paying.pay(club_.ports, ling, renewal.order, paying.Means(source="card-4242"), club_.act())
    lease, _ = await claim([agreement.id], club_.clock.now())
    look = Look(club_.ports, club_.policy, found, lease, placing.place)
    await charging.charge(look, Charge(Money("CNY", 1500)))
    club_.clock.advance(LEASE)
    await club_.until(END)
    assert Counter(club_.told())["declined"] == 1
    assert club_.gateway.taken == [1500]
    assert (await club_.now(agreement)).state is State.ACTIVE


async def test_a_clock_that_jumps_back_charges_nothing_twice_and_stops_nothing(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    club_.gateway.after = die
    with pytest.raises(Died):
        await club_.until(END)
    club_.gateway.after = None
    club_.clock.advance(-timedelta(days=3))
    await tell_due(club_.ports)
    await club_.until(END + timedelta(hours=2))
    await check_all_is_well(club_, ling, agreement)


async def test_a_worker_whose_clock_is_a_moment_behind_takes_nothing_that_is_held(club_: Club, ling: Member) -> None:
    agreement = await club_.enable(ling)
    due = END - 8 * DAY
    _, held = await claim([agreement.id], due + timedelta(seconds=1))
    assert held == [agreement.id]
    assert (await claim([agreement.id], due))[1] == []
    assert (await claim([agreement.id], due + LEASE + timedelta(seconds=1)))[1] == [agreement.id]


async def test_the_sweep_tells_of_each_agreement_once_a_minute(club_: Club, ling: Member) -> None:
    await club_.enable(ling)
    club_.clock.set(END - 8 * DAY)
    assert [await tell_due(club_.ports) for _ in range(2)] == [1, 0]
    club_.clock.advance(timedelta(minutes=1))
    assert await tell_due(club_.ports) == 1


async def test_while_much_waits_in_the_queue_nothing_is_told_a_second_time(club_: Club, ling: Member) -> None:
    queue = RecordingQueue()
    ports = replace(club_.ports, queue=queue)
    await club_.enable(ling)
    club_.clock.set(END - 8 * DAY)
    assert await tell_due(ports) == 1
    club_.clock.advance(timedelta(hours=1))
    queue.crowded = True
    assert await tell_due(ports) == 0
    queue.crowded = False
    assert await tell_due(ports) == 1


async def test_a_notice_that_staff_send_again_gives_its_member_the_whole_notice_period_once_more(
    club_: Club, ling: Member
) -> None:
    agreement = await club_.enable(ling)
    await club_.passes("PT1M")
    club_.mail.answers = [Carried(News.UNKNOWN, "the line broke")]
    await club_.until(END - 4 * DAY)
    wanted = notifications.Wanted(ling.id, (MessageState.UNDECIDED,))
    [lost] = await notifications.listed(9, None, wanted)
    assert (await club_.renewals(agreement))[-1].charge_at == END - DAY
    await settle(club_.ports, lost.id, Verdict.SEND_AGAIN, "the member heard nothing", club_.act())
    await club_.until(END + DAY / 2)
    assert club_.gateway.asked == []
    await club_.until(END + DAY)
    assert club_.gateway.taken == [1500], "five days after it went out again"
    assert Counter(club_.told()) == {"agreed": 1, "notice": 1, "paid": 1}
