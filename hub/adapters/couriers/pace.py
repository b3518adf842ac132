"""The pace of messages, counted in Redis; where that is gone, everything goes ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limits import RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from redis import RedisError
from redis.asyncio import Redis

if TYPE_CHECKING:
    from limits.aio.storage import Storage

_PATIENCE = 2.0
"""Seconds after which Redis is held for gone."""


class RedisPace:
    """See ``hub.ports.pace.Pace``."""

    def __init__(self, redis_url: str, per_second: int) -> None:
        self._redis: Redis = Redis.from_url(
            redis_url, decode_responses=True, socket_connect_timeout=_PATIENCE, socket_timeout=_PATIENCE
        )
        self._rate = RateLimitItemPerSecond(per_second)
        self._limiter = MovingWindowRateLimiter(self._storage())

    def _storage(self) -> Storage:
        """Over the same connections; the address is only read for its form."""
        options: dict[str, Any] = {"connection_pool": self._redis.connection_pool}
        return RedisStorage("async+redis://", implementation="redispy", **options)

    async def admit(self, place: str, /) -> bool:
        """See ``Pace``."""
        try:
            return await self._limiter.hit(self._rate, "message", place)
        except (RedisError, OSError, StorageError):
            return True

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.aclose()
