"""Being told to end, by a signal or by the end of whoever started the hub."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from hub.adapters import children

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from types import FrameType

T = TypeVar("T")

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_GLANCE = 0.1


class Ending:
    """Whether this process was told to end.

    A signal only sets a flag, and whoever waits looks at it: an exception thrown from a signal's handler could
    come up inside a library that swallows it, and the hub would never end.
    """

    def __init__(self) -> None:
        self._told = False

    def tell(self, _number: int, _frame: FrameType | None) -> None:
        """A signal came."""
        self._told = True

    def tie_to(self, parent: int) -> None:
        """The end of the process ``parent``, which started this one, is to be a signal as well."""
        children.end_with_parent()
        self._told = self._told or os.getppid() != parent

    def check(self) -> None:
        """Leave, by way of every open context, if told to."""
        if self._told:
            raise SystemExit(0)

    def run(self, work: Coroutine[None, None, T]) -> T:
        """Do ``work`` in an event loop; leave it half done if told to end."""
        return asyncio.run(self._watched(work))

    async def _watched(self, work: Coroutine[None, None, T]) -> T:
        task = asyncio.ensure_future(work)
        while not task.done():
            await asyncio.wait({task}, timeout=_GLANCE)
            self.check()
        return task.result()


@contextmanager
def told_to_end() -> Iterator[Ending]:
    """Ctrl-C, SIGTERM and SIGHUP are noted while the context lasts."""
    ending = Ending()
    before = {number: signal.signal(number, ending.tell) for number in _SIGNALS}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
