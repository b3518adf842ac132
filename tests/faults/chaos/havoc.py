"""What goes wrong, one thing after the other, while orders go on."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable
from itertools import cycle

import asyncpg

from tests.faults.chaos.shop import PROVIDERS
from tests.faults.chaos.world import BUYERS, WORKERS, World

_WRONG = {
    "error_before": 0.06,
    "error_after": 0.06,
    "silence_after": 0.02,
    "late": 0.05,
    "nonsense": 0.06,
    "other_task": 0.05,
    "callback_first": 0.1,
    "callback_twice": 0.2,
}
_PAUSE = 1.5
"""Seconds for which what was taken away stays away."""

_STANDSTILL = 180
"""Seconds without any order after which something is broken."""


def misfortunes(world: World) -> dict[str, Callable[[], None]]:
    """All that can happen, by name; after each, everything runs again."""
    return {
        "a worker is killed": lambda: _killed(world, WORKERS[0]),
        "Redis is flushed": world.flush_redis,
        "PostgreSQL is restarted": lambda: _restarted(world, signal.SIGINT),
        "the providers are killed": lambda: _killed(world, "providers"),
        "buyers are killed": lambda: _killed(world, *BUYERS),
        "one provider is down": lambda: _down(world),
        "both workers are killed": lambda: _killed(world, *WORKERS),
        "the gateway is killed": lambda: _killed(world, "gateway"),
        "PostgreSQL crashes": lambda: _restarted(world, signal.SIGQUIT),
        "the web process is killed": lambda: _killed(world, "web"),
    }


def misbehave(world: World) -> None:
    """From now on, all providers do every wrong thing now and then."""
    for provider in PROVIDERS:
        world.faults(provider, **_WRONG)


def heal(world: World) -> None:
    """From now on, providers do as they should."""
    for provider in PROVIDERS:
        world.faults(provider)


def rage(world: World, orders: int) -> list[str]:
    """Let everything happen in turn, at least once, until there are so many orders; what happened."""
    happened = []
    every = misfortunes(world)
    for name in cycle(every):
        before, missing = placed(world), max(1, orders // (2 * len(every)))
        _wait_for_orders(world, before + missing)
        if len(happened) >= len(every) and placed(world) >= orders:
            return happened
        every[name]()
        happened.append(name)
    return happened


def placed(world: World) -> int:
    """How many orders there are by now."""

    async def count() -> int:
        connection = await asyncpg.connect(world.servers.database_url)
        try:
            return int(await connection.fetchval("SELECT count(*) FROM orders"))
        finally:
            await connection.close()

    return asyncio.run(count())


def _wait_for_orders(world: World, count: int) -> None:
    """Until there are so many; fails if a process ended by itself, or nobody bought anything for a while."""
    had, end = -1, 0.0
    while (now := placed(world)) < count:
        if now > had:
            had, end = now, time.monotonic() + _STANDSTILL
        dead = [name for name, process in world.processes.items() if process.poll() is not None]
        assert not dead, f"{dead} ended by themselves: {world.said(dead[0])}"
        assert time.monotonic() < end, f"nobody buys any more: {world.said(BUYERS[0])}"
        time.sleep(0.1)


def _killed(world: World, *names: str) -> None:
    world.kill(*names)
    time.sleep(_PAUSE)
    world.start(*names)
    if "providers" in names:
        misbehave(world)


def _restarted(world: World, how: signal.Signals) -> None:
    world.end_postgres(how)
    time.sleep(_PAUSE)
    world.start_postgres()


def _down(world: World) -> None:
    world.faults("harbour", down=1)
    time.sleep(4 * _PAUSE)
    world.faults("harbour", **_WRONG)
