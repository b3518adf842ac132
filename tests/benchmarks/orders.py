"""Orders from the click to the last part delivered: placed, paid at the sandbox gateway, delivered by three providers.

Every part is a process of its own, as ``hub up`` starts them, and nothing goes wrong. Half of the orders have four
codes that providers are asked for; half a top-up and a link, and something that nobody need deliver.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import asyncpg

from hub.adapters.changes import ListenedChanges
from hub.adapters.cipher import AesCipher
from hub.adapters.clock import SystemClock
from hub.adapters.tokens.builtin import NoIssuer
from hub.ports import Ports
from tests.benchmarks.measuring import IS_FULL, Table
from tests.benchmarks.shoppers import BUNDLES
from tests.faults.chaos.shop import PROVIDERS, open_shop
from tests.faults.chaos.world import WORKERS, World, until, world

ORDERS = 2_000 if IS_FULL else 100
_LEFT = "SELECT count(*) FROM tasks WHERE state <> 'DELIVERED'"
_ALL = "SELECT count(*) FROM tasks"


def measure() -> Iterator[Table]:
    """Orders a second."""
    rates, notes = dict[str, float](), list[str]()
    for workers in (WORKERS[:1], WORKERS):
        with TemporaryDirectory(prefix="hub-") as place, world(Path(place)) as around:
            name = f"{len(workers)} worker{'s' if len(workers) > 1 else ''}"
            paid, delivered = _sold(around, workers)
            rates[name] = ORDERS / delivered
            notes.append(f"{name}: all paid after {paid:.1f} s, all {_parts()} parts delivered after {delivered:.1f} s")
    yield Table(f"{ORDERS:,} orders, placed, paid and delivered", "orders/s", rates, "; ".join(notes))


def _parts() -> int:
    return sum(BUNDLES.values()) * ORDERS // len(BUNDLES)


def _sold(around: World, workers: list[str]) -> tuple[float, float]:
    """Seconds until all was paid, and until all was delivered."""
    url = around.servers.database_url
    ports = Ports(SystemClock(), AesCipher(around.servers.keys), NoIssuer(), ListenedChanges(url))
    asyncio.run(open_shop(ports, url, ORDERS))
    around.start("web", "gateway", "providers")
    until(around.is_up)
    for provider in PROVIDERS:
        around.faults(provider)
    around.start(*workers)
    began = perf_counter()
    shoppers = [sys.executable, "-m", "tests.benchmarks.shoppers", str(ORDERS)]
    subprocess.run(shoppers, env=around.environment, check=True)
    paid = perf_counter() - began
    while asyncio.run(_number(url, _LEFT)):
        sleep(0.2)
    assert asyncio.run(_number(url, _ALL)) == _parts()
    return paid, perf_counter() - began


async def _number(url: str, query: str) -> int:
    connection = await asyncpg.connect(url)
    found = await connection.fetchval(query)
    await connection.close()
    return int(found)
