"""Embedded servers and real worker processes, for what the hub does by itself."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import asyncpg
import psutil

from hub.adapters.embedded import postgres, valkey
from hub.kernel.secret import Secret
from hub.wiring.servers import Servers

KEY = "a benchmark"
PATIENCE = 7_200
"""Seconds."""

Environment = Mapping[str, str]


@contextmanager
def servers() -> Iterator[tuple[Servers, Path]]:
    """PostgreSQL and Valkey, with all they keep in a directory that goes with them."""
    with TemporaryDirectory(prefix="hub-") as directory:
        place = Path(directory)
        with postgres.running(place), valkey.running(place):
            yield Servers(postgres.url(place), valkey.url(place), (Secret(KEY),)), place


@contextmanager
def running(modules: list[str], environment: Environment) -> Iterator[list[subprocess.Popen[bytes]]]:
    """``python -m`` each of ``modules``, until the context ends."""
    started = [subprocess.Popen([sys.executable, "-m", each], env={**os.environ, **environment}) for each in modules]
    try:
        yield started
    finally:
        for each in started:
            each.terminate()
        for each in started:
            each.wait(30)


async def listening(port: int) -> None:
    """Wait until somebody listens on the port."""
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return


@contextmanager
def workers(count: int, reached: Servers, more: Environment) -> Iterator[list[subprocess.Popen[bytes]]]:
    """``count`` workers of the hub, as ``hub up`` starts them."""
    environment = {
        "HUB_DATABASE_URL": reached.database_url,
        "HUB_REDIS_URL": reached.redis_url,
        "HUB_SECRET_KEYS": KEY,
        "HUB_LOG_LEVEL": "error",
        **more,
    }
    with running(["jobs"] * count, environment) as started:
        yield started


@dataclass(frozen=True)
class Worked:
    """How long it took, in seconds, and the most memory that one of the workers had, in megabytes."""

    seconds: float
    memory: float

    def note(self, count: int) -> str:
        return f"{count / self.seconds:.0f} a second, {self.memory:.0f} MB a worker"


async def worked_off(
    connection: asyncpg.Connection, left: str, count: int, processes: list[subprocess.Popen[bytes]]
) -> Worked:
    """From the first of ``count`` done until ``left`` (SQL) counts none: what workers need to start does not count."""
    began, memory = 0.0, 0.0
    async with asyncio.timeout(PATIENCE):
        while left_now := await connection.fetchval(left):
            began = began or (perf_counter() if left_now < count else 0.0)
            memory = max(memory, *(psutil.Process(each.pid).memory_info().rss / 1_048_576 for each in processes))
            await asyncio.sleep(0.5)
    return Worked(perf_counter() - began, memory)
