"""Sweeps cost what is due: turning the glances that time has changed, in ever larger tables."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
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
    """Milliseconds for as many due glances in tables of 1, 2 and 4 times the size."""
    times = {f"{MEMBERS * each * 15:,} glances": _sweep(MEMBERS * each) for each in TIMES}
    yield Table(f"turning {DUE:,} glances", "ms", times, "goal: within 1.15 where the table doubles")


def _sweep(members: int) -> float:
    with database(members) as url:
        return median(asyncio.run(_rounds(url)))


async def _rounds(url: str) -> list[float]:
    connection = await asyncpg.connect(url)
    ports = Ports(SystemClock(), AesCipher([Secret("for benchmarks")]), NoIssuer(), ListenedChanges(url))
    times = []
    async with wiring.connected(url):
        for _ in range(ROUNDS):
            await connection.execute(_MAKE_DUE, DUE)
            await connection.execute("VACUUM ANALYZE glances")
            began = perf_counter()
            assert await turn_glances(ports) == DUE
            times.append((perf_counter() - began) * 1e3)
    await connection.close()
    return times
