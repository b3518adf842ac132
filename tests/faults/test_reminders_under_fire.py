"""Every step of reminding is cut short once; afterwards a real SMTP server holds the mails that the database knows."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from hub.adapters.couriers.mail_server import MailServer as Settings
from hub.adapters.couriers.smtp import SmtpCourier
from hub.kernel.errors import Refusal
from hub.kernel.secret import Secret
from hub.members import service as members
from hub.members.rules import Member, NewMember
from hub.notifications import reads as messages
from hub.notifications.rules.messages import Channel, Message, State
from hub.notifications.service import sending
from hub.ports import Ports
from hub.ports.couriers import Letter, Outcome
from hub.reminders import reads
from hub.reminders.rules.deciding import State as Reminded
from tests.couriers import FakeCourier
from tests.fakes import FakeClock, RecordingQueue
from tests.loopback import free_port
from tests.mail_server import MailServer, mail_server
from tests.services.orders.test_interruptions import Died, failing
from tests.services.reminders.conftest import hub, ling, mail, queue
from tests.services.reminders.test_reminding import START, give, work

__all__ = ["hub", "ling", "mail", "queue"]

COUNT = 3
DUE = START + timedelta(days=13, hours=8)


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as running:
        yield running


@pytest.fixture
async def mailing(hub: Ports, server: MailServer) -> AsyncIterator[Ports]:
    courier = SmtpCourier(Settings(Secret(server.url), "Hub <hub@shop.example>", connections=2, timeout=1, rest=0))
    yield replace(hub, couriers={"EMAIL": courier})
    await courier.close()


@pytest.fixture
async def everybody(mailing: Ports, clock: FakeClock) -> list[Member]:
    """Members with something that ends, on the day they are to be told."""
    new = [NewMember(f"u-{n}", f"M{n}", email=f"m{n}@example.com") for n in range(COUNT)]
    made = [await members.create_member(mailing, "test", each) for each in new]
    for member in made:
        await give(member, "music", "P20D", START)
    clock.set(DUE)
    return made


async def cut_short(ports: Ports, queue: RecordingQueue) -> None:
    with suppress(Died, Refusal, Exception):
        await work(ports, queue)


async def recover(ports: Ports, queue: RecordingQueue, clock: FakeClock) -> None:
    """Other workers, with all that the queue was told lost (Redis flushed), until every lease has run out."""
    for _ in range(4):
        queue.told.clear()
        clock.advance(sending.LEASE + timedelta(seconds=1))
        await work(ports, queue)


async def mails() -> list[Message]:
    return await messages.listed(100, None, messages.Wanted(channel=Channel.EMAIL))


async def nobody_missed_or_told_twice(server: MailServer, everybody: list[Member], *, undecided: int = 0) -> None:
    arrived = Counter(each["Message-ID"] for each in server.taken)
    planned = {f"<{each.id}@shop.example>": each for each in await mails()}
    assert Counter(each.recipient for each in planned.values()) == Counter(f"m{n}@example.com" for n in range(COUNT))
    assert set(arrived.values()) <= {1}
    sent = {key for key, each in planned.items() if each.state is State.SENT}
    assert sent <= set(arrived)
    assert len(planned) - len(sent) == undecided == (await messages.counts())[State.UNDECIDED]
    for member in everybody:
        settled = [each.state for each in await reads.reminders_of(member.id) if str(each.stage) == "-P7D"]
        assert settled == [Reminded.SENT]


STEPS = {
    "taking up what moved": ("coverage_changes", "DELETE", "true"),
    "laying down a stage": ("reminders", "INSERT", "true"),
    "telling of what is due": ("reminders", "UPDATE", "NEW.told_at IS NOT NULL"),
    "planning the message": ("messages", "INSERT", "true"),
    "settling the reminder": ("reminders", "UPDATE", "NEW.state = 'SENT'"),
    "laying down the next stage": ("reminders", "INSERT", "NEW.stage <> '-P7D'"),
    "writing the journal": ("journal", "INSERT", "NEW.action = 'remind'"),
    "claiming the message": ("messages", "UPDATE", "NEW.lease IS NOT NULL AND OLD.lease IS NULL"),
    "noting that it is handed over": ("messages", "UPDATE", "NEW.handed_at IS NOT NULL AND OLD.handed_at IS NULL"),
}


@pytest.mark.parametrize("step", STEPS)
async def test_cut_short_in_the_database_a_reminder_is_sent_once_all_the_same(
    mailing: Ports, queue: RecordingQueue, clock: FakeClock, server: MailServer, everybody: list[Member], step: str
) -> None:
    async with failing(*STEPS[step]):
        await cut_short(mailing, queue)
    assert server.taken == []
    await recover(mailing, queue, clock)
    await nobody_missed_or_told_twice(server, everybody)
    assert len(server.taken) == COUNT


async def test_between_the_servers_yes_and_our_note_nobody_knows_and_that_is_counted(
    mailing: Ports, queue: RecordingQueue, clock: FakeClock, server: MailServer, everybody: list[Member]
) -> None:
    async with failing("messages", "UPDATE", "NEW.state = 'SENT'"):
        await cut_short(mailing, queue)
        await asyncio.sleep(0.2)
    await recover(mailing, queue, clock)
    lost = (await messages.counts())[State.UNDECIDED]
    assert lost > 0
    await nobody_missed_or_told_twice(server, everybody, undecided=lost)
    assert len(server.taken) == COUNT


class _Dying(FakeCourier):
    """The worker ends just before the mail goes out, or just after."""

    def __init__(self, behind: SmtpCourier, *, is_after: bool) -> None:
        super().__init__()
        self._behind, self._is_after = behind, is_after

    async def carry(self, letter: Letter) -> Outcome:
        if self._is_after:
            await self._behind.carry(letter)
        raise Died


@pytest.mark.parametrize("is_after", [False, True], ids=["before it went out", "after the server's yes"])
async def test_killed_over_a_mail_it_goes_out_at_most_once_and_is_counted(
    mailing: Ports,
    queue: RecordingQueue,
    clock: FakeClock,
    server: MailServer,
    everybody: list[Member],
    *,
    is_after: bool,
) -> None:
    behind = mailing.couriers["EMAIL"]
    assert isinstance(behind, SmtpCourier)
    await cut_short(replace(mailing, couriers={"EMAIL": _Dying(behind, is_after=is_after)}), queue)
    await asyncio.sleep(0.2)
    await recover(mailing, queue, clock)
    lost = (await messages.counts())[State.UNDECIDED]
    assert lost > 0
    await nobody_missed_or_told_twice(server, everybody, undecided=lost)


SERVERS = {
    "slow to the point of silence": (["HANG"], []),
    "too busy for this address now": (["450 busy"] * 4, []),
    "hanging up on the address": (["DROP"], []),
    "too busy for this mail now": ([], ["451 later"] * 4),
}


@pytest.mark.parametrize("how", SERVERS)
async def test_whatever_the_mail_server_is_like_everybody_is_told_once_in_the_end(
    mailing: Ports, queue: RecordingQueue, clock: FakeClock, server: MailServer, everybody: list[Member], how: str
) -> None:
    says, about_mail = SERVERS[how]
    server.says, server.about_mail = list(says), list(about_mail)
    await work(mailing, queue)
    await recover(mailing, queue, clock)
    await recover(mailing, queue, clock)
    await nobody_missed_or_told_twice(server, everybody)
    assert len(server.taken) == COUNT


async def test_a_tarpit_takes_its_time_and_everybody_is_told_once(
    mailing: Ports, queue: RecordingQueue, clock: FakeClock, server: MailServer, everybody: list[Member]
) -> None:
    server.slowness = 0.5
    await work(mailing, queue)
    await recover(mailing, queue, clock)
    await nobody_missed_or_told_twice(server, everybody)
    assert len(server.taken) == COUNT


async def test_a_mail_server_that_is_down_for_hours_is_waited_for(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, everybody: list[Member]
) -> None:
    port = free_port()
    courier = SmtpCourier(Settings(Secret(f"smtp://127.0.0.1:{port}"), "Hub <hub@shop.example>", timeout=1, rest=0))
    waiting = replace(hub, couriers={"EMAIL": courier})
    for _ in range(3):
        await work(waiting, queue)
        clock.advance(timedelta(hours=1))
    assert {each.state for each in await mails()} == {State.PLANNED}
    async with mail_server(MailServer(port=port)) as server:
        await recover(waiting, queue, clock)
        await nobody_missed_or_told_twice(server, everybody)
        assert len(server.taken) == COUNT
        await courier.close()


@pytest.mark.parametrize("answer", ["DROP", "HANG"])
async def test_a_line_that_breaks_in_the_middle_of_a_mail_is_undecided_and_counted(
    mailing: Ports, queue: RecordingQueue, clock: FakeClock, server: MailServer, everybody: list[Member], answer: str
) -> None:
    server.about_mail = [answer]
    await work(mailing, queue)
    await recover(mailing, queue, clock)
    await nobody_missed_or_told_twice(server, everybody, undecided=1)


async def test_two_schedulers_at_once_tell_nobody_twice(
    mailing: Ports, queue: RecordingQueue, clock: FakeClock, server: MailServer, everybody: list[Member]
) -> None:
    other = RecordingQueue()
    both = [(mailing, queue), (replace(mailing, queue=other), other)]
    await asyncio.gather(*(work(ports, told) for ports, told in both))
    await recover(mailing, queue, clock)
    await nobody_missed_or_told_twice(server, everybody)
    assert len(server.taken) == COUNT


async def test_a_clock_that_jumps_back_and_forth_tells_nobody_twice(
    mailing: Ports, queue: RecordingQueue, clock: FakeClock, server: MailServer, everybody: list[Member]
) -> None:
    for moment in (DUE, DUE - timedelta(days=1), DUE + timedelta(hours=1), DUE - timedelta(hours=5), DUE):
        clock.set(moment)
        await work(mailing, queue)
    await recover(mailing, queue, clock)
    await nobody_missed_or_told_twice(server, everybody)
    assert len(server.taken) == COUNT
