"""What is to be delivered when something is granted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tortoise.transactions import in_transaction

from hub.entitlements import reads as entitlements
from hub.entitlements.service import planning as grants
from hub.fulfilment import reads
from hub.fulfilment.models import RouteRow, TaskRow
from hub.fulfilment.rules.tasks import Awaited, Route, State
from hub.fulfilment.rules.withdrawing import Withdrawal
from hub.fulfilment.service.planning import codes_needed, plan
from hub.fulfilment.service.withdrawing import cancel
from hub.journal.rules import Act
from hub.members import service as members
from hub.members.rules import Member
from hub.ports import Ports
from tests.buying import EVERYTHING, buy, one

NOW = datetime(2026, 1, 31, 2, tzinfo=UTC)


async def test_each_leaf_with_a_provider_is_a_task_of_its_own_and_a_release_is_due_when_released(ling: Member) -> None:
    tasks = await buy(ling, EVERYTHING, NOW)
    vouchers = [each for each in tasks if each.benefit == "voucher"]
    assert sorted(each.benefit for each in tasks) == ["lounge", "video", "voucher", "voucher", "voucher"]
    assert [each.due_at for each in vouchers] == [
        NOW,
        datetime(2026, 2, 28, 2, tzinfo=UTC),
        datetime(2026, 3, 31, 2, tzinfo=UTC),
    ]
    assert {each.quantity for each in vouchers} == {2}
    assert vouchers[0].way == Route("vault", "voucher")


async def test_what_the_member_must_do_first_is_said_and_nothing_is_due_before(ling: Member, ports: Ports) -> None:
    tasks = {each.benefit: each for each in await buy(ling, EVERYTHING, NOW)}
    assert (tasks["video"].state, tasks["video"].awaits) == (State.AWAITING_MEMBER, Awaited.ACCOUNT)
    assert (tasks["lounge"].state, tasks["lounge"].awaits) == (State.AWAITING_MEMBER, Awaited.ACTIVATION)
    assert tasks["video"].due_at is None
    await members.bind_account(ports, "test", ling.id, "lanting", "13800001234", [r"1\d{10}"])
    [again] = await buy(ling, one("video"), NOW)
    assert (again.state, again.due_at) == (State.QUEUED, NOW)


async def test_planning_the_same_grants_twice_gives_the_same_tasks(ling: Member) -> None:
    [task] = await buy(ling, one("ticket", 2), NOW)
    records = await entitlements.records([task.grant_id])
    async with in_transaction():
        assert await plan(ling, records, Act("system", NOW + timedelta(days=1), "again")) == [task]
    assert await TaskRow.all().count() == 1


async def test_written_routes_come_before_the_benefits_own_provider(ling: Member) -> None:
    for rank, (period, provider) in enumerate([("", "harbour"), ("", "drizzle"), ("P1M", "sunrise")]):
        await RouteRow.create(benefit="ticket", period=period, rank=rank, provider=provider, product="t")
    [month] = await buy(ling, one("ticket"), NOW)
    assert month.routes == (Route("sunrise", "t"),)
    year = await grants.plan(EVERYTHING, NOW, ling.zone)
    assert await codes_needed(year.grants, NOW) == {"voucher": 2}


@pytest.mark.parametrize("benefit", ["video", "ticket"])
async def test_what_no_provider_knows_of_is_called_off_at_once(ling: Member, bo: Member, benefit: str) -> None:
    [task] = await buy(ling, one(benefit), NOW)
    by = Act("staff:li", NOW, "refund")
    async with in_transaction():
        assert await cancel(bo, [task.grant_id], by) == {}
        assert await cancel(ling, [task.grant_id], by) == {task.grant_id: Withdrawal.TAKEN_BACK}
        assert await cancel(ling, [task.grant_id], by) == {task.grant_id: Withdrawal.TAKEN_BACK}
    [now] = (await reads.tasks([task.id])).values()
    assert (now.state, now.due_at) == (State.CANCELLED, None)
