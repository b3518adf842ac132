"""A worker process, real providers over HTTP, and what goes wrong between them."""

from __future__ import annotations

import asyncio
import signal
import time
from typing import Any

import pytest
import redis

from hub.adapters import working
from hub.adapters.queue import ArqQueue
from hub.entitlements import reads as entitlements
from hub.fulfilment.models import AttemptRow, CallbackRow, CodeRow, RouteRow, SendingRow
from hub.fulfilment.rules.tasks import Task
from hub.kernel.ids import new_id
from hub.members.rules import Member
from hub.ports import Ports
from tests.buying import buy, one
from tests.jobs.conftest import CLOCK, Factory


async def bought(member: Member, benefit: str, count: int) -> list[Task]:
    return [(await buy(member, one(benefit), CLOCK.now()))[0] for _ in range(count)]


async def test_a_worker_delivers_by_every_protocol_and_time_starts_with_the_delivery(
    ling: Member, factory: Factory
) -> None:
    tasks = [
        (await bought(ling, f"{form}-{provider}{starting}", 1))[0]
        for provider, form, starting in (
            ("harbour", "code", ""),
            ("sunrise", "code", ""),
            ("drizzle", "code", ""),
            ("harbour", "link", "-starting"),
            ("drizzle", "link", "-starting"),
        )
    ]
    with factory.worker() as worker:
        done = await factory.delivered(tasks)
        began = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(5) == 0
        assert time.monotonic() - began < 5
    for each in done:
        [record] = await entitlements.records([each.grant_id])
        begun = record.grant.begun
        assert begun is not None
        assert (begun.at == each.delivered_at) == each.starts_grant
    for provider in ("harbour", "sunrise", "drizzle"):
        assert all(each["delivered"] == 1 for each in (await factory.ledger(provider)).values())


async def test_everything_is_delivered_once_whatever_the_providers_do(ling: Member, factory: Factory) -> None:
    """Errors before and after, silence, nonsense, answers for others, calls before the answer, and twice."""
    wrong = {"error_before": 0.1, "error_after": 0.15, "nonsense": 0.15, "other_task": 0.1}
    await factory.faults("drizzle", **wrong, callback_first=0.2, callback_twice=0.3)
    await factory.faults("sunrise", **wrong, callback_first=0.2, callback_twice=0.3)
    tasks = [
        *await bought(ling, "code-drizzle", 12),
        *await bought(ling, "code-sunrise", 12),
        *await bought(ling, "code-harbour", 6),
    ]
    with factory.worker():
        await factory.delivered(tasks, within=120)
    given = set()
    for provider in ("harbour", "sunrise", "drizzle"):
        ledger = await factory.ledger(provider)
        assert {each["delivered"] for each in ledger.values()} == {1}
        given |= {code for each in ledger.values() for code in each["codes"]}
    assert len(given) == len(tasks) == await CodeRow.filter(state="ISSUED").count()
    assert await SendingRow.filter(state="DELIVERED").count() == len(tasks)
    assert await CallbackRow.filter(outcome="Accepted").exists()
    shown = " ".join(f"{row.request} {row.answer}" for row in await AttemptRow.all())
    assert not any(code in shown for code in given)


async def test_a_provider_that_is_down_delays_nobody_else_and_is_served_when_it_is_back(
    ling: Member, factory: Factory
) -> None:
    await factory.faults("drizzle", down=1)
    waiting, others = await bought(ling, "code-drizzle", 8), await bought(ling, "code-harbour", 8)
    with factory.worker():
        await factory.delivered(others, within=20)
        await factory.faults("drizzle")
        with redis.Redis.from_url(factory.environment["HUB_REDIS_URL"]) as client:
            client.delete("hub:breaker:drizzle:open")  # else this test waits for half a minute
        await factory.delivered(waiting, within=60)
    assert {each["delivered"] for each in (await factory.ledger("drizzle")).values()} == {1}


async def test_redis_may_forget_everything_at_any_time(ling: Member, factory: Factory) -> None:
    with factory.worker(), redis.Redis.from_url(factory.environment["HUB_REDIS_URL"]) as client:
        tasks = []
        for _ in range(5):
            tasks += await bought(ling, "code-harbour", 4)
            await asyncio.sleep(0.3)
            client.flushall()
        await factory.delivered(tasks)
    assert {each["delivered"] for each in (await factory.ledger("harbour")).values()} == {1}


@pytest.mark.parametrize("product", ["voucher-gone", "voucher-barred"])
async def test_what_one_product_cannot_give_another_does(ling: Member, factory: Factory, product: str) -> None:
    await RouteRow.create(benefit="code-harbour", rank=0, provider="harbour", product=f"{product}-code")
    await RouteRow.create(benefit="code-harbour", rank=1, provider="harbour", product="voucher-code")
    await RouteRow.create(benefit="code-harbour", rank=2, provider="sunrise", product="voucher-code")
    tasks = await bought(ling, "code-harbour", 2)
    with factory.worker():
        done = await factory.delivered(tasks)
    wanted = 1 if product == "voucher-gone" else 2
    assert [each.route for each in done] == [wanted] * 2


async def test_a_worker_told_to_end_ends_whatever_it_is_about(redis_url: str, ports: Ports) -> None:
    """Cancelled a few times amid its work: one cancellation in five was forgotten by what it met."""

    async def work_on(_: dict[str, Any], ids: list[str]) -> None:
        await asyncio.sleep(0.005 * len(ids))

    queue = ArqQueue(redis_url)
    for turn in range(12):
        worker = asyncio.create_task(working.work(redis_url, [work_on], [], {"ports": ports}))
        for _ in range(30):
            await queue.tell("work_on", [new_id()])
        await asyncio.sleep(0.05 + 0.01 * turn)
        worker.cancel()
        _, left = await asyncio.wait([worker], timeout=20)
        assert not left
    await queue.close()
