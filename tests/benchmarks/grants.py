"""Granting to many members at once, against the least that the database could be asked: the same rows, inserted raw.

The hub's way is that of an import, which claims, locks, decides, lays timelines and keeps a journal; beside it stand
the rows that it wrote, put back by one UNNEST a table in one transaction a batch.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import asyncpg

from hub import wiring
from hub.adapters.embedded import postgres
from hub.entitlements.rules.importing.rows import Row
from hub.entitlements.service.claiming import Outcome, Run
from hub.entitlements.service.importing import bring_in
from hub.kernel.calendar import Period
from tests.benchmarks.measuring import IS_FULL, Table
from tests.benchmarks.population import populate

MEMBERS = 100_000 if IS_FULL else 3_000
BATCH = 1_000
ROUNDS = 3
NOW = datetime(2026, 1, 31, 2, tzinfo=UTC)
WRITTEN = ("imported_rows", "held_groups", "grants", "segments", "glances", "journal")

_COLUMNS = """
    SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
    WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""


def measure() -> Iterator[Table]:
    """Grants a second."""
    with TemporaryDirectory(prefix="hub-") as directory, postgres.running(Path(directory)):
        url = postgres.url(Path(directory))
        asyncio.run(wiring.migrate(url))
        asyncio.run(populate(url, MEMBERS, 0))
        rates = asyncio.run(_rates(url))
    notes = f"{MEMBERS:,} members, {BATCH} a transaction, every commit on disk; goal: 0.6 of the raw rows"
    yield Table("granting", "grants/s", rates, notes)


async def _rates(url: str) -> dict[str, float]:
    raw, ours = [], []
    connection = await asyncpg.connect(url)
    async with wiring.connected(url):
        for number in range(ROUNDS):
            await _empty(connection)
            began = perf_counter()
            await bring_in(_sales(), Run(f"sales-{number}.csv", NOW, "staff:li", "Asia/Shanghai"), _check)
            ours.append(MEMBERS / (perf_counter() - began))
            raw.append(MEMBERS / await _raw(connection))
    await connection.close()
    return {"raw: the same rows by UNNEST": median(raw), "the hub": median(ours)}


def _sales() -> Iterator[Sequence[Row]]:
    month = Period.parse("P1M")
    for start in range(1, MEMBERS + 1, BATCH):
        yield [Row(n, f"m{n}", NOW, "benefit-1", month) for n in range(start, min(start + BATCH, MEMBERS + 1))]


def _check(outcome: Outcome) -> None:
    assert outcome.grants == outcome.rows


async def _empty(connection: asyncpg.Connection) -> None:
    await connection.execute(f"TRUNCATE {', '.join(WRITTEN)} CASCADE")
    await connection.execute("VACUUM ANALYZE")


async def _raw(connection: asyncpg.Connection) -> float:
    """Seconds to write what the hub wrote."""
    statements = {table: await _statement(connection, table) for table in WRITTEN}
    rows = {table: await connection.fetch(f"SELECT * FROM {table}") for table in WRITTEN}  # noqa: S608 - names of ours
    await _empty(connection)
    began = perf_counter()
    for start in range(0, MEMBERS, BATCH):
        async with connection.transaction():
            for table in WRITTEN:
                if some := rows[table][start : start + BATCH]:
                    await connection.execute(statements[table], *zip(*some, strict=True))
    took = perf_counter() - began
    assert await connection.fetchval("SELECT count(*) FROM grants") == MEMBERS
    return took


async def _statement(connection: asyncpg.Connection, table: str) -> str:
    columns = [tuple(row) for row in await connection.fetch(_COLUMNS, table)]
    names = ", ".join(name for name, _ in columns)
    arrays = ", ".join(f"${place}::{type_}[]" for place, (_, type_) in enumerate(columns, 1))
    return f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608 - names of ours
