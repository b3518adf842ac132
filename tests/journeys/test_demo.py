"""The demo: what a newcomer finds after the first start."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hub.entitlements import reads
from hub.entitlements.rules.status import Status
from hub.entitlements.service.rebuilding import rebuild
from hub.members import reads as members
from hub.ports import Ports
from hub.renewals.rules.policy import Policy
from hub.testclock.service import run_through
from hub.wiring import demo
from jobs.testclock import TOGETHER, AtOnce
from tests.couriers import FakeCourier
from tests.fakes import FakeClock
from tests.gateways import NO_FUNDS, ScriptedGateway

pytestmark = pytest.mark.usefixtures("database")


async def test_the_first_demo_member_shows_every_status(ports: Ports, clock: FakeClock) -> None:
    [said] = await demo.seed(ports)
    assert "林晓" in said
    found = await members.members_by_external_ids(["lin-xiao"])
    [held] = await reads.held_by([found["lin-xiao"]])
    assert {each.status(clock.now()) for each in held.entitlements()} == set(Status)
    assert [each async for each in rebuild(clock.now()) if each.differs] == []


async def test_in_a_month_of_the_demo_a_reminder_a_notice_a_renewal_and_a_decline_to_the_end_are_seen(
    ports: Ports, clock: FakeClock
) -> None:
    """The steps of the README: what it says comes, comes, and within the days that it says."""
    mail, gateway = FakeCourier(), ScriptedGateway()
    hub = replace(ports, couriers={"EMAIL": mail}, gateways={"sandbox": gateway})
    await demo.seed(hub)
    member = (await members.members_by_external_ids(["lin-xiao"]))["lin-xiao"]
    gateway.by_card = {f"named_4000000000000341_{member.id}": NO_FUNDS}
    work = AtOnce({"ports": hub, "patience": None, "renewal_policy": Policy()})

    async def move(to: datetime) -> None:
        clock.set(to)

    told = []
    for days in (7, 7, 30):
        mail.taken.clear()
        await run_through(hub, clock.now() + timedelta(days=days), move, work.sweeps(), TOGETHER)
        told.append({each.about for each in mail.taken if each.to == member.email})
    assert {"reminder", "renewal-notice"} <= told[0]
    assert "renewal-declined" in told[1]
    assert {"renewal-over", "renewal-notice", "renewal-paid"} <= told[2]


async def test_a_hub_that_holds_something_is_left_as_it_is(ports: Ports, clock: FakeClock) -> None:
    await demo.seed(ports)
    clock.advance(timedelta(days=1))
    assert await demo.seed(ports) == []
