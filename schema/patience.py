"""How long one operation may take."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")


class Patience:
    """Gives up what takes longer than ``seconds``, with one timer for everything that is under way.

    All may take equally long, so whoever began first is looked at first. A timer for every request, as
    ``asyncio.timeout`` sets one, cost a tenth of the processor's time of a compiled query.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends: dict[asyncio.Task[Any], float] = {}
        """Until when each may take, in the order in which they began."""
        self._given_up: set[asyncio.Task[Any]] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def lasts(self, work: Coroutine[Any, Any, T]) -> T:
        """What ``work`` comes to; ``TimeoutError`` if it takes too long. One work of a task at a time."""
        loop = asyncio.get_running_loop()
        if (task := asyncio.current_task(loop)) is None:
            raise RuntimeError("only a task can be given up")
        self._ends[task] = loop.time() + self.seconds
        if self._timer is None:
            self._timer = loop.call_later(self.seconds, self._look, loop)
        try:
            return await work
        except asyncio.CancelledError:
            if task in self._given_up and task.uncancel() <= 0:
                raise TimeoutError from None
            raise
        finally:
            del self._ends[task]
            self._given_up.discard(task)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        now = loop.time()
        for task, end in self._ends.items():
            if end > now:
                self._timer = loop.call_at(end, self._look, loop)
                return
            if task not in self._given_up:
                self._given_up.add(task)
                task.cancel()
