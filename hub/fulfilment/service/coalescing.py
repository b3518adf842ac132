"""Many callers, one statement: what is asked while a batch is at work goes together into the next."""

from __future__ import annotations

import asyncio
from collections import deque
from contextvars import Context
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")


class Coalescer(Generic[Ask, Answer]):
    """Calls ``work`` with all that was asked meanwhile, at most ``most`` at a time, one batch after the other.

    ``work`` answers each ask at its place. A failure is that of everyone in the batch. ``work`` runs outside of any
    transaction of its callers, and goes on if one of them gives up.
    """

    def __init__(self, work: Callable[[Sequence[Ask]], Awaitable[Sequence[Answer]]], most: int) -> None:
        self._work, self._most = work, most
        self._waiting: deque[tuple[Ask, asyncio.Future[Answer]]] = deque()
        self._running: asyncio.Task[None] | None = None

    async def ask(self, ask: Ask) -> Answer:
        """The answer to one ask."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((ask, future))
        if self._running is None or self._running.done():
            self._running = loop.create_task(self._run(), context=Context())
        return await future

    async def _run(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
            try:
                answers = await self._work([ask for ask, _ in batch])
            except Exception as error:  # noqa: BLE001 - told to everyone who asked
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
                continue
            for (_, future), answer in zip(batch, answers, strict=True):
                if not future.done():
                    future.set_result(answer)
