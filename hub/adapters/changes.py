"""Changes by way of PostgreSQL's LISTEN and NOTIFY: one connection a process, fanned out to whoever listens."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING
from uuid import UUID

import asyncpg
import structlog

from hub.journal.service import CHANNEL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_log = structlog.get_logger("changes")

NAME = "hub changes"
"""What the database's own list of connections calls ours."""

_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 5.0
_PULSE = 10.0
"""How often in seconds the connection is asked whether it lives: a lost network says nothing by itself."""


class _Ear:
    """One who listens. Keeps the last position only, so whoever is slow falls behind in nothing."""

    def __init__(self) -> None:
        self._told = asyncio.Event()
        self._position: int | None = None

    def tell(self, position: int | None) -> None:
        self._position = position
        self._told.set()

    async def __aiter__(self) -> AsyncIterator[int | None]:
        while True:
            await self._told.wait()
            self._told.clear()
            yield self._position


class ListenedChanges:
    """A ``Changes``. Needs a connection of its own that no pooler shares out."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._ears: defaultdict[UUID, set[_Ear]] = defaultdict(set)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """See ``Changes``; a lost connection is made again."""
        task = asyncio.create_task(self._listen_for_ever())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    @asynccontextmanager
    async def of(self, member_id: UUID) -> AsyncIterator[AsyncIterator[int | None]]:
        """See ``Changes``."""
        ear = _Ear()
        self._ears[member_id].add(ear)
        try:
            yield aiter(ear)
        finally:
            self._ears[member_id].discard(ear)
            if not self._ears[member_id]:
                del self._ears[member_id]

    async def _listen_for_ever(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                connection = await asyncpg.connect(self._database_url, server_settings={"application_name": NAME})
                pause = _FIRST_PAUSE
                await self._listen(connection)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                _log.warning("not_listening", error=type(error).__name__, again_in=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _listen(self, connection: asyncpg.Connection) -> None:
        """Hear until the connection is lost."""
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        try:
            await connection.add_listener(CHANNEL, self._heard)
            self._tell_everybody()
            while not lost.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(lost.wait(), _PULSE)
                await connection.execute("SELECT 1", timeout=_PULSE)
        finally:
            connection.terminate()

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: str) -> None:
        member, _, position = payload.partition(" ")
        for ear in self._ears.get(UUID(member), ()):
            ear.tell(int(position))

    def _tell_everybody(self) -> None:
        """Something may have been missed while nobody listened."""
        for ears in self._ears.values():
            for ear in ears:
                ear.tell(None)
