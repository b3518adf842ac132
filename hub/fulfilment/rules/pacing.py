"""How long to wait, and until when to go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Patience:
    """How a task is paced.

    Waits double from ``first_wait`` to ``longest_wait``. After ``fallback_after``, counted from when the task was
    ready, a fallback is taken where there is one. At ``deadline`` a person takes over. A request may take effect for
    ``settling`` after it was sent, or for as long as its provider says (``None``): until then, "never seen" is not
    believed. A worker that does not report within ``lease`` is held for dead.
    """

    first_wait: timedelta = timedelta(seconds=2)
    longest_wait: timedelta = timedelta(minutes=10)
    fallback_after: timedelta = timedelta(minutes=30)
    deadline: timedelta = timedelta(days=3)
    settling: timedelta | None = None
    lease: timedelta = timedelta(seconds=60)

    def wait(self, task_id: UUID, tries: int) -> timedelta:
        """How long to wait after so many tries: between half of the doubled wait and all of it.

        The jitter comes from the task and the try, so tasks that failed together come back apart, and the same
        question has the same answer.
        """
        doubled = min(self.first_wait * 2.0 ** min(tries, 32), self.longest_wait)
        return doubled * (0.5 + 0.5 * Random(f"{task_id} {tries}").random())  # noqa: S311 - spreads load, guards nothing


@dataclass(frozen=True, slots=True)
class Asking:
    """When to ask for the result of what was accepted: after ``first``, then every ``every``, up to ``until``."""

    first: timedelta
    every: timedelta
    until: timedelta

    def next(self, accepted_at: datetime, now: datetime) -> datetime | None:
        """When to ask next; ``None`` if from now on only a callback can bring it."""
        first, last = accepted_at + self.first, accepted_at + self.until
        if now < first:
            return first
        following = first + self.every * ((now - first) // self.every + 1)
        return following if following <= last else None
