"""Running one piece of work with the database at hand."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import asyncpg

from hub import settings as configuration
from hub import wiring
from hub.kernel.errors import Refusal
from hub.wiring.reaching import reach
from hub.wiring.servers import Servers, at_hand

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from hub.ports import Ports

T = TypeVar("T")

_LOST = (asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.InterfaceError)


@dataclass(eq=False)
class DatabaseLost(Refusal):
    """The database went away in the middle of the work."""

    code = "DATABASE_LOST"

    reason: str

    def __str__(self) -> str:
        """What the database said, and what to do."""
        return f"the database went away ({self.reason}); once it is back, run this again"


def run(work: Callable[[Ports], Awaitable[T]], *, reaching: bool = False) -> T:
    """Do ``work`` with the hub's database, whether the hub runs or not; its tables are brought up to date first.

    ``reaching``: with the providers and the queue, too. Refuses with ``DatabaseLost``.
    """
    chosen = configuration.load()
    with at_hand(chosen) as servers:
        try:
            return asyncio.run(_connected(chosen, servers, work, reaching=reaching))
        except _LOST as error:
            raise DatabaseLost(str(error).partition("\n")[0]) from None


async def _connected(
    chosen: configuration.Settings, servers: Servers, work: Callable[[Ports], Awaitable[T]], *, reaching: bool
) -> T:
    await wiring.migrate(servers.database_url)
    ports = wiring.real_ports(chosen, servers)
    async with wiring.connected(servers.database_url), AsyncExitStack() as stack:
        if reaching:
            ports = await stack.enter_async_context(reach(ports, chosen, servers).open())
        return await work(await refreshed(ports))


async def refreshed(ports: Ports) -> Ports:
    """``ports`` whose clock is where the hub's is."""
    if ports.test_clock is not None:
        await ports.test_clock.refresh()
    return ports
