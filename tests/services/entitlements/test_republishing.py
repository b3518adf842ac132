"""A changed stacking policy counts for those who hold the benefit: their timelines are worked out again by a job."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service import rebuilding, republishing
from hub.entitlements.service.granting import grant
from hub.entitlements.service.planning import OneBenefit
from hub.insights import reads as insights
from hub.journal.rules import Act
from hub.kernel.calendar import Period
from hub.members import service as members
from hub.members.rules import NewMember
from hub.ports import Ports
from tests.fakes import RecordingQueue
from tests.services.entitlements.conftest import CATALOGUE

NOW = datetime(2026, 1, 31, 2, tzinfo=UTC)
EACH_ALONE = CATALOGUE.replace("stacking: EXTEND, tier: {group: lanting, rank: 2}", "stacking: PARALLEL")
"""The tier that paused the lower one is gone, and its months run beside one another."""


@pytest.fixture
def queue() -> RecordingQueue:
    return RecordingQueue()


@pytest.fixture
def telling(ports: Ports, queue: RecordingQueue) -> Ports:
    return replace(ports, queue=queue)


@pytest.fixture(autouse=True)
async def people(shop: None, ports: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "_BATCH", 2)
    people = [await members.create_member(ports, "test", NewMember(f"u-{number}", "林玲")) for number in range(5)]
    for person in people:
        for number, benefit in enumerate(("vip", "svip", "svip")):
            asked, key = OneBenefit(benefit, Period.parse("P1M")), f"{number} {person.id}"
            await grant(person, asked, Origin(Source.STAFF, "ticket 7"), Act("staff:li", NOW, key))


async def left_to_mend() -> int:
    return sum([each.segments async for each in rebuilding.rebuild(NOW, mends=False)])


async def waiting(ports: Ports) -> int:
    """What staff see of it among all work."""
    return next(each.due for each in await insights.work(ports.clock.now()) if each.kind == "timelines")


async def test_workers_are_told_and_go_on_batch_by_batch_until_nothing_is_left(
    telling: Ports, queue: RecordingQueue
) -> None:
    await republishing.apply(telling, "staff:li", EACH_ALONE)
    assert await left_to_mend() > 0
    assert await waiting(telling) == 1
    steps = 0
    while queue.told:
        ((job, ids),) = queue.told
        assert job == republishing.REBUILD
        queue.told.clear()
        await republishing.rebuild_some(telling, ids[0])
        steps += 1
    assert steps == 4
    assert await left_to_mend() == 0
    assert await waiting(telling) == 0


async def test_what_a_dead_worker_left_is_told_of_again_and_goes_on_where_it_stopped(
    telling: Ports, queue: RecordingQueue
) -> None:
    await republishing.apply(telling, "staff:li", EACH_ALONE)
    ((_, (rebuild,)),) = queue.told
    await republishing.rebuild_some(telling, rebuild)
    before = await left_to_mend()
    queue.told.clear()
    await republishing.tell_due(telling)
    assert queue.told == [(republishing.REBUILD, [rebuild])]
    assert await republishing.rebuild_all(telling) == (3, 3)
    assert before > 0
    assert await left_to_mend() == 0
    queue.told.clear()
    await republishing.tell_due(telling)
    assert queue.told == []


async def test_new_prices_or_words_rebuild_nothing(telling: Ports, queue: RecordingQueue) -> None:
    await republishing.apply(telling, "staff:li", CATALOGUE.replace("words", "other words"))
    assert queue.told == []
