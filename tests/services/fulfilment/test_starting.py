"""Time that starts when the provider delivered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hub.catalogue.rules.values import LocalText
from hub.entitlements import reads as entitlements
from hub.entitlements.errors import StartsOnDelivery
from hub.entitlements.rules.reasons import reasons
from hub.entitlements.rules.status import Entitlement, Status
from hub.entitlements.rules.words import Wording
from hub.entitlements.service.planning import OneBundle
from hub.entitlements.service.using import activate
from hub.fulfilment.rules.tasks import Awaited, State
from hub.fulfilment.service import resuming
from hub.journal.rules import Act
from hub.kernel.calendar import Span
from hub.members.rules import Member
from hub.ports import Ports
from hub.ports import providers as port
from tests.buying import buy, one
from tests.fakes import FakeClock
from tests.services.fulfilment.shop import NOW, Shop


async def music(member: Member) -> Entitlement:
    return await entitlements.entitlement_to(member, "music")


def words(entitlement: Entitlement, at: datetime) -> list[str]:
    wording = Wording("Asia/Shanghai", {"music": LocalText("音乐", "Music")})
    return [wording.sentence(each).en for each in reasons(entitlement, at)][1:]


async def test_a_month_that_starts_on_delivery_runs_from_the_delivery(
    ling: Member, ports: Ports, clock: FakeClock
) -> None:
    world = Shop(ports, clock)
    [task] = await buy(ling, one("music"), NOW)
    pending = await music(ling)
    assert (pending.status(NOW), pending.segments) == (Status.PENDING, ())
    assert words(pending, NOW)[1:] == [
        "Waits for the provider.",
        "Waiting for the provider; its time starts when it is delivered.",
    ]
    with pytest.raises(StartsOnDelivery):
        await activate(ling, task.grant_id, Act("member:1", NOW, "k"))
    world.lanting.script = [port.Unreachable("down")]
    clock_at = NOW + timedelta(days=2)
    clock.set(clock_at)
    await world.work_for(timedelta(minutes=1))
    delivered_at = (await world.task(task)).delivered_at
    assert delivered_at is not None
    assert delivered_at > clock_at
    running = await music(ling)
    a_month_later = datetime(2026, 3, 2, 2, tzinfo=UTC) + (delivered_at - clock_at)
    assert running.coverage(delivered_at) == Span(delivered_at, a_month_later)
    assert words(running, delivered_at)[1] == "Delivered on 2 Feb 2026; its time began."


async def test_where_the_member_activates_the_time_starts_then_and_the_delivery_follows(
    ling: Member, ports: Ports, clock: FakeClock
) -> None:
    world = Shop(ports, clock)
    now, later = sorted(await buy(ling, OneBundle("music"), NOW), key=lambda task: task.state, reverse=True)
    assert (now.state, later.awaits) == (State.QUEUED, Awaited.ACTIVATION)
    await world.work()
    assert len((await music(ling)).segments) == 1
    clock.advance(timedelta(days=1))
    await activate(ling, later.grant_id, Act("member:1", clock.now(), "k"))
    assert len((await music(ling)).segments) == 2
    await resuming.resume(world.ports, ling.id)
    await world.work()
    assert (await world.task(later)).state is State.DELIVERED
