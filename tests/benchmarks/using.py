"""Using up what is counted, by many at once: all of one member, one after another, or each of a member of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from tortoise.connection import get_connection

from hub import wiring
from hub.adapters.embedded import postgres
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service.granting import grant
from hub.entitlements.service.planning import OneBenefit
from hub.entitlements.service.using import consume
from hub.journal.rules import Act
from hub.kernel.calendar import Period
from hub.kernel.ids import new_id
from hub.members import reads as members
from hub.members.rules import Member
from tests.benchmarks.measuring import IS_FULL, Table
from tests.benchmarks.population import populate

CALLERS = 16
USES = 5_000 if IS_FULL else 400
ROUNDS = 3
NOW = datetime(2026, 1, 31, 2, tzinfo=UTC)
_COUNTED = (
    """UPDATE benefits SET stacking = 'PARALLEL', unit = '{"zh": "次", "en": "visit"}' WHERE code = 'benefit-1'"""
)
PLENTY = OneBenefit("benefit-1", Period.parse("P1Y"), quantity=1_000_000)
BEFORE = 20_000
_USED = """
    INSERT INTO uses (id, consumption_id, member_id, benefit, grant_id, at, quantity)
    SELECT gen_random_uuid(), gen_random_uuid(), member_id, benefit, id, granted_at, 1
    FROM grants, generate_series(1, $2) WHERE member_id = $1
"""


def measure() -> Iterator[Table]:
    """Uses a second."""
    with TemporaryDirectory(prefix="hub-") as directory, postgres.running(Path(directory)):
        url = postgres.url(Path(directory))
        asyncio.run(wiring.migrate(url))
        asyncio.run(populate(url, CALLERS + 2, 0))
        notes = f"{CALLERS} at once, every commit on disk, nothing used twice"
        yield Table("using up", "uses/s", asyncio.run(_rates(url)), notes)


async def _rates(url: str) -> dict[str, float]:
    after = f"all of one member, {BEFORE:,} uses later"
    rates: dict[str, list[float]] = {"one member each": [], "all of one member": [], after: []}
    async with wiring.connected(url):
        await get_connection("default").execute_script(_COUNTED)
        hot, worn, *others = await members.earliest(CALLERS + 2)
        for person in (hot, worn, *others):
            await grant(person, PLENTY, Origin(Source.STAFF, "benchmark"), _act())
        await get_connection("default").execute_query(_USED, [worn.id, BEFORE])
        await get_connection("default").execute_script("ANALYZE uses")
        for _ in range(ROUNDS):
            rates["one member each"].append(await _timed(others))
            rates["all of one member"].append(await _timed([hot] * CALLERS))
            rates[after].append(await _timed([worn] * CALLERS))
    return {name: median(each) for name, each in rates.items()}


async def _timed(callers: Sequence[Member]) -> float:
    async def use(member: Member) -> None:
        for _ in range(USES // CALLERS):
            assert await consume(member, "benefit-1", 1, _act())

    began = perf_counter()
    await asyncio.gather(*map(use, callers))
    return USES / (perf_counter() - began)


def _act() -> Act:
    return Act("benchmark", NOW, str(new_id()))
