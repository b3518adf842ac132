"""Several coroutines at once, without a task for each."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine, Generator, Iterable, Sequence


class Together:
    """Awaits all of ``coroutines`` and answers their results in order.

    Each is begun before any is waited for, so that loaders see the keys of all of them at once; one that does not have
    to wait at all costs hardly more than a call. They run in turns within the task that awaits, so that none may limit
    its time by that task (``asyncio.timeout``): the limit would end them all. The first that fails ends the others, and
    so does a cancellation.
    """

    def __init__(self, coroutines: Sequence[Coroutine[Any, Any, Any]]) -> None:
        self._coroutines = coroutines
        self._results: list[Any] = [None] * len(coroutines)
        self._waiting: list[tuple[int, Any]] = []
        """Which have not ended, each with the future that it waits for (none: only for its next turn)."""

    def __await__(self) -> Generator[Any, Any, list[Any]]:
        """Go round until all have ended; what one of them waits for, the task waits for."""
        try:
            self._advance(range(len(self._coroutines)))
            while self._waiting:
                yield from self._round()
        except BaseException:
            for each in self._coroutines:
                each.close()
            raise
        return self._results

    def _round(self) -> Generator[Any, Any, None]:
        """Wait until somebody can go on, and let everybody go on who can."""
        if any(future is None for _, future in self._waiting):
            yield None
        else:
            yield from _first_of([future for _, future in self._waiting])
        waiting, self._waiting = self._waiting, []
        for place, future in waiting:
            if future is None or future.done():
                self._advance((place,))
            else:
                self._waiting.append((place, future))

    def _advance(self, places: Iterable[int]) -> None:
        for place in places:
            try:
                future = self._coroutines[place].send(None)
            except StopIteration as ended:
                self._results[place] = ended.value
                continue
            if future is not None:
                future._asyncio_future_blocking = False  # noqa: SLF001 - as a task does: another may await it, too
            self._waiting.append((place, future))


def _first_of(futures: Sequence[asyncio.Future[Any]]) -> Generator[Any, Any, None]:
    """Wait until one of ``futures`` is done."""
    if any(each.done() for each in futures):
        return
    woken: asyncio.Future[None] = futures[0].get_loop().create_future()

    def wake(_: object) -> None:
        if not woken.done():
            woken.set_result(None)

    for each in futures:
        each.add_done_callback(wake)
    try:
        yield from woken
    finally:
        for each in futures:
            each.remove_done_callback(wake)


async def apart(coroutines: Sequence[Coroutine[Any, Any, Any]]) -> list[Any]:
    """As ``Together``, each in a task of its own: for what asks others than the database, and limits their time."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(each) for each in coroutines]
    return [each.result() for each in tasks]
