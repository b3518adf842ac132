"""What a person can do about a delivery."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.fulfilment import reads
from hub.fulfilment.errors import NoOtherRoute, StillInDoubt, TaskStateForbids
from hub.fulfilment.models import CodeRow, SendingRow
from hub.fulfilment.rules.heard import Asked, Heard, News
from hub.fulfilment.rules.manual import Choice, Remedy
from hub.fulfilment.rules.tasks import State, Task
from hub.fulfilment.service.calling import Answer
from hub.fulfilment.service.concluding import conclude
from hub.fulfilment.service.remedying import remedy
from hub.journal import reads as journal
from hub.journal.rules import Act
from hub.kernel.errors import InvalidInput, NotFound
from hub.kernel.ids import new_id
from hub.kernel.secret import Secret
from hub.members.rules import Member
from hub.ports import providers as port
from tests.buying import buy, one
from tests.services.fulfilment.shop import NOW, PATIENCE, Shop, fallback

REISSUE, FALL_BACK, GIVE_UP, DONE = (Choice(each, "asked by phone") for each in Remedy)


async def decide(world: Shop, task: Task, choice: Choice) -> Task:
    return await remedy(world.ports, task.id, choice, Act("staff:li", world.clock.now(), new_id().hex))


async def failed(ling: Member, world: Shop) -> Task:
    [task] = await buy(ling, one("ticket"), NOW)
    world.lanting.script, world.lanting.findings = [port.Unknown("timeout")], [port.Unknown("timeout")] * 5000
    await world.work_for(PATIENCE.deadline + timedelta(hours=1))
    world.lanting.findings = []
    return await world.task(task)


async def test_a_code_that_does_not_work_is_replaced_and_void(ling: Member, world: Shop) -> None:
    [task] = await buy(ling, one("ticket"), NOW)
    await world.work()
    await decide(world, task, REISSUE)
    await world.work()
    old, new = await CodeRow.all().order_by("issued_at", "id")
    assert ((await world.task(task)).state, old.state, new.state) == (State.DELIVERED, "VOID", "ISSUED")
    assert len({each.task_id for each in world.lanting.asked}) == 2
    entries = await journal.entries_of_member(ling.id, 3)
    assert [each.action for each in entries] == ["deliver", "reissue_delivery", "deliver"]
    assert (entries[1].actor, entries[1].facts["reason"]) == ("staff:li", "asked by phone")


@pytest.mark.parametrize("choice", [REISSUE, FALL_BACK, GIVE_UP])
async def test_what_is_in_doubt_is_not_decided_over_unless_someone_vouches(
    ling: Member, world: Shop, choice: Choice
) -> None:
    await fallback("ticket")
    task = await failed(ling, world)
    with pytest.raises(StillInDoubt):
        await decide(world, task, choice)
    await decide(world, task, Choice(choice.remedy, "the provider said so", is_surely_not_delivered=True))
    await world.work()
    wanted = State.CANCELLED if choice is GIVE_UP else State.DELIVERED
    assert (await world.task(task)).state is wanted
    assert len(world.harbour.asked) == (choice is FALL_BACK)


async def test_what_the_member_has_anyway_is_marked_as_delivered(ling: Member, world: Shop) -> None:
    task = await failed(ling, world)
    done = await decide(world, task, DONE)
    assert (done.state, done.due_at) == (State.DELIVERED, None)
    assert await SendingRow.filter(state="DELIVERED").count() == 1


async def test_an_order_given_up_and_carried_out_after_all_is_a_surplus_that_staff_see(
    ling: Member, world: Shop
) -> None:
    task = await failed(ling, world)
    [order] = await SendingRow.all()
    await decide(world, task, Choice(Remedy.GIVE_UP, "lost", is_surely_not_delivered=True))
    late = Answer(Asked.CALLBACK, Heard(News.DELIVERED), port.Delivered((port.IssuedCode(Secret("A")),)))
    await conclude(world.ports, order.id, late, PATIENCE, None)
    await order.refresh_from_db()
    assert order.state == "SURPLUS"
    assert (await world.task(task)).state is State.CANCELLED
    assert (await journal.entries_of_member(ling.id, 1))[0].action == "deliver_surplus"


async def test_nobody_decides_without_a_reason_a_task_or_another_route(ling: Member, world: Shop) -> None:
    [task] = await buy(ling, one("ticket"), NOW)
    with pytest.raises(InvalidInput):
        await decide(world, task, Choice(Remedy.GIVE_UP, "  "))
    with pytest.raises(NoOtherRoute):
        await decide(world, task, FALL_BACK)
    gone = await decide(world, task, GIVE_UP)
    assert (gone.state, (await reads.tasks([task.id]))[task.id]) == (State.CANCELLED, gone)
    with pytest.raises(TaskStateForbids):
        await decide(world, task, REISSUE)
    with pytest.raises(NotFound):
        await remedy(world.ports, new_id(), REISSUE, Act("staff:li", NOW, "k"))
