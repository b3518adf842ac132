"""Granting to many members at once, against the least that the database could be asked: the same rows, inserted raw.

The hub's way is that of an import, which claims, locks, decides, lays timelines and keeps a journal; beside it stand
the rows that it wrote, put back by one UNNEST a table, in transactions of the same members and as many of them at once.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

import asyncpg

from hub import wiring
from hub.adapters.embedded import postgres
from hub.cli.sharing import collect_seldom
from hub.entitlements.rules.importing.rows import Row
from hub.entitlements.service.claiming import Outcome, Run
from hub.entitlements.service.importing import AT_ONCE, bring_in
from hub.kernel.calendar import Period
from tests.benchmarks.measuring import IS_FULL, Table
from tests.benchmarks.population import populate

MEMBERS = 100_000 if IS_FULL else 20_000
BATCH = 1_000
ROUNDS = 5
NOW = datetime(2026, 1, 31, 2, tzinfo=UTC)
WRITTEN = ("imported_rows", "held_groups", "grants", "segments", "glances", "journal")
"""What a grant writes: one row in each. A trigger on segments notes it in ``coverage_changes``, for raw rows too."""

_COLUMNS = """
    SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
    WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


def measure() -> Iterator[Table]:
    """Grants a second."""
    with TemporaryDirectory(prefix="hub-") as directory, postgres.running(Path(directory)), _as_imports_collect():
        url = postgres.url(Path(directory))
        asyncio.run(wiring.migrate(url))
        asyncio.run(populate(url, MEMBERS, 0))
        rates = asyncio.run(_rates(url))
    notes = f"{MEMBERS:,} members, {BATCH} a transaction, every commit on disk; goal: 0.6 of the raw rows"
    yield Table("granting", "grants/s", {name: median(each) for name, each in rates.items()}, notes)


@contextmanager
def _as_imports_collect() -> Iterator[None]:
    """Garbage is looked for as seldom as the processes of an import do."""
    before = gc.get_threshold()
    collect_seldom()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


async def _rates(url: str) -> dict[str, list[float]]:
    at_once = f"raw: the same rows by UNNEST, {AT_ONCE} transactions at once"
    rates: dict[str, list[float]] = {at_once: [], "raw: one after another": [], f"the hub, {AT_ONCE} at once": []}
    connections = [await asyncpg.connect(url) for _ in range(AT_ONCE)]
    async with wiring.connected(url):
        for number in range(ROUNDS):
            hub = await _granted(connections[0], number)
            content = [await _content(connections[0], table) for table in WRITTEN]
            raw = [await _inserted(some, content) for some in (connections, connections[:1])]
            for name, took in zip(rates, [*raw, hub], strict=True):
                rates[name].append(MEMBERS / took)
    for each in connections:
        await each.close()
    return rates


async def _granted(connection: asyncpg.Connection, number: int) -> float:
    """Seconds that the hub takes; it writes what the raw rows will be, and nothing else."""
    await _empty(connection)
    before = await _counts(connection)
    began = perf_counter()
    await bring_in(_sales(), Run(f"sales-{number}.csv", NOW, "staff:li", "Asia/Shanghai"), _check)
    took = perf_counter() - began
    await _check_written(connection, before)
    return took


def _sales() -> Iterator[Sequence[Row]]:
    month = Period.parse("P1M")
    for start in range(1, MEMBERS + 1, BATCH):
        yield [Row(n, f"m{n}", NOW, "benefit-1", month) for n in range(start, min(start + BATCH, MEMBERS + 1))]


def _check(outcome: Outcome) -> None:
    assert outcome.grants == outcome.rows


async def _check_written(connection: asyncpg.Connection, before: Mapping[str, int]) -> None:
    after = await _counts(connection)
    grown = {table: after[table] - before[table] for table in after if after[table] != before[table]}
    assert grown == dict.fromkeys([*WRITTEN, "coverage_changes"], MEMBERS), grown


async def _counts(connection: asyncpg.Connection) -> dict[str, int]:
    names = [row[0] for row in await connection.fetch(_TABLES)]
    return {name: await connection.fetchval(f'SELECT count(*) FROM "{name}"') for name in names}  # noqa: S608


async def _empty(connection: asyncpg.Connection) -> None:
    await connection.execute(f"TRUNCATE {', '.join(WRITTEN)}, coverage_changes CASCADE")
    await connection.execute("CHECKPOINT")


class _Content(NamedTuple):
    """Rows of one table, in the order of the sales, and the statement that puts them back."""

    statement: str
    rows: list[asyncpg.Record]


async def _content(connection: asyncpg.Connection, table: str) -> _Content:
    columns = [tuple(row) for row in await connection.fetch(_COLUMNS, table)]
    names = ", ".join(name for name, _ in columns)
    arrays = ", ".join(f"${place}::{type_}[]" for place, (_, type_) in enumerate(columns, 1))
    in_order = "JOIN members ON members.id = member_id ORDER BY length(external_id), external_id"
    return _Content(
        f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays})",  # noqa: S608 - names of ours
        await connection.fetch(f"SELECT {table}.* FROM {table} {in_order}"),  # noqa: S608 - names of ours
    )


async def _inserted(connections: Sequence[asyncpg.Connection], content: Sequence[_Content]) -> float:
    """Seconds to write what the hub wrote, a transaction on each connection at a time."""
    await _empty(connections[0])
    before = await _counts(connections[0])
    starts = iter(range(0, MEMBERS, BATCH))

    async def work(connection: asyncpg.Connection) -> None:
        for start in starts:
            async with connection.transaction():
                for statement, rows in content:
                    await connection.execute(statement, *zip(*rows[start : start + BATCH], strict=True))

    began = perf_counter()
    await asyncio.gather(*map(work, connections))
    took = perf_counter() - began
    await _check_written(connections[0], before)
    return took
