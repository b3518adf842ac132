"""Breakers and limits, in a real Redis-protocol server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import redis

from hub.adapters.queue import ArqQueue
from hub.adapters.traffic import Limits, RedisTraffic
from hub.kernel.ids import new_id
from hub.ports.traffic import Breaker

LIMITS = Limits(failures=3, cooling=timedelta(milliseconds=200), trial=timedelta(seconds=5), per_second=500)


@pytest.fixture
async def traffic(redis_url: str) -> AsyncIterator[RedisTraffic]:
    traffic = RedisTraffic(redis_url, LIMITS)
    yield traffic
    await traffic.close()


async def fail(traffic: RedisTraffic, times: int) -> None:
    for _ in range(times):
        await traffic.heard("lanting", is_well=False)


async def breaker(traffic: RedisTraffic) -> Breaker:
    return (await traffic.condition("lanting")).breaker


async def test_a_provider_that_keeps_failing_is_left_alone_and_then_tried_by_one(traffic: RedisTraffic) -> None:
    await fail(traffic, 2)
    assert (await breaker(traffic), await traffic.admit("lanting")) == (Breaker.CLOSED, None)
    await fail(traffic, 1)
    wait = await traffic.admit("lanting")
    assert await breaker(traffic) is Breaker.OPEN
    assert wait is not None
    assert timedelta(0) < wait.time <= LIMITS.cooling
    assert await traffic.admit("harbour") is None
    await asyncio.sleep(0.25)
    assert await breaker(traffic) is Breaker.HALF_OPEN
    admitted = [await traffic.admit("lanting") for _ in range(5)]
    assert admitted.count(None) == 1


@pytest.mark.parametrize(("is_well", "after"), [(True, Breaker.CLOSED), (False, Breaker.OPEN)])
async def test_the_one_that_tries_closes_the_breaker_or_opens_it_again(
    traffic: RedisTraffic,
    is_well: bool,  # noqa: FBT001 - a case
    after: Breaker,
) -> None:
    await fail(traffic, 3)
    await asyncio.sleep(0.25)
    assert await traffic.admit("lanting") is None
    await traffic.heard("lanting", is_well=is_well)
    assert await breaker(traffic) is after


async def test_a_success_between_failures_forgets_them(traffic: RedisTraffic) -> None:
    await fail(traffic, 2)
    await traffic.heard("lanting", is_well=True)
    await fail(traffic, 2)
    assert await breaker(traffic) is Breaker.CLOSED


async def test_no_more_than_so_many_requests_a_second_whoever_asks(redis_url: str) -> None:
    workers = [RedisTraffic(redis_url, Limits(per_second=10)) for _ in range(2)]
    admitted = [await each.admit("lanting") for _ in range(10) for each in workers]
    assert admitted.count(None) in range(10, 15)
    for each in workers:
        await each.close()


async def test_where_redis_forgot_everything_the_breaker_is_closed(traffic: RedisTraffic, redis_url: str) -> None:
    await fail(traffic, 3)
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    assert (await breaker(traffic), await traffic.admit("lanting")) == (Breaker.CLOSED, None)


async def test_where_redis_is_gone_everything_is_admitted_and_telling_harms_nobody() -> None:
    nowhere = "redis://127.0.0.1:1/0"
    traffic, queue = RedisTraffic(nowhere, LIMITS), ArqQueue(nowhere)
    assert await traffic.admit("lanting") is None
    await traffic.heard("lanting", is_well=False)
    assert await breaker(traffic) is Breaker.CLOSED
    await queue.tell("deliver", [new_id()])
    await traffic.close()
    await queue.close()
