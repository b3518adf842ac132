"""Operators see what other stages would mean before they set them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from contextvars import copy_context
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from hub.kernel.errors import InvalidInput, NotFound
from hub.members import service as members
from hub.members.rules import Member, NewMember
from hub.notifications.rules.messages import Category
from hub.notifications.service.preferring import prefer
from hub.ports import Ports
from hub.reminders import reads
from hub.reminders.rules.deciding import State
from hub.reminders.service import previewing
from hub.reminders.service.previewing import preview_stages
from hub.reminders.service.scheduling import set_stages
from tests.couriers import FakeCourier
from tests.fakes import FakeClock, RecordingQueue
from tests.services.reminders.test_reminding import START, give, live, work

ZONE = "Asia/Shanghai"


async def test_as_many_members_are_told_at_once_as_the_preview_says(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member, bo: Member
) -> None:
    async def lings_music(_: Collection[UUID]) -> Mapping[UUID, Collection[str]]:
        return {ling.id: ("music",)}

    late = await members.create_member(hub, "test", NewMember("u-late", "Late", email="late@example.com"))
    silent = await members.create_member(hub, "test", NewMember("u-silent", "Silent", email="silent@example.com"))
    for member, period in ((ling, "P20D"), (bo, "P20D"), (silent, "P20D"), (late, "P14D")):
        await give(member, "music", period, START)
    await prefer(hub, "test", silent.id, Category.SERVICE, wanted=False)
    await live(hub, queue, clock, START + timedelta(days=12, hours=7))
    before = [await reads.reminders_of(each.id) for each in (ling, bo, silent, late)]
    told = len(mail.taken)
    seen = await preview_stages(hub, "music", ["-P9D"], ZONE, lings_music)
    assert (seen.waiting, seen.at_once, seen.has_more) == (4, 1, False)
    assert [await reads.reminders_of(each.id) for each in (ling, bo, silent, late)] == before
    await set_stages(hub, "test", "music", ["-P9D"])
    await work(hub, queue, lings_music)
    assert [each.to for each in mail.taken[told:]] == ["bo@example.com"]


async def test_stages_that_change_nothing_tell_nobody_at_once(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, ling: Member
) -> None:
    await give(ling, "music", "P20D", START)
    await live(hub, queue, clock, START + timedelta(days=14))
    for stages in (None, [], ["-P7D"]):
        assert (await preview_stages(hub, "music", stages, ZONE)).at_once == 0


async def test_who_would_be_told_at_night_is_counted_as_well(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, ling: Member
) -> None:
    await give(ling, "music", "P20D", START)
    await work(hub, queue)
    clock.set(datetime(2026, 1, 12, 18, tzinfo=UTC))  # two in the morning in Shanghai
    assert (await preview_stages(hub, "music", ["-P9D"], ZONE)).at_once == 1


async def test_the_example_has_every_stage_ahead_as_it_is_and_as_it_would_be(hub: Ports, clock: FakeClock) -> None:
    example = (await preview_stages(hub, "music", ["-P2M", "-P2D", "+P1D"], ZONE)).example
    assert example.end == datetime(2026, 3, 3, 10, tzinfo=UTC)
    assert [f"{each.stage} {each.at:%m-%d %H:%M}" for each in example.then] == [
        "-P2M 01-03 02:00", "-P2D 03-01 02:00", "+P1D 03-04 02:00"
    ]  # fmt: skip
    assert [f"{each.stage} {each.at:%m-%d}" for each in example.now] == [
        "-P30D 02-01", "-P7D 02-24", "-P1D 03-02", "+P3D 03-06"
    ]  # fmt: skip
    assert min(each.at for each in (*example.now, *example.then)) > clock.now()


async def test_of_very_many_members_only_some_are_looked_at(
    hub: Ports,
    queue: RecordingQueue,
    clock: FakeClock,
    ling: Member,
    bo: Member,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for member in (ling, bo):
        await give(member, "music", "P20D", START)
    await work(hub, queue)
    clock.set(START + timedelta(days=12))
    monkeypatch.setattr(previewing, "LOOKED_AT", 1)
    seen = await preview_stages(hub, "music", ["-P9D"], ZONE)
    assert (seen.at_once, seen.has_more) == (1, True)


async def test_what_cannot_be_set_cannot_be_previewed(hub: Ports) -> None:
    for stages in (["P10D"], ["-P3Y"], ["+P9999Y"]):
        with pytest.raises(InvalidInput):
            await preview_stages(hub, "music", stages, ZONE)
    with pytest.raises(NotFound):
        await preview_stages(hub, "nothing", None, ZONE)


async def test_reminders_are_listed_page_by_page_those_that_wait_by_when_they_are_due(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, ling: Member, bo: Member
) -> None:
    for member, benefit, period in ((ling, "music", "P40D"), (bo, "music", "P9D"), (ling, "coupon", "P20D")):
        await give(member, benefit, period, START)
    await live(hub, queue, clock, START + timedelta(days=3))
    wanted = reads.Wanted(states=(reads.State.PLANNED,))
    shown: list[reads.Reminder] = []
    while page := await reads.listed(1, reads.Place.of(shown[-1], wanted) if shown else None, wanted):
        shown += page
    assert [f"{each.benefit}{each.stage}" for each in shown] == ["music-P1D", "music-P30D", "coupon-P7D"]
    music = reads.Wanted(benefit="music")
    newest, *older = await reads.listed(9, None, music)
    assert await reads.listed(9, reads.Place.of(newest, music), music) == older
    assert {each.benefit for each in (newest, *older)} == {"music"}
    of_bo = await reads.listed(9, None, replace(music, member_id=bo.id))
    assert [(str(each.stage), each.state) for each in of_bo] == [("-P1D", "PLANNED"), ("-P7D", "SENT")]


async def test_stages_that_are_set_while_a_member_is_reminded_tell_them_nothing_twice(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    outside = copy_context()
    changes: list[asyncio.Task[object]] = []

    async def meanwhile(_: Collection[UUID]) -> Mapping[UUID, Collection[str]]:
        if not changes:
            change = set_stages(hub, "test", "music", ["-P7D", "-P1D"])
            changes.append(asyncio.create_task(change, context=outside))
            await asyncio.wait(changes, timeout=0.3)
        return {}

    await give(ling, "music", "P20D", START)
    await live(hub, queue, clock, START + timedelta(days=12))
    clock.set(START + timedelta(days=13))
    await work(hub, queue, meanwhile)
    await changes[0]
    clock.advance(timedelta(days=1))
    await set_stages(hub, "test", "music", ["-P7D"])
    await live(hub, queue, clock, START + timedelta(days=21))
    assert len(mail.taken) == 1
    assert [each.state for each in await reads.reminders_of(ling.id)] == [State.SENT]
