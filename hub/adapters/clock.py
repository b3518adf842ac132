"""The clocks: the one place that reads the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tortoise.connection import get_connection


class SystemClock:
    """The present by the machine's clock."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)


class StoredClock:
    """The machine's clock, and how far the database says that this hub is ahead of it."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def machine(self) -> datetime:
        """The instant that the machine's clock shows, in UTC."""
        return datetime.now(UTC)

    def now(self) -> datetime:
        """The present instant, in UTC, as of the last ``refresh``."""
        return self.machine() + self._ahead

    async def refresh(self) -> None:
        """Read how far we are ahead; no further than the machine's clock in a database without the mark."""
        rows = await get_connection("default").execute_query_dict("SELECT ahead FROM test_clock")
        self._ahead = timedelta(microseconds=rows[0]["ahead"]) if rows else timedelta(0)
