"""What staff give and take back is delivered, and called off, like what is bought."""

from __future__ import annotations

import pytest

from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.rules.status import Status
from hub.fulfilment import reads
from hub.fulfilment.rules.tasks import State
from hub.fulfilment.service import giving
from hub.journal.rules import Act
from hub.kernel.errors import InvalidInput
from hub.members.rules import Member
from hub.ports import Ports
from tests.buying import one
from tests.fakes import FakeClock
from tests.services.fulfilment.shop import NOW, Shop
from tests.services.fulfilment.test_starting import music

STAFF = Origin(Source.STAFF, "goodwill")


def act(key: str) -> Act:
    return Act("staff:li", NOW, key)


async def test_what_staff_give_is_delivered_once_however_often_it_is_asked(
    ling: Member, ports: Ports, clock: FakeClock
) -> None:
    world = Shop(ports, clock)
    given = await giving.give(world.ports, ling, one("music"), STAFF, act("a"))
    assert await giving.give(world.ports, ling, one("music"), STAFF, act("a")) == given
    [task] = (await reads.tasks_of_grants(given.grants)).values()
    await world.work()
    assert (await world.task(task)).state is State.DELIVERED
    assert (await music(ling)).status(clock.now()) is Status.ACTIVE


async def test_what_staff_take_back_is_called_off_with_its_delivery(
    ling: Member, ports: Ports, clock: FakeClock
) -> None:
    world = Shop(ports, clock)
    given = await giving.give(world.ports, ling, one("lounge"), STAFF, act("a"))
    with pytest.raises(InvalidInput):
        await giving.take_back(world.ports, ling, list(given.grants), " ", act("b"))
    await giving.take_back(world.ports, ling, list(given.grants), "mistake", act("c"))
    [task] = (await reads.tasks_of_grants(given.grants)).values()
    await world.work()
    assert (await world.task(task)).state is State.CANCELLED
