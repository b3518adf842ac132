"""Nobody loses a benefit unawares, and nobody is told twice."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest

from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service.granting import Given, grant
from hub.entitlements.service.planning import OneBenefit
from hub.entitlements.service.using import revoke
from hub.journal.reads import entries_of_member
from hub.journal.rules import Act
from hub.kernel.calendar import Period
from hub.kernel.errors import InvalidInput, NotFound
from hub.kernel.ids import new_id
from hub.members.rules import Member
from hub.notifications.rules.messages import Category
from hub.notifications.service import sending
from hub.notifications.service.linking import open_link
from hub.notifications.service.preferring import prefer
from hub.ports import Ports
from hub.reminders import reads
from hub.reminders.rules.deciding import Reason, State
from hub.reminders.service.planning import plan_changed
from hub.reminders.service.reminding import nobody_renews, remind, tell_due
from hub.reminders.service.scheduling import set_stages
from jobs import notifications as messages
from jobs import reminders
from tests.couriers import FakeCourier
from tests.fakes import FakeClock, RecordingQueue

START = datetime(2026, 1, 1, 2, tzinfo=UTC)  # 10:00 in Shanghai


async def give(member: Member, benefit: str, period: str, at: datetime) -> Given:
    asked = OneBenefit(benefit, Period.parse(period), 1 if benefit == "coupon" else None)
    return await grant(member, asked, Origin(Source.STAFF, "x"), Act("test", at, new_id().hex))


async def work(hub: Ports, queue: RecordingQueue, renewing: object = nobody_renews) -> None:
    """What the workers do with what they are told."""
    await tell_due(hub)
    await sending.tell_due(hub)
    while queue.told:
        job, ids = queue.told.pop(0)
        await (remind(hub, ids, renewing) if job == "remind" else sending.send(hub, ids))  # type: ignore[arg-type]


async def live(hub: Ports, queue: RecordingQueue, clock: FakeClock, until: datetime) -> None:
    """Let the hours pass, with a sweep in each."""
    while clock.now() < until:
        clock.advance(timedelta(hours=1))
        await work(hub, queue)


async def stages(member: Member) -> dict[str, tuple[State, Reason | None]]:
    return {f"{each.benefit}{each.stage}": (each.state, each.reason) for each in await reads.reminders_of(member.id)}


SENT = (State.SENT, None)


async def test_a_year_that_ends_is_told_of_four_times_each_once_at_ten_in_the_morning(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    await give(ling, "music", "P1Y", START)
    clock.set(datetime(2026, 11, 25, tzinfo=UTC))
    await live(hub, queue, clock, datetime(2027, 1, 10, tzinfo=UTC))
    told = [f"{each.at:%m-%d %H:%M}" for each in mail.taken]
    assert told == ["12-02 02:00", "12-25 02:00", "12-31 02:00", "01-04 02:00"]
    assert await stages(ling) == dict.fromkeys(["music-P30D", "music-P7D", "music-P1D", "music+P3D"], SENT)


async def test_what_falls_on_one_day_travels_as_one_message_with_one_button(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    await give(ling, "music", "P20D", START)
    await give(ling, "coupon", "P20D", START + timedelta(hours=3))
    await live(hub, queue, clock, START + timedelta(days=13, hours=9))
    [letter] = mail.taken
    assert letter.subject == "您有 2 项权益即将到期或已到期"
    link = letter.text.partition("https://hub.example/renew/")[2].split()[0]
    opened = open_link(hub, link)
    assert (opened.member_id, opened.benefits) == (ling.id, ("music", "coupon"))
    clock.advance(timedelta(days=7))
    with pytest.raises(InvalidInput, match="expired"):
        open_link(hub, link)
    with pytest.raises(InvalidInput, match="not one of our links"):
        open_link(hub, link[:-2])


async def test_time_that_is_added_moves_the_reminders_with_it(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    await give(ling, "music", "P20D", START)
    await live(hub, queue, clock, START + timedelta(days=12))
    await give(ling, "music", "P20D", clock.now())
    await live(hub, queue, clock, START + timedelta(days=32))
    assert mail.taken == []
    await live(hub, queue, clock, START + timedelta(days=34))
    assert len(mail.taken) == 1


async def test_what_moved_a_moment_before_sending_is_not_sent_and_the_reason_is_kept(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    await give(ling, "music", "P20D", START)
    await plan_changed(hub)
    clock.set(START + timedelta(days=13))
    await tell_due(hub)
    await give(ling, "music", "P20D", clock.now())
    await remind(hub, queue.told.pop()[1])
    assert await stages(ling) == {"music-P7D": (State.SKIPPED, Reason.MOVED)}
    assert mail.taken == []


async def test_what_was_refunded_is_not_reminded_of(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    given = await give(ling, "music", "P20D", START)
    await work(hub, queue)
    await revoke(ling, given.grants, "refund", Act("test", START + timedelta(days=5), "back"))
    await live(hub, queue, clock, START + timedelta(days=30))
    assert (mail.taken, await stages(ling)) == ([], {})


async def test_a_lower_tier_that_pauses_under_a_higher_one_is_not_told_of_as_ending(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    await give(ling, "vip", "P20D", START)
    await live(hub, queue, clock, START + timedelta(days=10))
    await give(ling, "svip", "P30D", clock.now())
    await live(hub, queue, clock, START + timedelta(days=52))
    told = [f"{each.benefit}{each.stage}" for each in await reads.reminders_of(ling.id) if each.state is State.SENT]
    assert sorted(told) == ["svip+P3D", "svip-P1D", "svip-P7D", "vip-P1D", "vip-P30D", "vip-P7D"]


async def test_what_an_agreement_renews_and_what_nobody_wants_is_skipped_with_the_reason(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member, bo: Member
) -> None:
    async def lings_music(_: Collection[UUID]) -> Mapping[UUID, Collection[str]]:
        return {ling.id: ("music",)}

    for member in (ling, bo):
        await give(member, "music", "P20D", START)
    await prefer(hub, "test", bo.id, Category.SERVICE, wanted=False)
    await work(hub, queue)
    clock.set(START + timedelta(days=13, hours=8))
    await work(hub, queue, lings_music)
    assert (await stages(ling))["music-P7D"] == (State.SKIPPED, Reason.RENEWS)
    assert (await stages(bo))["music-P7D"] == (State.SKIPPED, Reason.UNWANTED)
    assert mail.taken == []


async def test_after_an_outage_what_is_still_of_use_is_sent_and_the_rest_is_noted_as_missed(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    await give(ling, "music", "P60D", START)
    await work(hub, queue)
    clock.set(START + timedelta(days=55, hours=1))
    for _ in range(3):
        await work(hub, queue)
    assert (await stages(ling))["music-P30D"] == (State.MISSED, Reason.LATE)
    assert (await stages(ling))["music-P7D"] == SENT
    assert len(mail.taken) == 1


async def test_late_reminders_wait_for_the_end_of_the_quiet_hours(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    await give(ling, "music", "P20D", START)
    await work(hub, queue)
    clock.set(datetime(2026, 1, 14, 18, tzinfo=UTC))  # two in the morning in Shanghai
    await work(hub, queue)
    assert mail.taken == []
    clock.set(datetime(2026, 1, 15, 0, tzinfo=UTC))
    await work(hub, queue)
    assert len(mail.taken) == 1


async def test_what_was_told_of_before_the_clock_jumped_back_is_told_of_again(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, ling: Member
) -> None:
    await give(ling, "music", "P20D", START)
    clock.set(START + timedelta(days=13, hours=8))
    assert [await tell_due(hub) for _ in range(2)] == [1, 0]
    queue.told.clear()
    clock.advance(-timedelta(hours=1))
    assert [await tell_due(hub) for _ in range(2)] == [1, 0]


async def test_any_number_of_sweeps_and_workers_send_once(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member, bo: Member
) -> None:
    for member in (ling, bo):
        await give(member, "music", "P20D", START)
        await give(member, "coupon", "P20D", START)
    await asyncio.gather(*(plan_changed(hub) for _ in range(4)))
    clock.set(START + timedelta(days=13, hours=8))
    await asyncio.gather(*(tell_due(hub) for _ in range(4)))
    everybody = [ling.id, bo.id]
    await asyncio.gather(*(remind(hub, everybody) for _ in range(6)))
    ids = [each for job, ids in queue.told if job == "send" for each in ids]
    await asyncio.gather(*(sending.send(hub, ids) for _ in range(6)))
    assert sorted(each.to for each in mail.taken) == ["bo@example.com", "ling@example.com"]
    for member in (ling, bo):
        standing = await stages(member)
        assert (standing["music-P7D"], standing["coupon-P7D"]) == (SENT, SENT)
        assert [each.action for each in await entries_of_member(member.id, 9)].count("remind") == 1


class _Killed(BaseException):
    pass


class _KillingQueue(RecordingQueue):
    async def tell(self, job: str, ids: object) -> None:
        raise _Killed


async def test_a_worker_killed_between_any_two_steps_loses_and_doubles_nothing(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    async def killed(_: Collection[UUID]) -> Mapping[UUID, Collection[str]]:
        raise _Killed

    await give(ling, "music", "P20D", START)
    dying = replace(hub, queue=_KillingQueue())
    clock.set(START + timedelta(days=13, hours=8))
    with pytest.raises(_Killed):
        await tell_due(dying)  # planned, swept, and killed before the queue heard of it
    with pytest.raises(_Killed):
        await remind(hub, [ling.id], killed)  # killed within the transaction: nothing is settled
    assert (await stages(ling))["music-P7D"] == (State.PLANNED, None)
    with pytest.raises(_Killed):
        await remind(dying, [ling.id])  # settled and planned, and killed before the queue heard of the mail
    assert (await stages(ling))["music-P7D"] == SENT
    assert mail.taken == []
    clock.advance(timedelta(minutes=2))
    for _ in range(3):
        await work(hub, queue)
    assert len(mail.taken) == 1


async def test_the_trouble_of_one_member_is_not_anothers(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member, bo: Member
) -> None:
    async def troubled(member_ids: Collection[UUID]) -> Mapping[UUID, Collection[str]]:
        if ling.id in member_ids:
            raise ValueError
        return {}

    for member in (ling, bo):
        await give(member, "music", "P20D", START)
    await work(hub, queue)
    clock.set(START + timedelta(days=13, hours=8))
    await work(hub, queue, troubled)
    await work(hub, queue)
    assert [each.to for each in mail.taken] == ["bo@example.com"]
    clock.advance(timedelta(minutes=1))
    await work(hub, queue)
    assert [each.to for each in mail.taken] == ["bo@example.com", "ling@example.com"]


async def test_the_jobs_do_the_same_with_ids_as_the_queue_carries_them(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    await give(ling, "music", "P20D", START)
    await reminders.tell_due_reminders({"ports": hub})
    clock.set(START + timedelta(days=13))
    await reminders.tell_due_reminders({"ports": hub})
    await messages.tell_due_messages({"ports": hub})
    known = {"remind": reminders.remind, "send": messages.send}
    while queue.told:
        job, ids = queue.told.pop(0)
        await known[job]({"ports": hub}, [str(each) for each in ids])
    assert len(mail.taken) == 1


async def test_the_hour_and_how_late_is_too_late_are_the_operators_choice(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    early = replace(hub, reminder_hour=time(9), reminder_useful_for=timedelta(hours=2))
    await give(ling, "music", "P20D", START)
    await live(early, queue, clock, START + timedelta(days=13))
    assert [f"{each.at:%m-%d %H:%M}" for each in mail.taken] == ["01-14 01:00"]
    clock.set(START + timedelta(days=19, hours=1))
    await work(early, queue)
    assert (await stages(ling))["music-P1D"] == (State.MISSED, Reason.LATE)


async def test_a_benefit_may_have_stages_of_its_own(
    hub: Ports, queue: RecordingQueue, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    await give(ling, "music", "P20D", START)
    await work(hub, queue)
    await set_stages(hub, "test", "music", ["-P10D", "-P2D"])
    await live(hub, queue, clock, START + timedelta(days=25))
    assert await stages(ling) == dict.fromkeys(["music-P10D", "music-P2D"], SENT)
    await give(ling, "music", "P20D", clock.now())
    await set_stages(hub, "test", "music", None)
    await live(hub, queue, clock, clock.now() + timedelta(days=14))
    assert (await stages(ling))["music-P7D"] == SENT
    with pytest.raises(InvalidInput):
        await set_stages(hub, "test", "music", ["P10D"])
    with pytest.raises(NotFound):
        await set_stages(hub, "test", "nothing", ["-P10D"])


async def test_the_backlog_says_what_waits(hub: Ports, queue: RecordingQueue, clock: FakeClock, ling: Member) -> None:
    await give(ling, "music", "P20D", START)
    assert (await reads.backlog(clock.now())).unplanned == 1
    await work(hub, queue)
    clock.set(START + timedelta(days=14))
    assert await reads.backlog(clock.now()) == reads.Backlog(0, 1, START + timedelta(days=13))
