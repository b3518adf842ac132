"""The whole run."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import asyncpg

from hub.adapters.changes import ListenedChanges
from hub.adapters.cipher import AesCipher
from hub.adapters.clock import SystemClock
from hub.adapters.tokens.builtin import NoIssuer
from hub.ports import Ports
from tests.faults.chaos.havoc import heal, misbehave, rage
from tests.faults.chaos.shop import open_shop
from tests.faults.chaos.verdict import Figures, judge
from tests.faults.chaos.world import BUYERS, WORKERS, World, until, world

_LAST_WORDS = 2.0
"""Seconds in which the messages of gateway and providers arrive."""


def run(place: Path, orders: int, calm: float) -> tuple[list[str], Figures]:
    """Everything goes wrong until there are so many orders; then workers have ``calm`` seconds, then all is judged.

    What happened, and what there is in the end; fails if anything does not add up.
    """
    with world(place) as around:
        url = around.servers.database_url
        ports = Ports(SystemClock(), AesCipher(around.servers.keys), NoIssuer(), ListenedChanges(url))
        asyncio.run(open_shop(ports, url, orders))
        around.start("web", "gateway", "providers")
        until(around.is_up)
        misbehave(around)
        around.start(*WORKERS, *BUYERS)
        happened = rage(around, orders)
        _settle(around, calm)
        return happened, asyncio.run(judge(around, ports))


def _settle(around: World, calm: float) -> None:
    """Nobody buys any more, providers do as they should, and workers do what they can."""
    around.kill(*BUYERS)
    heal(around)
    around.flush_redis()
    end = time.monotonic() + calm
    while time.monotonic() < end and asyncio.run(_due(around)):
        time.sleep(0.5)
    around.kill(*WORKERS)
    time.sleep(_LAST_WORDS)
    around.kill("web")


async def _due(around: World) -> int:
    connection = await asyncpg.connect(around.servers.database_url)
    due = int(await connection.fetchval("SELECT count(*) FROM tasks WHERE due_at <= now() + interval '30 seconds'"))
    await connection.close()
    return due
