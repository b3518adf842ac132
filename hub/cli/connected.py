"""Running one piece of work with the database at hand."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from hub import settings as configuration
from hub import wiring
from hub.wiring.servers import Servers, at_hand

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from hub.ports import Ports

T = TypeVar("T")


def run(work: Callable[[Ports], Awaitable[T]]) -> T:
    """Do ``work`` with the hub's database, whether the hub runs or not; its tables are brought up to date first."""
    chosen = configuration.load()
    with at_hand(chosen) as servers:
        return asyncio.run(_connected(chosen, servers, work))


async def _connected(chosen: configuration.Settings, servers: Servers, work: Callable[[Ports], Awaitable[T]]) -> T:
    await wiring.migrate(servers.database_url)
    async with wiring.connected(servers.database_url):
        return await work(await refreshed(wiring.real_ports(chosen, servers)))


async def refreshed(ports: Ports) -> Ports:
    """``ports`` whose clock is where the hub's is."""
    if ports.test_clock is not None:
        await ports.test_clock.refresh()
    return ports
