"""An arq worker that outlives the loss of Redis, and ends within a second or so when told to."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC
from typing import TYPE_CHECKING, Any, cast

import orjson
import structlog
from arq.cron import cron
from arq.worker import Worker
from redis import RedisError

from hub.adapters.queue import HEALTH, QUEUE, connect, serialize

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    Job = Callable[..., Awaitable[None]]
    """Called with arq's context and, if it was told of, with ids as texts; known by its name."""
    Seconds = set[int]
    """At which seconds of every minute a job runs by itself, in one worker at a time."""

_JOBS_AT_ONCE = 64
_LONGEST_JOB = 600
_HEALTH_EVERY = 5
_GLANCE = 0.2
_PAUSE = 1.0
"""Seconds between two tries to reach Redis."""
_GRACE = 0.5
"""Seconds that jobs may take to end when the worker is told to."""

_log = structlog.get_logger()


async def work(
    redis_url: str, jobs: Sequence[Job], by_the_clock: Sequence[tuple[Job, Seconds]], context: dict[str, Any]
) -> None:
    """Run jobs until cancelled. A job that fails is not run again by itself: what it left undone is told of again."""
    while True:
        worker = _worker(redis_url, jobs, by_the_clock, context)
        running = asyncio.create_task(worker.async_run())
        try:
            await asyncio.wait([running])
            running.result()
        except (RedisError, OSError) as gone:
            _log.warning("Redis is gone; trying again", why=str(gone))
            await asyncio.sleep(_PAUSE)
        finally:
            await _end(worker, running)


def _worker(
    redis_url: str, jobs: Sequence[Job], by_the_clock: Sequence[tuple[Job, Seconds]], context: dict[str, Any]
) -> Worker:
    return Worker(
        [cast("Any", job) for job in jobs],
        queue_name=QUEUE,
        cron_jobs=[cron(cast("Any", job), second=seconds) for job, seconds in by_the_clock],
        redis_pool=connect(redis_url),
        handle_signals=False,
        max_jobs=_JOBS_AT_ONCE,
        job_timeout=_LONGEST_JOB,
        keep_result=0,
        poll_delay=_GLANCE,
        max_tries=1,
        health_check_interval=_HEALTH_EVERY,
        health_check_key=HEALTH,
        ctx=context,
        on_job_start=cast("Any", _read_clock),
        retry_jobs=False,
        job_serializer=serialize,
        job_deserializer=orjson.loads,
        timezone=UTC,
        log_results=False,
    )


async def _read_clock(context: dict[str, Any]) -> None:
    """Before every job; where the database is gone, the job will find out for itself."""
    clock = context["ports"].test_clock
    if clock is not None:
        try:
            await clock.refresh()
        except Exception as gone:  # noqa: BLE001 - what is raised here ends the worker
            _log.warning("the test clock cannot be read", why=str(gone))


async def _end(worker: Worker, running: asyncio.Task[None]) -> None:
    """Let jobs end, then make them; what they leave undone is taken up once its lease has ended."""
    await _cancelled({running})
    late = {*worker.tasks.values()}
    if late:
        _, late = await asyncio.wait(late, timeout=_GRACE)
    await _cancelled(late)
    with suppress(RedisError, OSError):
        await worker.pool.aclose()


async def _cancelled(tasks: set[asyncio.Task[None]]) -> None:
    """Cancel until all have ended: where Python 3.11's ``wait_for`` has just got what it waits for, it forgets it."""
    left = tasks
    while left:
        for each in left:
            each.cancel()
        _, left = await asyncio.wait(left, timeout=_GRACE)
    await asyncio.gather(*tasks, return_exceptions=True)
