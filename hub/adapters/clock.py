"""The machine's clock: the one place that reads the time."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """The present by the machine's clock."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)
