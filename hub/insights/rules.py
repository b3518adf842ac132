"""How one kind of work stands. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

LATE = timedelta(minutes=1)
"""What has been due for longer is late."""


@dataclass(frozen=True, slots=True)
class Work:
    """How much there is of one ``kind`` of work.

    ``due`` is to be done now, and ``late`` is that part of it that should have been done a minute ago or more;
    ``running`` is in some worker's hands; ``failed`` was given up or missed within a day, or waits for a person.
    """

    kind: str
    due: int
    running: int
    late: int
    failed: int
    oldest_due_at: datetime | None

    def oldest_age(self, now: datetime) -> timedelta:
        """For how long the oldest has been due."""
        return now - self.oldest_due_at if self.oldest_due_at else timedelta(0)
