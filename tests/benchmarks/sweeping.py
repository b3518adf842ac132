"""Sweeps cost what is due: turning the glances that time has changed, in ever larger tables."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median
from time import perf_counter

import asyncpg

from hub import wiring
from hub.adapters.changes import ListenedChanges
from hub.adapters.cipher import AesCipher
from hub.adapters.clock import SystemClock
from hub.adapters.tokens.builtin import NoIssuer
from hub.entitlements.service.glancing import turn_glances
from hub.kernel.secret import Secret
from hub.ports import Ports
from tests.benchmarks.measuring import IS_FULL, Table
from tests.benchmarks.peers.processes import database
from tests.benchmarks.population import HELD

MEMBERS = 50_000 if IS_FULL else 4_000
TIMES = (1, 2, 4)
DUE = 20_000 if IS_FULL else 1_000
ROUNDS = 5

_MAKE_DUE = """
    UPDATE glances SET true_until = now() - interval '1 second' WHERE id IN (
        SELECT id FROM glances WHERE true_until > now() ORDER BY member_id, benefit LIMIT $1
    )
"""


def measure() -> Iterator[Table]:
    """Milliseconds for as many due glances in tables of 1, 2 and 4 times the size, in turns."""
    with ExitStack() as running:
        urls = {f"{MEMBERS * each * HELD:,} glances": running.enter_context(database(MEMBERS * each)) for each in TIMES}
        times: dict[str, list[float]] = {name: [] for name in urls}
        for _ in range(ROUNDS):
            for name, url in urls.items():
                times[name].append(asyncio.run(_sweep(url)))
    medians = {name: median(each) for name, each in times.items()}
    yield Table(f"turning {DUE:,} glances", "ms", medians, "goal: within 1.15 where the table doubles")


async def _sweep(url: str) -> float:
    """How long the second of two sweeps takes: the first finds out how to ask."""
    ports = Ports(SystemClock(), AesCipher([Secret("for benchmarks")]), NoIssuer(), ListenedChanges(url))
    connection = await asyncpg.connect(url)
    took = 0.0
    async with wiring.connected(url):
        for _ in range(2):
            await connection.execute(_MAKE_DUE, DUE)
            await connection.execute("VACUUM ANALYZE glances")
            began = perf_counter()
            assert await turn_glances(ports) == DUE
            took = (perf_counter() - began) * 1e3
    await connection.close()
    return took
