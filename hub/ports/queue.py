"""Telling workers that there is something to do. The database knows what there is; the queue only saves the waiting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID


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


class NoQueue:
    """For processes without a queue: the sweep finds what there is to do."""

    async def tell(self, job: str, ids: Sequence[UUID]) -> None:
        """Tell nobody."""

    async def status(self) -> QueueStatus:
        """There is none."""
        raise ConnectionError("this process has no queue")
