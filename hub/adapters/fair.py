"""A first-in-first-out pool of PostgreSQL connections, and Tortoise on it.

asyncpg's own pool lets whoever comes by take a connection from one who was woken for it, so that at many clients some
wait very long; and it resets each connection on release. Here a connection that is given back goes to whoever waits
longest, and is not reset: nothing in the hub may leave session state behind (no ``SET``, no ``LISTEN``, no temporary
table, no session lock).
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class Connection(Protocol):
    """What the pool needs of a connection."""

    def is_closed(self) -> bool:
        """It cannot be used any more."""

    def is_in_transaction(self) -> bool:
        """Somebody left a transaction open."""

    def terminate(self) -> None:
        """End it at once."""

    async def close(self) -> None:
        """End it properly."""


class FairPool:
    """At most ``size`` connections, made as they are needed. One that is broken on its return is replaced."""

    def __init__(self, connect: Callable[[], Awaitable[Connection]], size: int) -> None:
        self._connect = connect
        self._free_places = size
        self._idle: list[Connection] = []
        self._lent: set[Connection] = set()
        self._waiting: deque[asyncio.Future[Connection | None]] = deque()
        self._all_back = asyncio.Event()

    async def acquire(self) -> Connection:
        """A connection of one's own until ``release``; waits its turn."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                self._lent.add(connection)
                return connection
            self._free_places += 1
        if self._free_places:
            self._free_places -= 1
            return await self._connected()
        return await self._turn()

    async def release(self, connection: Connection) -> None:
        """Give it back."""
        self._lent.discard(connection)
        if connection.is_closed() or connection.is_in_transaction():
            connection.terminate()
            self._pass_on(None)
        else:
            self._pass_on(connection)
        if not self._lent:
            self._all_back.set()

    async def close(self) -> None:
        """Wait until all are given back, and close them."""
        while self._lent:
            self._all_back.clear()
            await self._all_back.wait()
        while self._idle:
            await self._idle.pop().close()
            self._free_places += 1

    def terminate(self) -> None:
        """Close all at once, also those that somebody works with."""
        for each in [*self._idle, *self._lent]:
            each.terminate()

    async def expire_connections(self) -> None:
        """Close those that nobody works with."""
        while self._idle:
            await self._idle.pop().close()
            self._free_places += 1

    async def _turn(self) -> Connection:
        place: asyncio.Future[Connection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            given = await place
        except asyncio.CancelledError:
            with suppress(ValueError):
                self._waiting.remove(place)
            if place.done() and not place.cancelled():
                self._pass_on(place.result())
            raise
        if given is None:
            return await self._connected()
        self._lent.add(given)
        return given

    async def _connected(self) -> Connection:
        """A new connection, for which a place was taken."""
        try:
            connection = await self._connect()
        except BaseException:
            self._pass_on(None)
            raise
        self._lent.add(connection)
        return connection

    def _pass_on(self, connection: Connection | None) -> None:
        """Give it, or the place for a new one, to whoever waits longest."""
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(connection)
                return
        if connection is None:
            self._free_places += 1
        else:
            self._idle.append(connection)


class FairClient(AsyncpgDBClient):
    """Tortoise's client, on a fair pool."""

    async def create_pool(self, **wanted: Any) -> FairPool:  # noqa: ANN401 - what Tortoise gives to asyncpg
        """The pool; refuses what cannot be reached."""
        size, _, _ = wanted.pop("max_size"), wanted.pop("min_size"), wanted.pop("loop")

        async def connect() -> Connection:
            made: Connection = await asyncpg.connect(**wanted)
            return made

        pool = FairPool(connect, size)
        await pool.release(await pool.acquire())
        return pool


client_class = FairClient
"""Where Tortoise looks for it: ``engine`` in the configuration is this module."""
