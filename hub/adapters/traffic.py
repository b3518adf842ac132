"""Rate limits and circuit breakers in Redis, shared by all workers; where Redis is gone, everything is admitted.

A breaker is a few keys that end by themselves: ``failures`` counts those in a row, ``open`` stays for as long as the
provider is left alone, ``tripped`` for as long as it is on probation, and ``trial`` while one request tries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from limits import RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from redis import RedisError
from redis.asyncio import Redis

from hub.ports.traffic import Breaker, Condition, Wait

if TYPE_CHECKING:
    from limits.aio.storage import Storage

_GONE = (RedisError, OSError, StorageError)
_PATIENCE = 2.0
"""Seconds after which Redis is held for gone."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What every provider bears: ``failures`` in a row open its breaker for ``cooling``.

    They are in a row if none is older than ``memory``; a request that tries a provider on probation is given up
    after ``trial``.
    """

    at_once: int = 16
    per_second: int = 50
    failures: int = 5
    cooling: timedelta = timedelta(seconds=30)
    memory: timedelta = timedelta(minutes=1)
    trial: timedelta = timedelta(seconds=15)
    probation: timedelta = timedelta(days=1)


class RedisTraffic:
    """See ``hub.ports.traffic.Traffic``."""

    def __init__(self, redis_url: str, limits: Limits) -> None:
        self._limits = limits
        self._redis: Redis = Redis.from_url(
            redis_url, decode_responses=True, socket_connect_timeout=_PATIENCE, socket_timeout=_PATIENCE
        )
        self._rate = RateLimitItemPerSecond(limits.per_second)
        self._limiter = MovingWindowRateLimiter(self._storage())

    def _storage(self) -> Storage:
        """Over the same connections; the address is only read for its form."""
        options: dict[str, Any] = {"connection_pool": self._redis.connection_pool}
        return RedisStorage("async+redis://", implementation="redispy", **options)

    def at_once(self) -> int:
        """See ``Traffic``."""
        return self._limits.at_once

    async def admit(self, provider: str) -> Wait | None:
        """See ``Traffic``."""
        try:
            if not await self._limiter.hit(self._rate, "providers", provider):
                return Wait(timedelta(seconds=1), f"no more than {self._limits.per_second} requests a second")
            return await self._kept_out(provider)
        except _GONE:
            return None

    async def _kept_out(self, provider: str) -> Wait | None:
        left = await self._redis.pttl(_key(provider, "open"))
        if left > 0:
            return Wait(timedelta(milliseconds=left), "the provider is failing and left alone for a while")
        if not await self._redis.exists(_key(provider, "tripped")):
            return None
        if await self._redis.set(_key(provider, "trial"), "", nx=True, px=self._limits.trial):
            return None
        return Wait(self._limits.trial / 3, "the provider was failing; another request is trying it")

    async def heard(self, provider: str, *, is_well: bool) -> None:
        """See ``Traffic``."""
        try:
            if is_well:
                await self._redis.delete(*(_key(provider, name) for name in ("failures", "open", "tripped", "trial")))
            else:
                await self._count_failure(provider)
        except _GONE:
            return

    async def _count_failure(self, provider: str) -> None:
        async with self._redis.pipeline() as together:
            together.incr(_key(provider, "failures"))
            together.pexpire(_key(provider, "failures"), self._limits.memory)
            together.exists(_key(provider, "tripped"))
            failures, _, is_on_probation = await together.execute()
        if is_on_probation or failures >= self._limits.failures:
            await self._redis.set(_key(provider, "tripped"), "", px=self._limits.probation)
            await self._redis.set(_key(provider, "open"), "", px=self._limits.cooling, nx=True)
            await self._redis.delete(_key(provider, "trial"))

    async def condition(self, provider: str, /) -> Condition:
        """See ``Traffic``."""
        try:
            left = await self._redis.pttl(_key(provider, "open"))
            is_on_probation = await self._redis.exists(_key(provider, "tripped"))
            failures = int(await self._redis.get(_key(provider, "failures")) or 0)
        except _GONE:
            return Condition(Breaker.CLOSED)
        if left > 0:
            return Condition(Breaker.OPEN, failures, timedelta(milliseconds=left))
        return Condition(Breaker.HALF_OPEN if is_on_probation else Breaker.CLOSED, failures)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.aclose()


def _key(provider: str, name: str) -> str:
    return f"hub:breaker:{provider}:{name}"
