"""Telling workers that there is something to do. The database knows what there is; the queue only saves the waiting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta
    from uuid import UUID

_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """How many jobs wait, and whether a worker said lately that it is at work."""

    waiting: int
    has_worker: bool


class Queue(Protocol):
    """Hands ids to jobs, at least once, perhaps never: a sweep tells again what was lost."""

    async def tell(self, job: str, ids: Sequence[UUID]) -> None:
        """Let a worker run ``job`` for these ids soon. To be called after the commit; never fails."""
        ...

    async def status(self) -> QueueStatus:
        """How it stands. ``OSError`` or the queue's own error where it is gone."""
        ...

    async def is_crowded(self) -> bool:
        """So many jobs wait that what was told most likely waits among them. Not where the queue is gone."""
        ...


async def lost_before(queue: Queue, at: datetime, patience: timedelta) -> datetime:
    """What was told of before this instant and is still to be done was lost, and is told again.

    That is ``patience`` ago; nothing was lost while the queue is crowded, or it would only be crowded more.
    """
    return _NEVER if await queue.is_crowded() else at - patience


class NoQueue:
    """For processes without a queue: the sweep finds what there is to do."""

    async def tell(self, job: str, ids: Sequence[UUID]) -> None:
        """Tell nobody."""

    async def status(self) -> QueueStatus:
        """There is none."""
        raise ConnectionError("this process has no queue")

    async def is_crowded(self) -> bool:
        """There is none."""
        return False
