"""Telling members things, once each."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.kernel.errors import InvalidInput
from hub.members.rules import Member
from hub.notifications import reads
from hub.notifications.models import MessageRow
from hub.notifications.rules.messages import Category, Channel, Message, NewMessage, State
from hub.notifications.service import handing
from hub.notifications.service.planning import plan
from hub.notifications.service.preferring import mark_read, prefer, unsubscribe
from hub.notifications.service.sending import LEASE, send, tell_due
from hub.ports import Ports
from hub.ports.couriers import Letter, News, Outcome
from tests.couriers import FakeCourier
from tests.fakes import FakeClock


def new(key: str = "k", category: Category = Category.SERVICE, *channels: Channel) -> NewMessage:
    sample = reads.templates().sample("reminder")
    return NewMessage(key, "reminder", category, sample, channels or (Channel.EMAIL,))


async def now_is(message: Message) -> Message:
    return (await reads.messages([message.id]))[message.id]


async def test_a_message_is_planned_once_and_carried_once_however_often_it_is_asked_for(
    ling: Member, carried: Ports, mail: FakeCourier
) -> None:
    [message] = await plan(carried, ling, new())
    assert await plan(carried, ling, new()) == []
    await asyncio.gather(*(send(carried, [message.id]) for _ in range(5)))
    await send(carried, [message.id])
    [letter] = mail.taken
    assert (letter.to, letter.subject) == ("Ling@example.com", "您有 2 项权益即将到期或已到期")
    assert (await now_is(message)).state is State.SENT


async def test_the_inbox_has_it_at_once_and_counts_what_is_unread(ling: Member, carried: Ports) -> None:
    [message] = await plan(carried, ling, new("k", Category.SERVICE, Channel.INBOX))
    assert await reads.unread(ling.id) == 1
    assert await reads.listed(9, None, reads.Wanted(ling.id, channel=Channel.INBOX)) == [message]
    assert await mark_read(carried, ling.id, [message.id]) == 1
    assert await mark_read(carried, ling.id, [message.id]) == 0
    assert await reads.unread(ling.id) == 0


async def test_what_the_hub_tells_by_itself_goes_through_the_operators_own_systems_too_where_there_are_some(
    ling: Member, carried: Ports, mail: FakeCourier, webhooks: FakeCourier
) -> None:
    everywhere = replace(new(), channels=())
    planned = await plan(carried, ling, everywhere)
    assert [each.channel for each in planned] == [Channel.EMAIL, Channel.INBOX, Channel.WEBHOOK]
    await send(carried, [each.id for each in planned])
    assert [(each.about, each.to) for each in mail.taken + webhooks.taken] == [
        ("reminder", "Ling@example.com"),
        ("reminder", "u-ling"),
    ]
    without = await plan(_with(carried, {"EMAIL": mail}), ling, replace(everywhere, key="another"))
    assert [each.channel for each in without] == [Channel.EMAIL, Channel.INBOX]


async def test_what_a_server_does_not_take_now_is_tried_again_later(
    ling: Member, carried: Ports, mail: FakeCourier, clock: FakeClock
) -> None:
    mail.answers = [Outcome(News.LATER, "450 busy")] * 3
    [message] = await plan(carried, ling, new())
    for _ in range(3):
        await send(carried, [message.id])
        waiting = await now_is(message)
        assert (waiting.state, waiting.note) == (State.PLANNED, "450 busy")
        assert waiting.due_at
        clock.set(waiting.due_at - timedelta(seconds=1))
        assert await tell_due(carried) == 0
        clock.set(waiting.due_at)
    assert await tell_due(carried) == 1
    await send(carried, [message.id])
    assert ((await now_is(message)).state, len(mail.taken)) == (State.SENT, 1)


async def test_what_was_told_of_before_the_clock_jumped_back_is_told_of_again(
    ling: Member, carried: Ports, clock: FakeClock
) -> None:
    await plan(carried, ling, new())
    clock.advance(timedelta(hours=2))
    assert [await tell_due(carried) for _ in range(2)] == [1, 0]
    clock.advance(-timedelta(hours=1))
    assert [await tell_due(carried) for _ in range(2)] == [1, 0]


async def test_an_address_that_does_not_exist_gets_nothing_more(
    ling: Member, carried: Ports, mail: FakeCourier
) -> None:
    mail.answers = [Outcome(News.NO_SUCH_ADDRESS, "550 no such user")]
    [message] = await plan(carried, ling, new())
    await send(carried, [message.id])
    assert (await now_is(message)).state is State.FAILED
    [next_one] = await plan(carried, ling, new("another"))
    assert (next_one.state, next_one.note) == (
        State.SUPPRESSED,
        "nothing is sent to this address: a mail server refused it for good, or staff stopped it",
    )


class _KilledCourier(FakeCourier):
    """The worker dies: before the letter was taken, or after."""

    def __init__(self, *, after: bool, is_safe_to_repeat: bool) -> None:
        super().__init__(is_safe_to_repeat=is_safe_to_repeat)
        self.after = after

    async def carry(self, letter: Letter) -> Outcome:
        if self.after:
            self.taken.append(letter)
        raise asyncio.CancelledError


@pytest.mark.parametrize("died", ["before", "after"])
async def test_a_worker_that_dies_over_a_mail_leaves_it_undecided_and_it_is_not_sent_again(
    ling: Member, carried: Ports, clock: FakeClock, mail: FakeCourier, died: str
) -> None:
    [message] = await plan(carried, ling, new())
    dying = {"EMAIL": _KilledCourier(after=died == "after", is_safe_to_repeat=False)}
    with pytest.raises(asyncio.CancelledError):
        await send(_with(carried, dying), [message.id])
    await send(carried, [message.id])
    assert (await now_is(message)).state is State.PLANNED
    clock.advance(handing.CARRYING)
    await send(carried, [message.id])
    assert (await now_is(message)).state is State.UNDECIDED
    assert mail.taken == []
    assert (await reads.counts())[State.UNDECIDED] == 1


async def test_a_webhook_whose_worker_died_is_posted_again_under_its_id(
    ling: Member, carried: Ports, clock: FakeClock, webhooks: FakeCourier
) -> None:
    [message] = await plan(carried, ling, new("k", Category.SERVICE, Channel.WEBHOOK))
    dying = _KilledCourier(after=True, is_safe_to_repeat=True)
    with pytest.raises(asyncio.CancelledError):
        await send(_with(carried, {"WEBHOOK": dying}), [message.id])
    clock.advance(handing.CARRYING)
    await send(carried, [message.id])
    assert [each.id for each in dying.taken] == [each.id for each in webhooks.taken] == [message.id]
    assert (await now_is(message)).state is State.SENT


async def test_a_worker_that_dies_before_handing_over_loses_nothing(
    ling: Member, carried: Ports, clock: FakeClock, mail: FakeCourier
) -> None:
    [message] = await plan(carried, ling, new())
    await MessageRow.filter(id=message.id).update(due_at=clock.now() + LEASE, lease=message.id)
    await send(carried, [message.id])
    assert mail.taken == []
    clock.advance(LEASE)
    await send(carried, [message.id])
    assert len(mail.taken) == 1


class _Crowded:
    """A domain that is never free, or is at the given times of asking."""

    def __init__(self, free_at: int | None) -> None:
        self.asked: list[str] = []
        self._free_at = free_at

    async def admit(self, domain: str) -> bool:
        self.asked.append(domain)
        return len(self.asked) == self._free_at


@pytest.mark.parametrize("free_at", [None, 3])
@pytest.mark.parametrize(("channel", "place"), [(Channel.EMAIL, "example.com"), (Channel.WEBHOOK, "WEBHOOK")])
async def test_a_crowded_place_makes_messages_wait_and_costs_them_no_attempt(
    ling: Member, carried: Ports, monkeypatch: pytest.MonkeyPatch, channel: Channel, place: str, free_at: int | None
) -> None:
    monkeypatch.setattr(handing, "_TURN", 0)
    pace, courier = _Crowded(free_at), FakeCourier()
    ports = _with(carried, {channel: courier})
    [message] = await plan(ports, ling, new("k", Category.SERVICE, channel))
    await send(replace(ports, pace=pace), [message.id])
    assert set(pace.asked) == {place}
    after = await now_is(message)
    assert (after.attempts, after.handed_at is None, len(courier.taken)) == ((1, False, 1) if free_at else (0, True, 0))
    await _later(ports, message)
    assert len(courier.taken) == 1


async def _later(ports: Ports, message: Message) -> None:
    clock = ports.clock
    assert isinstance(clock, FakeClock)
    clock.advance(timedelta(minutes=1))
    await send(ports, [message.id])


async def test_nothing_is_sent_in_the_quiet_hours_of_the_member(ling: Member, carried: Ports, clock: FakeClock) -> None:
    clock.set(datetime(2026, 1, 1, 15, tzinfo=UTC))  # 23:00 in Shanghai
    [message] = await plan(carried, ling, new())
    assert message.due_at == datetime(2026, 1, 2, 0, tzinfo=UTC)


async def test_marketing_is_for_those_who_asked_and_one_click_turns_it_off(
    ling: Member, carried: Ports, mail: FakeCourier
) -> None:
    [unasked] = await plan(carried, ling, new("a", Category.MARKETING))
    assert unasked.state is State.SUPPRESSED
    await prefer(carried, "test", ling.id, Category.MARKETING, wanted=True)
    [asked] = await plan(carried, ling, new("b", Category.MARKETING))
    await send(carried, [asked.id])
    [letter] = mail.taken
    assert letter.unsubscribe
    assert letter.unsubscribe.startswith("https://hub.example/unsubscribe/")
    assert await unsubscribe(carried, letter.unsubscribe.rpartition("/")[2]) is Category.MARKETING
    [after] = await plan(carried, ling, new("c", Category.MARKETING))
    assert after.state is State.SUPPRESSED
    with pytest.raises(InvalidInput):
        await unsubscribe(carried, "bm90aGluZw")


async def test_notices_that_the_law_asks_for_cannot_be_turned_off(ling: Member, carried: Ports) -> None:
    with pytest.raises(InvalidInput):
        await prefer(carried, "test", ling.id, Category.LEGAL, wanted=False)
    await prefer(carried, "test", ling.id, Category.SERVICE, wanted=False)
    [service] = await plan(carried, ling, new("a"))
    [legal] = await plan(carried, ling, new("b", Category.LEGAL))
    assert (service.state, legal.state) == (State.SUPPRESSED, State.PLANNED)


def _with(ports: Ports, couriers: dict[str, FakeCourier]) -> Ports:
    return Ports(clock=ports.clock, cipher=ports.cipher, issuer=ports.issuer, changes=ports.changes, couriers=couriers)
