"""The demo: what a newcomer finds after the first start."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.entitlements import reads
from hub.entitlements.rules.status import Status
from hub.entitlements.service.rebuilding import rebuild
from hub.members import reads as members
from hub.ports import Ports
from hub.wiring import demo
from tests.fakes import FakeClock

pytestmark = pytest.mark.usefixtures("database")


async def test_the_first_demo_member_shows_every_status(ports: Ports, clock: FakeClock) -> None:
    [said] = await demo.seed(ports)
    assert "林晓" in said
    found = await members.members_by_external_ids(["lin-xiao"])
    [held] = await reads.held_by([found["lin-xiao"]])
    assert {each.status(clock.now()) for each in held.entitlements()} == set(Status)
    assert [each async for each in rebuild(clock.now()) if each.differs] == []


async def test_a_hub_that_holds_something_is_left_as_it_is(ports: Ports, clock: FakeClock) -> None:
    await demo.seed(ports)
    clock.advance(timedelta(days=1))
    assert await demo.seed(ports) == []
