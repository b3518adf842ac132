"""Codes: reserved at the order, issued at the payment, given back at expiry, sold once."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextvars import Context
from datetime import UTC, datetime, timedelta

import pytest
from tortoise.transactions import in_transaction

from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service import granting, using
from hub.fulfilment import reads
from hub.fulfilment.errors import OutOfStock
from hub.fulfilment.models import BatchRow, CodeRow
from hub.fulfilment.rules.codes import CodeState
from hub.fulfilment.rules.stocking import Batch, NewCode
from hub.fulfilment.rules.tasks import State
from hub.fulfilment.rules.withdrawing import Withdrawal
from hub.fulfilment.service import giving, stocking, vault
from hub.fulfilment.service.checking import findings
from hub.fulfilment.service.planning import plan
from hub.fulfilment.service.revealing import confirm, reveal_code
from hub.fulfilment.service.withdrawing import cancel
from hub.journal.rules import Act
from hub.kernel.errors import NotFound
from hub.kernel.ids import new_id
from hub.kernel.secret import Secret
from hub.members.rules import Member
from hub.ports import Ports
from tests.buying import EVERYTHING, buy, one
from tests.services.fulfilment.shop import Shop

NOW = datetime(2026, 1, 31, 2, tzinfo=UTC)
SOON = NOW + timedelta(minutes=15)


async def stock(count: int, product: str = "voucher", ends_at: datetime | None = None) -> None:
    batch = await BatchRow.create(product=product, name="b", ends_at=ends_at, made_at=NOW, made_by="staff:li")
    await CodeRow.bulk_create(
        [
            CodeRow(
                batch_id=batch.id,
                product=product,
                sealed=b"",
                fingerprint=new_id().hex,
                masked="••••",
                state=CodeState.FREE,
                ends_at=ends_at,
            )
            for _ in range(count)
        ]
    )


async def states() -> dict[str, int]:
    return dict(Counter(await CodeRow.all().values_list("state", flat=True)))


async def test_a_thousand_concurrent_buyers_of_a_hundred_codes_get_a_hundred(shop: None) -> None:
    await stock(100)

    async def buyer() -> bool:
        try:
            await vault.reserve(new_id(), {"voucher": 1}, NOW, SOON)
        except OutOfStock:
            return False
        return True

    assert Counter(await asyncio.gather(*(buyer() for _ in range(1000)))) == {True: 100, False: 900}
    assert await states() == {"RESERVED": 100}
    assert len({row.holder_id for row in await CodeRow.all()}) == 100


async def test_an_order_gets_all_of_its_codes_or_none(shop: None) -> None:
    await stock(3)
    await stock(5, "coupon")
    with pytest.raises(OutOfStock) as refused:
        await vault.reserve(new_id(), {"coupon": 5, "voucher": 4}, NOW, SOON)
    assert refused.value.missing == {"voucher": 1}
    assert await states() == {"FREE": 8}


async def test_reserving_again_for_the_same_order_changes_nothing(shop: None) -> None:
    await stock(5)
    order = new_id()
    for _ in range(2):
        await vault.reserve(order, {"voucher": 3}, NOW, SOON)
    assert await states() == {"FREE": 2, "RESERVED": 3}
    assert await vault.give_back(order) == 3
    assert await states() == {"FREE": 5}


async def test_reserving_at_once_for_the_same_order_and_for_others_gives_each_order_its_codes_once(shop: None) -> None:
    await stock(5)
    order, other = new_id(), new_id()
    asked = [(order, NOW), (order, NOW + timedelta(seconds=1)), (other, NOW)]
    await asyncio.gather(*(vault.reserve(holder, {"voucher": 2}, at, SOON) for holder, at in asked))
    assert Counter(row.holder_id for row in await CodeRow.all()) == {order: 2, other: 2, None: 1}


async def test_what_another_process_reserves_at_once_for_the_same_order_is_not_reserved_again(shop: None) -> None:
    await stock(3)
    order, other = new_id(), new_id()
    async with in_transaction() as elsewhere:
        first = await CodeRow.all().first()
        assert first
        await CodeRow.filter(id=first.id).update(state="RESERVED", holder_id=order, slot=1, reserved_until=SOON)
        here = [
            asyncio.create_task(vault.reserve(each, {"voucher": 1}, NOW, SOON), context=Context())
            for each in (order, other)
        ]
        waiting = "SELECT count(*) AS count FROM pg_locks WHERE NOT granted"
        while not (await elsewhere.execute_query_dict(waiting))[0]["count"]:  # noqa: ASYNC110 - it is the database's
            await asyncio.sleep(0.01)
    await asyncio.gather(*here)
    assert Counter(row.holder_id for row in await CodeRow.all()) == {order: 1, other: 1, None: 1}


async def test_the_soonest_ending_codes_go_first_and_ended_ones_never(shop: None) -> None:
    for days in (90, 30, -1):
        await stock(1, ends_at=NOW + timedelta(days=days))
    order = new_id()
    await vault.reserve(order, {"voucher": 1}, NOW, SOON)
    [row] = await CodeRow.filter(holder_id=order)
    assert row.ends_at == NOW + timedelta(days=30)
    with pytest.raises(OutOfStock):
        await vault.reserve(new_id(), {"voucher": 2}, NOW, SOON)


async def test_reserved_codes_become_the_members_with_the_payment(ling: Member) -> None:
    await stock(5)
    order = new_id()
    await vault.reserve(order, {"voucher": 2}, NOW, SOON)
    [task] = await buy(ling, one("voucher", 2), NOW, order)
    given = (await reads.codes_of_tasks([task.id]))[task.id]
    assert [(each.state, each.member_id) for each in given] == [(CodeState.ISSUED, ling.id)] * 2
    assert await vault.give_back(order) == 0


async def test_the_codes_of_an_order_are_for_what_is_delivered_now_and_not_for_what_is_released_later(
    ling: Member,
) -> None:
    await stock(4)
    order, by = new_id(), Act("system", NOW, "order")
    await vault.reserve(order, {"voucher": 4}, NOW, SOON)
    async with in_transaction():
        gifts = await granting.weigh(ling, [EVERYTHING, one("voucher", 2)], Origin(Source.PURCHASE), by)
        await granting.store(gifts, NOW)
        tasks = await plan(ling, [each for gift in gifts.given for each in gift.records], by, order)
    codes = await reads.codes_of_tasks([each.id for each in tasks])
    given = [(each.ready_at, len(codes[each.id])) for each in tasks if each.benefit == "voucher"]
    assert given == [(NOW, 2), (NOW + timedelta(days=28), 0), (NOW + timedelta(days=59), 0), (NOW, 2)]


async def test_codes_of_an_order_that_was_never_paid_are_free_again(shop: None) -> None:
    await stock(5)
    await vault.reserve(new_id(), {"voucher": 2}, NOW, SOON)
    assert await vault.give_back_overdue(SOON - timedelta(seconds=1)) == 0
    assert await vault.give_back_overdue(SOON) == 2
    assert await states() == {"FREE": 5}


async def test_a_refund_takes_back_codes_that_nobody_has_seen_and_leaves_the_others(ling: Member) -> None:
    await stock(2)
    orders = [new_id(), new_id()]
    for order in orders:
        await vault.reserve(order, {"voucher": 1}, NOW, SOON)
    seen, unseen = [(await buy(ling, one("voucher"), NOW, order))[0] for order in orders]
    await CodeRow.filter(task_id=seen.id).update(state=CodeState.REVEALED, revealed_at=NOW)
    async with in_transaction():
        went = await cancel(ling, [seen.grant_id, unseen.grant_id], Act("staff:li", NOW, "r"))
    assert went == {seen.grant_id: Withdrawal.KEPT, unseen.grant_id: Withdrawal.TAKEN_BACK}
    assert await states() == {"REVEALED": 1, "FREE": 1}


async def test_an_order_waits_for_the_last_code_rather_than_being_told_it_is_gone(shop: None) -> None:
    await stock(1)
    async with in_transaction():
        await CodeRow.all().select_for_update()
        waiting = asyncio.create_task(vault.reserve(new_id(), {"voucher": 1}, NOW, SOON))
        await asyncio.sleep(0.2)
        assert not waiting.done()
    await waiting


async def test_a_code_that_was_looked_at_before_a_worker_came_by_is_the_only_one_its_member_gets(
    ling: Member, world: Shop
) -> None:
    await stock(2)
    order = new_id()
    await vault.reserve(order, {"voucher": 1}, NOW, SOON)
    [task] = await buy(ling, one("voucher"), NOW, order)
    await CodeRow.filter(task_id=task.id).update(state=CodeState.REVEALED, revealed_at=NOW)
    await world.work()
    assert (await world.task(task)).state is State.DELIVERED
    assert await states() == {"REVEALED": 1, "FREE": 1}


async def test_a_code_that_was_looked_at_is_delivered_even_if_it_is_returned_before_a_worker_came_by(
    ling: Member, world: Shop
) -> None:
    await stock(1)
    order = new_id()
    await vault.reserve(order, {"voucher": 1}, NOW, SOON)
    [task] = await buy(ling, one("voucher"), NOW, order)
    await CodeRow.filter(task_id=task.id).update(state=CodeState.REVEALED, revealed_at=NOW)
    await giving.take_back(world.ports, ling, [task.grant_id], "changed their mind", Act("staff:li", NOW, "r"))
    await world.work()
    assert (await world.task(task)).state is State.DELIVERED
    assert await findings(NOW) == []


async def test_a_code_that_is_being_returned_is_not_shown_to_the_one_who_returns_it(
    ling: Member, world: Shop, ports: Ports
) -> None:
    await stocking.stock(ports, Batch("voucher", "b"), [NewCode(Secret("AAAA-BBBB-0001"))], Act("staff:li", NOW, "k"))
    [task] = await buy(ling, one("voucher"), NOW)
    await world.work()
    [code] = (await reads.codes_of_tasks([task.id]))[task.id]
    yes = confirm(world.ports, ling, code.id)
    async with in_transaction():
        await using.revoke(ling, [task.grant_id], "returned", Act("staff:li", NOW, "r"))
        looks = reveal_code(world.ports, ling, code.id, yes.token, Act("member:ling", NOW, "l"))
        looking = asyncio.create_task(looks, context=Context())
        await asyncio.sleep(0.3)
        assert not looking.done()
        await cancel(ling, [task.grant_id], Act("staff:li", NOW, "r"))
    with pytest.raises(NotFound):
        await looking
    assert await states() == {"FREE": 1}
