"""Where it is about noon: nobody's hours are quiet there, whenever a test runs."""

from __future__ import annotations

from datetime import datetime

from hub.adapters.clock import SystemClock


def noon() -> tuple[str, datetime]:
    """The zone, and ten o'clock there, today."""
    now = SystemClock().now()
    ahead = 12 - now.hour
    return f"Etc/GMT{-ahead:+d}", now.replace(hour=(10 - ahead) % 24, minute=0, second=0, microsecond=0)
