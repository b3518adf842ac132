"""Selling codes to everybody at once, each code once and every sale on disk before it is told.

Beside the hub stand the simplest locking loop, in which buyers queue for the first free code, and the raw limit of
the database: updating the same rows by their keys, in the batches that the hub uses, with nothing to decide. Then far
more buyers than codes come in several processes, some of which are killed, and buy to the end: reserved, granted,
issued.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import asyncpg

from hub import wiring
from hub.adapters.changes import ListenedChanges
from hub.adapters.cipher import AesCipher
from hub.adapters.clock import SystemClock
from hub.adapters.embedded import postgres
from hub.adapters.tokens.builtin import NoIssuer
from hub.fulfilment.models import CodeRow
from hub.fulfilment.service import vault
from hub.kernel.ids import new_id
from hub.kernel.secret import Secret
from hub.ports import Ports
from tests.benchmarks.measuring import IS_FULL, Table
from tests.faults import stampede

CODES = 2_000
CONNECTIONS = 16
ROUNDS = 3
MANY, FEW, KILLS = (10_000, 1_000, 12) if IS_FULL else (1_000, 100, 4)
NOW = datetime(2026, 1, 31, 2, tzinfo=UTC)
SOON = NOW + timedelta(minutes=15)

_FILL = """
    INSERT INTO codes (id, product, sealed, fingerprint, masked, state)
    SELECT gen_random_uuid(), 'coffee', '', gen_random_uuid()::text, '••••', 'FREE' FROM generate_series(1, $1)
"""
_FIRST = "SELECT id FROM codes WHERE product = 'coffee' AND state = 'FREE' ORDER BY ends_at, id LIMIT 1 FOR UPDATE"
_SELL = "UPDATE codes SET state = 'RESERVED', holder_id = $2, slot = 1, reserved_until = $3 WHERE id = $1"
_SELL_MANY = """
    UPDATE codes SET state = 'RESERVED', holder_id = gen_random_uuid(), slot = 1, reserved_until = $2
    WHERE id = ANY ($1)
"""

Contender = Callable[[asyncpg.Pool], Awaitable[object]]


def measure() -> Iterator[Table]:
    """Codes a second."""
    with TemporaryDirectory(prefix="hub-") as directory, postgres.running(Path(directory)):
        url = postgres.url(Path(directory))
        asyncio.run(wiring.migrate(url))
        rates = asyncio.run(_rates(url))
        notes = f"{CODES} buyers at once for {CODES} codes, {CONNECTIONS} connections, every commit on disk"
        yield Table("selling codes", "codes/s", rates, notes)
        seconds = asyncio.run(_stampede(url))
    notes = f"{KILLS} times a process is killed and its buyers come back; exactly {FEW} are sold, each once"
    yield Table(f"{MANY} buyers at once for {FEW} codes, to the end", "s", {"the hub": seconds}, notes)


async def _rates(url: str) -> dict[str, float]:
    contenders: dict[str, Contender] = {
        "the hub": _together,
        "SELECT … FOR UPDATE, one code a buyer": _in_a_queue,
        "raw limit: one UPDATE a code, by key": _one_by_one,
        "raw limit: one UPDATE for 500 codes, by key": _in_batches,
    }
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    async with wiring.connected(url), asyncpg.create_pool(url, min_size=CONNECTIONS, max_size=CONNECTIONS) as pool:
        for _ in range(ROUNDS):
            for name, sell in contenders.items():
                rates[name].append(await _timed(pool, sell))
    return {name: median(each) for name, each in rates.items()}


async def _timed(pool: asyncpg.Pool, sell: Contender) -> float:
    await pool.execute("TRUNCATE codes")
    await pool.execute(_FILL, CODES)
    await pool.execute("VACUUM ANALYZE codes")
    start = perf_counter()
    await sell(pool)
    took = perf_counter() - start
    sold = await pool.fetchval("SELECT count(*) FROM codes WHERE state = 'RESERVED'")
    assert sold == CODES, sold
    return CODES / took


async def _together(_pool: asyncpg.Pool) -> object:
    return await asyncio.gather(*(vault.reserve(new_id(), {"coffee": 1}, NOW, SOON) for _ in range(CODES)))


async def _in_a_queue(pool: asyncpg.Pool) -> object:
    async def buy() -> None:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(_SELL, await connection.fetchval(_FIRST), new_id(), SOON)

    return await asyncio.gather(*(buy() for _ in range(CODES)))


async def _one_by_one(pool: asyncpg.Pool) -> object:
    ids = [row["id"] for row in await pool.fetch("SELECT id FROM codes")]
    return await asyncio.gather(*(pool.execute(_SELL, each, new_id(), SOON) for each in ids))


async def _in_batches(pool: asyncpg.Pool) -> object:
    ids = [row["id"] for row in await pool.fetch("SELECT id FROM codes")]
    batches = [ids[start : start + 500] for start in range(0, CODES, 500)]
    return await asyncio.gather(*(pool.execute(_SELL_MANY, each, SOON) for each in batches))


async def _stampede(url: str) -> float:
    """Seconds until everybody has a code or was told that there is none."""
    key = Secret("for benchmarks")
    async with wiring.connected(url):
        await CodeRow.all().delete()
        await stampede.open_shop(Ports(SystemClock(), AesCipher([key]), NoIssuer(), ListenedChanges(url)), FEW)
        start = perf_counter()
        await stampede.run(url, MANY, FEW, KILLS)
        took = perf_counter() - start
        await stampede.check(FEW)
    return took
