"""The queue over arq: what is told through Redis, and may be lost there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import structlog
from arq.connections import ArqRedis
from redis import RedisError

from hub.ports.queue import QueueStatus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

QUEUE = "hub:jobs"
HEALTH = "hub:jobs:health"
"""Where workers say that they are at work, every few seconds."""

_PATIENCE = 2.0
"""Seconds after which Redis is held for gone."""

_CROWDED = 100
"""More jobs than workers take into their hands at a time."""

_log = structlog.get_logger()


def connect(redis_url: str) -> ArqRedis:
    """A client for telling and for working; close it when done. Jobs travel as JSON: nothing is ever unpickled."""
    client: ArqRedis = ArqRedis.from_url(redis_url, socket_connect_timeout=_PATIENCE, socket_timeout=_PATIENCE)
    client.job_serializer, client.job_deserializer = serialize, orjson.loads
    client.default_queue_name = QUEUE
    return client


def serialize(job: dict[str, Any]) -> bytes:
    """A job, or its result, as JSON; an exception as its text."""
    return orjson.dumps(job, default=str)


class ArqQueue:
    """See ``hub.ports.queue.Queue``."""

    def __init__(self, redis_url: str) -> None:
        self._redis = connect(redis_url)

    async def tell(self, job: str, ids: Sequence[UUID]) -> None:
        """Let a worker know; where Redis is gone, the sweep does it later."""
        try:
            await self._redis.enqueue_job(job, [str(each) for each in ids])
        except (RedisError, OSError) as gone:
            _log.warning("nobody was told of a job; the sweep will", job=job, count=len(ids), why=str(gone))

    async def status(self) -> QueueStatus:
        """How it stands. ``RedisError`` or ``OSError`` where Redis is gone."""
        return QueueStatus(await self._redis.zcard(QUEUE), bool(await self._redis.exists(HEALTH)))

    async def is_crowded(self) -> bool:
        """More jobs wait than workers will take soon."""
        try:
            return int(await self._redis.zcard(QUEUE)) > _CROWDED
        except (RedisError, OSError):
            return False

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.aclose()
