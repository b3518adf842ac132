"""One worker process: ports, database and jobs, until told to end."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

import uvloop

from hub import settings as configuration
from hub import wiring
from hub.adapters import working
from hub.wiring.reaching import patience, reach, renewal_policy
from hub.wiring.servers import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.adapters.working import Job, Seconds
    from hub.settings import Settings


def run(jobs: Sequence[Job], by_the_clock: Sequence[tuple[Job, Seconds]]) -> None:
    """Work with the servers that HUB_DATABASE_URL and HUB_REDIS_URL name.

    ``by_the_clock`` says at which seconds of every minute a job runs by itself. A job finds
    ``ports``, ``patience`` and ``renewal_policy`` in its context.
    """
    chosen = configuration.load()
    wiring.configure_logs(chosen)
    with suppress(asyncio.CancelledError):
        uvloop.run(_work(chosen, jobs, by_the_clock))


async def _work(settings: Settings, jobs: Sequence[Job], by_the_clock: Sequence[tuple[Job, Seconds]]) -> None:
    task = asyncio.current_task()
    assert task is not None  # noqa: S101 - we are in it
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    servers = named(settings)
    outer = reach(wiring.real_ports(settings, servers), settings, servers)
    async with wiring.connected(servers.database_url), outer.open() as ports:
        context = {"ports": ports, "patience": patience(settings), "renewal_policy": renewal_policy(settings)}
        await working.work(servers.redis_url, jobs, by_the_clock, context)
