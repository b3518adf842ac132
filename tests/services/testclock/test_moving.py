"""The clock of a hub for trying things: moved on through all that is due, in order, and never over real data."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from hub.adapters.clock import StoredClock, SystemClock
from hub.catalogue import service as catalogue
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service.granting import grant
from hub.entitlements.service.planning import OneBenefit
from hub.journal.rules import Act
from hub.kernel.calendar import Period
from hub.kernel.errors import InvalidInput
from hub.members import service as members
from hub.members.rules import NewMember
from hub.notifications.models import MessageRow
from hub.testclock import reads, service
from hub.testclock.errors import NoTestClock
from jobs.testclock import move_clock
from tests.couriers import FakeCourier
from tests.services.renewals.conftest import club

if TYPE_CHECKING:
    from hub.ports import Ports
    from hub.ports.couriers import Letter, Outcome

MONTH = Period.parse("P1M")


@pytest.fixture
async def demo(database: str, ports: Ports) -> Ports:
    """A marked hub with one member who holds a month of video."""
    await service.mark()
    clock = StoredClock()
    moving = replace(ports, clock=clock, test_clock=clock, couriers={"EMAIL": FakeCourier()})
    await catalogue.apply(moving, "test", club())
    ling = await members.create_member(moving, "test", NewMember("u-ling", "林玲", email="ling@example.com"))
    now = clock.now()
    await grant(ling, OneBenefit("vip", MONTH), Origin(Source.PURCHASE), Act("test", now, "one"))
    return moving


def work(ports: Ports) -> dict[str, object]:
    return {"ports": ports, "patience": None, "renewal_policy": None}


async def test_a_month_later_everything_due_in_between_was_done_at_its_time(demo: Ports) -> None:
    began = demo.clock.now()
    await service.advance(demo, "test", Period.parse("P40D"))
    await move_clock(work(demo))
    assert demo.clock.now() - began >= timedelta(days=40)
    assert await service.target() is None
    sent = [row.sent_at for row in await MessageRow.filter(channel="EMAIL").order_by("sent_at")]
    assert len(sent) >= 3
    for at in sent:
        assert at is not None
        assert began < at < demo.clock.now()
        assert at.hour in {2, 3}, "ten in Shanghai, and a minute or two for the work"


async def test_every_process_reads_the_same_present(demo: Ports) -> None:
    await service.advance(demo, "test", Period.parse("P10D"))
    await move_clock(work(demo))
    another = StoredClock()
    assert another.now() - SystemClock().now() < timedelta(seconds=5)
    await another.refresh()
    assert abs(another.now() - demo.clock.now()) < timedelta(seconds=5)


async def test_a_worker_that_dies_on_the_way_is_followed_by_another(demo: Ports) -> None:
    await service.advance(demo, "test", Period.parse("P40D"))
    broken = replace(demo, couriers={"EMAIL": Dying()})
    with pytest.raises(asyncio.CancelledError):
        await move_clock(work(broken))
    assert await service.target() is not None
    await move_clock(work(demo))
    assert await service.target() is not None, "what the dead one held is not touched before its lease is over"
    await MessageRow.filter(lease__isnull=False).update(due_at=demo.clock.now())
    await move_clock(work(demo))
    assert await service.target() is None


async def test_one_at_a_time_moves_the_clock_and_everything_is_done_once(demo: Ports) -> None:
    await service.advance(demo, "test", Period.parse("P40D"))
    await asyncio.gather(*(move_clock(work(demo)) for _ in range(4)))
    assert await service.target() is None
    assert {row.state for row in await MessageRow.filter(channel="EMAIL")} == {"SENT"}


async def test_being_sent_further_on_the_way_adds_up(demo: Ports) -> None:
    began = demo.clock.now()
    for _ in range(2):
        await service.advance(demo, "test", Period.parse("P3D"))
    await move_clock(work(demo))
    assert demo.clock.now() - began >= timedelta(days=6)


async def test_the_clock_is_not_sent_to_the_end_of_the_calendar(demo: Ports) -> None:
    for far in ("P9999Y", "P121M"):
        with pytest.raises(InvalidInput):
            await service.advance(demo, "test", Period.parse(far))
    assert await service.target() is None
    assert (await service.advance(demo, "test", Period.parse("P10Y"))).target is not None


async def test_a_database_in_which_something_happened_is_never_marked(database: str, ports: Ports) -> None:
    await catalogue.apply(ports, "test", club())
    await service.mark()
    clock = StoredClock()
    await clock.refresh()
    assert await reads.standing(clock.now()) is None
    with pytest.raises(NoTestClock):
        await service.advance(replace(ports, clock=clock, test_clock=clock), "test", MONTH)


async def test_a_hub_in_earnest_does_not_move_even_where_the_database_is_marked(demo: Ports) -> None:
    earnest = replace(demo, clock=SystemClock(), test_clock=None)
    with pytest.raises(NoTestClock):
        await service.advance(earnest, "test", MONTH)
    await move_clock(work(earnest))


class Dying(FakeCourier):
    """A courier that takes its worker with it."""

    async def carry(self, letter: Letter) -> Outcome:
        raise asyncio.CancelledError
