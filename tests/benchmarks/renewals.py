"""Agreements that are all due at once, charged at the sandbox gateway: 5 % decline, and 1 % of the answers are lost.

20,000 of them with ``SIZE=full``, else 200; by one worker, and as many others by two. The hub waits ten seconds for
an answer that does not come. Afterwards the gateway's books must agree with the database to the last charge.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import asyncpg

from hub import wiring
from hub.adapters.sandbox.ledger import Ledger
from hub.catalogue import service as catalogue
from hub.kernel.ids import new_id
from hub.settings import Settings
from hub.wiring.gateways import SANDBOX, sandbox_environment
from hub.wiring.servers import Servers
from tests import due_renewals
from tests.benchmarks import workers
from tests.benchmarks.measuring import IS_FULL, Table
from tests.due_renewals import DECLINES, GOOD, LOSES
from tests.loopback import Listener, free_port, serving
from tests.services.renewals.conftest import club

COUNT = int(os.environ.get("COUNT", "20000" if IS_FULL else "200"))

_LEFT = "SELECT count(*) FROM renewals WHERE outcome IS NULL AND declined_at IS NULL"
_BALANCE = """
    SELECT count(*) FILTER (WHERE outcome = 'PAID') AS paid, count(*) FILTER (WHERE declined_at IS NOT NULL) AS declined
    FROM renewals
"""


def measure() -> Iterator[Table]:
    """Seconds from the first renewal to the last."""
    with workers.servers() as (servers, place):
        yield asyncio.run(_measure(servers, place))


async def _measure(servers: Servers, place: Path) -> Table:
    await wiring.migrate(servers.database_url)
    seconds, notes = dict[str, float](), list[str]()
    hub, gateway = free_port(), free_port()
    settings = Settings(data=place, demo=False, port=hub, sandbox_gateway_port=gateway)
    connection = await asyncpg.connect(servers.database_url)
    async with wiring.connected(servers.database_url), serving(Listener().app, hub):
        await catalogue.apply(wiring.real_ports(settings, servers), "benchmark", club())
        for count in (1, 2):
            members = [new_id() for _ in range(COUNT)]
            await due_renewals.fill(members)
            await connection.execute("ANALYZE")
            with _gateway(settings, servers, members), workers.workers(count, servers, _reaching(settings)) as started:
                worked = await workers.worked_off(connection, _LEFT, COUNT, started)
            name = f"{count} worker{'s' if count > 1 else ''}"
            seconds[name] = worked.seconds
            notes.append(f"{name}: {worked.note(COUNT)}")
    notes.append(await _agreed(connection, place))
    await connection.close()
    return Table(f"{COUNT:,} renewals due at once", "s", seconds, "; ".join(notes))


async def _agreed(connection: asyncpg.Connection, place: Path) -> str:
    """What the database says, if the gateway's books say the same; each card did what is written on it."""
    [row] = await connection.fetch(_BALANCE)
    books = Ledger(str(_ledger(place)))
    taken = sum(each["status"] == "succeeded" for each in books.every("charge"))
    books.close()
    declined = 2 * sum(_card(number) == DECLINES for number in range(COUNT))
    assert (row["paid"], row["declined"]) == (taken, declined) == (2 * COUNT - declined, declined), (row, taken)
    return f"{taken:,} charges in the gateway's books and in the database, {declined:,} declined"


def _ledger(place: Path) -> Path:
    return place / "sandbox-gateway.sqlite"


def _reaching(settings: Settings) -> dict[str, str]:
    return {"HUB_SANDBOX_GATEWAY_PORT": str(settings.sandbox_gateway_port), "HUB_DEMO": "false"}


@contextmanager
def _gateway(settings: Settings, servers: Servers, members: list[UUID]) -> Iterator[None]:
    """The gateway, which knows these members and their cards."""
    assert settings.sandbox_gateway_port
    due_renewals.fill_books(_ledger(settings.data), {each: _card(number) for number, each in enumerate(members)})
    with workers.running(SANDBOX, sandbox_environment(settings, servers, settings.sandbox_gateway_port)):
        yield


def _card(number: int) -> str:
    return DECLINES if number % 20 == 0 else LOSES if number % 100 == 1 else GOOD
