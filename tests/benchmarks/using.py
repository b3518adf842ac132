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


def measure() -> Iterator[Table]:
    """Uses a second."""
    with TemporaryDirectory(prefix="hub-") as directory, postgres.running(Path(directory)):
        url = postgres.url(Path(directory))
        asyncio.run(wiring.migrate(url))
        asyncio.run(populate(url, CALLERS, 0))
        notes = f"{CALLERS} at once, every commit on disk, nothing used twice"
        yield Table("using up", "uses/s", asyncio.run(_rates(url)), notes)


async def _rates(url: str) -> dict[str, float]:
    rates: dict[str, list[float]] = {"one member each": [], "all of one member": []}
    async with wiring.connected(url):
        await get_connection("default").execute_script(_COUNTED)
        people = await members.earliest(CALLERS)
        for person in people:
            await grant(person, PLENTY, Origin(Source.STAFF, "benchmark"), _act())
        for _ in range(ROUNDS):
            rates["one member each"].append(await _timed(people))
            rates["all of one member"].append(await _timed([people[0]] * CALLERS))
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
