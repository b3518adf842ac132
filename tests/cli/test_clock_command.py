"""The clock of a demo hub, on the command line, with a worker beside it that moves it on."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub import wiring
from hub.adapters.queue import ArqQueue
from hub.testclock import service
from tests.cli.conftest import Command

ROOT = Path(__file__).parents[2]


def instant(said: str) -> datetime:
    found = re.search(r"it is (.+) UTC for the hub", said)
    assert found, said
    return datetime.fromisoformat(found[1]).replace(tzinfo=UTC)


@pytest.fixture
def demo(command: Command, database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """Commands to a marked hub whose worker is at work."""

    async def mark() -> None:
        async with wiring.connected(database_url):
            await service.mark()

    async def is_at_work() -> None:
        queue = ArqQueue(redis_url)
        async with asyncio.timeout(120):
            while not (await queue.status()).has_worker:  # noqa: ASYNC110 - what is awaited is another process's doing
                await asyncio.sleep(0.1)
        await queue.close()

    monkeypatch.setenv("HUB_DEMO", "true")
    asyncio.run(mark())
    worker = subprocess.Popen([sys.executable, "-m", "jobs"], cwd=ROOT, stderr=subprocess.DEVNULL)
    asyncio.run(is_at_work())
    yield command
    worker.kill()
    worker.wait()


def test_the_clock_is_shown_and_moved_on_and_the_command_waits_until_it_is_there(demo: Command) -> None:
    before = instant(demo("clock", "show").out)
    said = demo("clock", "advance", "P30D")
    assert (said.code, "on its way" in said.out) == (0, False), said
    assert timedelta(days=30) <= instant(said.out) - before < timedelta(days=31)
    assert "ISO 8601" in demo("clock", "advance", "a month").err


def test_a_hub_in_earnest_has_no_clock_to_move(command: Command) -> None:
    said = command("clock", "advance", "P30D")
    assert (said.code, said.out) == (1, "")
    assert "clock" in said.err
