"""What was right when a message was planned is looked at again just before it is sent."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.members.rules import Member
from hub.notifications.rules.messages import Category, Channel, State
from hub.notifications.service import handing
from hub.notifications.service.holding import hold, release
from hub.notifications.service.planning import plan
from hub.notifications.service.preferring import prefer
from hub.notifications.service.sending import LEASE, send, tell_due
from hub.ports import Ports
from hub.ports.couriers import Letter, News, Outcome
from tests.couriers import FakeCourier
from tests.fakes import FakeClock
from tests.services.notifications.test_messages import _with, new, now_is

EVENING = datetime(2026, 1, 1, 13, 59, tzinfo=UTC)
"""A minute before ten in Shanghai."""
MORNING = datetime(2026, 1, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.WEBHOOK])
@pytest.mark.parametrize("category", [Category.SERVICE, Category.LEGAL])
async def test_what_is_tried_again_is_not_tried_in_the_quiet_hours(
    ling: Member, carried: Ports, clock: FakeClock, channel: Channel, category: Category
) -> None:
    clock.set(EVENING)
    courier = carried.couriers[channel]
    assert isinstance(courier, FakeCourier)
    courier.answers = [Outcome(News.LATER, "busy")]
    [message] = await plan(carried, ling, new("k", category, channel))
    await send(carried, [message.id])
    clock.advance(timedelta(hours=3))
    assert await tell_due(carried) == 1
    await send(carried, [message.id])
    waiting = await now_is(message)
    assert (waiting.state, waiting.due_at, waiting.attempts) == (State.PLANNED, MORNING, 1)
    assert courier.taken == []
    clock.set(MORNING)
    assert await tell_due(carried) == 1
    await send(carried, [message.id])
    assert len(courier.taken) == 1


async def test_what_somebody_waits_for_is_sent_at_night_too(ling: Member, carried: Ports, clock: FakeClock) -> None:
    clock.set(EVENING + timedelta(hours=2))
    [message] = await plan(carried, ling, replace(new("k", Category.SERVICE, Channel.EMAIL), is_awaited=True))
    await send(carried, [message.id])
    assert (await now_is(message)).state is State.SENT


async def test_marketing_that_was_held_back_at_night_is_not_let_go_in_it(
    ling: Member, carried: Ports, clock: FakeClock, mail: FakeCourier
) -> None:
    await prefer(carried, "test", ling.id, Category.MARKETING, wanted=True)
    clock.set(EVENING + timedelta(hours=2))
    [message] = await plan(carried, ling, new("campaign:1", Category.MARKETING, Channel.EMAIL))
    await hold("campaign:1")
    await release(carried, "campaign:1")
    await send(carried, [message.id])
    assert ((await now_is(message)).due_at, mail.taken) == (MORNING, [])


async def test_what_lay_about_while_no_worker_ran_wakes_nobody(
    ling: Member, carried: Ports, clock: FakeClock, mail: FakeCourier
) -> None:
    [message] = await plan(carried, ling, new())
    clock.set(EVENING + timedelta(hours=4))
    await send(carried, [message.id])
    assert ((await now_is(message)).due_at, mail.taken) == (MORNING, [])


async def test_who_turns_messages_off_gets_none_that_was_planned_before(
    ling: Member, carried: Ports, clock: FakeClock, mail: FakeCourier
) -> None:
    mail.answers = [Outcome(News.LATER, "busy")]
    [message] = await plan(carried, ling, new())
    await send(carried, [message.id])
    await prefer(carried, "test", ling.id, Category.SERVICE, wanted=False)
    clock.advance(timedelta(hours=1))
    await send(carried, [message.id])
    after = await now_is(message)
    assert (after.state, after.note) == (State.SUPPRESSED, "the member does not want messages of this category")
    assert mail.taken == []


async def test_an_address_that_does_not_exist_gets_nothing_that_was_planned_before(
    ling: Member, carried: Ports, mail: FakeCourier
) -> None:
    [first] = await plan(carried, ling, new())
    [second] = await plan(carried, ling, new("another", Category.LEGAL))
    mail.answers = [Outcome(News.NO_SUCH_ADDRESS, "550 no such user")]
    await send(carried, [first.id])
    await send(carried, [second.id])
    after = await now_is(second)
    assert (after.state, after.note) == (
        State.SUPPRESSED,
        "nothing is sent to this address: a mail server refused it for good, or staff stopped it",
    )
    assert mail.taken == []


class _Slow(FakeCourier):
    """Takes a letter once the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.room = asyncio.Semaphore(0)
        self.has_begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def carry(self, letter: Letter) -> Outcome:
        self.has_begun.set()
        await self.go_on.wait()
        return await super().carry(letter)


async def test_a_mail_that_waited_long_for_its_turn_is_not_held_for_lost_while_it_is_carried(
    ling: Member, carried: Ports, clock: FakeClock
) -> None:
    slow = _Slow()
    ports = _with(carried, {"EMAIL": slow})
    [message] = await plan(ports, ling, new())
    sending = asyncio.create_task(send(ports, [message.id]))
    while (await now_is(message)).due_at == message.due_at:  # noqa: ASYNC110 - until it is claimed
        await asyncio.sleep(0)
    clock.advance(LEASE - timedelta(seconds=1))
    slow.room.release()
    await slow.has_begun.wait()
    clock.advance(handing.CARRYING - timedelta(seconds=1))
    assert await tell_due(ports) == 0
    await send(ports, [message.id])
    slow.go_on.set()
    await sending
    assert ((await now_is(message)).state, len(slow.taken)) == (State.SENT, 1)


async def test_a_mail_for_which_there_is_never_room_is_anybodys_again(
    ling: Member, carried: Ports, clock: FakeClock, mail: FakeCourier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing, "_FOR_ROOM", 0.05)
    [message] = await plan(carried, ling, new())
    await send(_with(carried, {"EMAIL": _Slow()}), [message.id])
    after = await now_is(message)
    assert (after.attempts, after.handed_at) == (0, None)
    clock.advance(timedelta(minutes=1))
    assert await tell_due(carried) == 1
    await send(carried, [message.id])
    assert len(mail.taken) == 1
