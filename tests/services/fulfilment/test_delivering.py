"""Deliveries, step by step: what is heard of a provider, and what the member and staff then see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tortoise.transactions import in_transaction

from hub.fulfilment import reads
from hub.fulfilment.models import AttemptRow, CodeRow, RouteRow, SendingRow, TaskRow
from hub.fulfilment.rules.pacing import Patience
from hub.fulfilment.rules.tasks import Awaited, State
from hub.fulfilment.service import resuming
from hub.fulfilment.service.withdrawing import cancel
from hub.journal import reads as journal
from hub.journal.rules import Act
from hub.kernel.secret import Secret
from hub.members.rules import Member
from hub.ports import providers as port
from tests.buying import buy, one
from tests.fakes import ScriptedProvider
from tests.services.fulfilment.shop import NOW, PATIENCE, Shop, fallback

UNKNOWN = port.Unknown("no answer: ReadTimeout")
DOWN = port.Unreachable("no connection")


async def test_a_code_from_a_provider_is_sealed_kept_and_the_members(ling: Member, world: Shop) -> None:
    [task] = await buy(ling, one("ticket", 2), NOW)
    await world.work()
    done = await world.task(task)
    assert (done.state, done.delivered_at, done.due_at) == (State.DELIVERED, NOW, None)
    codes = (await reads.codes_of_tasks([task.id]))[task.id]
    assert [(each.state, each.member_id) for each in codes] == [("ISSUED", ling.id)] * 2
    [attempt] = await AttemptRow.all()
    assert (attempt.kind, attempt.outcome, attempt.request) == ("DELIVER", "DELIVERED", "POST /orders")
    assert all(world.lanting.asked[0].task_id.encode() not in bytes(row.sealed) for row in await CodeRow.all())
    assert (await journal.entries_of_member(ling.id, 1))[0].action == "deliver"


async def test_after_a_timeout_the_provider_is_asked_and_nothing_is_sent_twice(ling: Member, world: Shop) -> None:
    [task] = await buy(ling, one("ticket"), NOW)
    world.lanting.script = [UNKNOWN]
    await world.work()
    assert (await world.task(task)).state is State.RETRYING
    [sent] = world.lanting.asked
    world.lanting.done[sent.task_id] = port.Delivered((port.IssuedCode(Secret("A-1")),))
    await world.work_for(timedelta(minutes=5))
    assert (await world.task(task)).state is State.DELIVERED
    assert len(world.lanting.asked) == 1


async def test_never_seen_is_believed_only_once_the_request_can_no_longer_arrive(ling: Member, world: Shop) -> None:
    [task] = await buy(ling, one("ticket"), NOW)
    world.lanting.script = [UNKNOWN]
    await world.work_for(world.lanting.settling - timedelta(seconds=1))
    assert len(world.lanting.asked) == 1
    await world.work_for(timedelta(seconds=2))
    assert (await world.task(task)).state is State.DELIVERED
    first, second = world.lanting.asked
    assert first.task_id == second.task_id


async def test_accepted_is_not_delivered_the_result_is_asked_for(ling: Member, world: Shop) -> None:
    world.lanting.polling = port.Polling(timedelta(seconds=5), timedelta(seconds=10), timedelta(minutes=5))
    [task] = await buy(ling, one("lounge"), NOW)
    world.lanting.script = [port.Accepted("r-1")]
    world.lanting.findings = [port.Accepted("r-1"), port.Delivered(link=Secret("https://x.example/1"))]
    await world.work()
    waiting = await world.task(task)
    assert (waiting.state, waiting.due_at) == (State.AWAITING_PROVIDER, NOW + timedelta(seconds=5))
    await world.work_for(timedelta(seconds=15))
    assert (await world.task(task)).state is State.DELIVERED
    assert b"x.example" not in bytes((await TaskRow.get(id=task.id)).link or b"x.example")


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ([port.Rejected("sold out", try_another_product=True)], ["lanting", "harbour"]),
        ([port.Rejected("never")], ["lanting", "harbour"]),
        ([port.Rejected("busy", retryable=True)], ["lanting", "lanting"]),
        ([DOWN, DOWN], ["lanting", "lanting", "lanting"]),
    ],
)
async def test_what_was_surely_not_done_is_tried_again_or_elsewhere(
    ling: Member, world: Shop, answers: list[port.Outcome], asked: list[str]
) -> None:
    await fallback("ticket")
    [task] = await buy(ling, one("ticket"), NOW)
    world.lanting.script = answers
    await world.work_for(timedelta(minutes=1))
    assert (await world.task(task)).state is State.DELIVERED
    assert ["lanting"] * len(world.lanting.asked) + ["harbour"] * len(world.harbour.asked) == asked
    assert await SendingRow.filter(state="DELIVERED").count() == 1


async def test_a_provider_down_for_an_hour_delays_only_its_own_tasks_until_the_fallback(
    ling: Member, world: Shop
) -> None:
    await fallback("ticket")
    [ticket] = await buy(ling, one("ticket"), NOW)
    await RouteRow.create(benefit="lounge", rank=0, provider="harbour", product="lounge")
    [lounge] = await buy(ling, one("lounge"), NOW)
    world.lanting.script = [DOWN] * 500
    world.patience = Patience()  # a try every ten minutes at least
    await world.work()
    assert (await world.task(lounge)).state is State.DELIVERED
    await world.work_for(timedelta(minutes=59))
    assert (await world.task(ticket)).state is State.DELIVERED
    assert len(world.harbour.asked) == 2
    assert len(world.lanting.asked) < 20


async def test_what_stays_in_doubt_goes_to_a_person_and_never_to_the_fallback(ling: Member, world: Shop) -> None:
    await fallback("ticket")
    [task] = await buy(ling, one("ticket"), NOW)
    world.lanting.script, world.lanting.findings = [UNKNOWN], [UNKNOWN] * 5000
    await world.work_for(PATIENCE.deadline + timedelta(hours=1))
    failed = await world.task(task)
    assert (failed.state, failed.due_at) == (State.FAILED, None)
    assert world.harbour.asked == []
    assert await SendingRow.filter(state="OPEN").count() == 1


async def test_a_member_without_an_account_is_waited_for_and_delivered_when_it_is_named(
    ling: Member, world: Shop
) -> None:
    [task] = await buy(ling, one("video"), NOW)
    await world.work_for(timedelta(days=5))
    assert (await world.task(task)).awaits is Awaited.ACCOUNT
    assert await resuming.resume_all(world.ports) == 0
    await resuming.bind_account(world.ports, "test", ling.id, "lanting", "13800001234", [r"1\d{10}"])
    await world.work()
    assert (await world.task(task)).state is State.DELIVERED
    [asked] = world.lanting.asked
    assert (asked.account, asked.form) == ("13800001234", port.DeliveryForm.TOP_UP)


async def test_a_worker_that_died_is_followed_by_another_that_asks_first(ling: Member, world: Shop) -> None:
    [task] = await buy(ling, one("ticket"), NOW)

    class Killed(BaseException):
        pass

    async def dies(delivery: port.Delivery) -> tuple[port.Outcome, port.Exchange]:
        await ScriptedProvider.deliver(world.lanting, delivery)
        raise Killed

    world.lanting.deliver = dies  # type: ignore[method-assign] - the worker dies after the provider has delivered
    with pytest.raises(Killed):
        await world.work()
    del world.lanting.deliver
    assert (await world.task(task)).state is State.SENT
    await world.work_for(PATIENCE.lease + timedelta(seconds=1))
    assert (await world.task(task)).state is State.DELIVERED
    assert len(world.lanting.asked) == 1


async def test_a_provider_that_gives_a_code_twice_makes_nobody_its_second_owner(
    ling: Member, bo: Member, world: Shop
) -> None:
    same = port.Delivered((port.IssuedCode(Secret("SAME-1234-5678")),))
    world.lanting.script = [same, same]
    [first], [second] = await buy(ling, one("ticket"), NOW), await buy(bo, one("ticket"), NOW)
    await world.work()
    states = {(await world.task(each)).state for each in (first, second)}
    assert states == {State.DELIVERED, State.FAILED}
    assert await CodeRow.all().count() == 1


async def test_a_refund_takes_a_delivery_back_where_the_provider_can(ling: Member, world: Shop) -> None:
    kept, taken = [(await buy(ling, one("ticket"), NOW))[0] for _ in range(2)]
    await world.work()
    for task, answer in ((taken, port.Cancelled()), (kept, port.NotCancellable("used"))):
        world.lanting.cancellations = [UNKNOWN, answer]
        async with in_transaction():
            await cancel(ling, [task.grant_id], Act("staff:li", world.clock.now(), "r"))
        await world.work_for(timedelta(minutes=1))
    assert (await world.task(taken)).state is State.CANCELLED
    assert ((await world.task(kept)).state, (await world.task(kept)).withdrawn_at) == (State.DELIVERED, None)
    assert {row.task_id: row.state for row in await CodeRow.all()} == {taken.id: "VOID", kept.id: "ISSUED"}


async def test_codes_come_from_the_vault_when_there_are_some(ling: Member, world: Shop) -> None:
    [task] = await buy(ling, one("voucher", 2), NOW)
    await world.work()
    waiting = await world.task(task)
    assert (waiting.state, waiting.note) == (State.RETRYING, "2 of 2 codes of voucher are missing in the vault")
    await CodeRow.bulk_create(
        [CodeRow(product="voucher", sealed=b"", fingerprint=str(n), masked="••••", state="FREE") for n in range(3)]
    )
    await world.work_for(timedelta(minutes=1))
    assert (await world.task(task)).state is State.DELIVERED
    assert sorted(row.state for row in await CodeRow.all()) == ["FREE", "ISSUED", "ISSUED"]
