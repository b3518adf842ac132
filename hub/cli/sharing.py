"""One import shared out among several processes: what the rules cost is more than one processor gives.

Each process is handed batches through a pipe of its own, and tells what became of them. When the process that hands
them out is gone, however that came, the others read the end of their pipes and end too.
"""

from __future__ import annotations

import asyncio
import gc
import signal
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING

from hub.cli.connected import run
from hub.entitlements.service.importing import AT_ONCE, bring_in
from hub.kernel.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection

    from hub.entitlements.rules.importing.rows import Row
    from hub.entitlements.service.claiming import Outcome, Run

_AHEAD = AT_ONCE + 1
"""Batches that a process has at hand, so that it never waits for the next."""

_UNCOLLECTED = 100_000
"""New objects before the garbage collector looks at them: rows make many, none in cycles, and looking is dear."""


def collect_seldom() -> None:
    """Let this process spend its time on rows and not on looking for garbage."""
    gc.freeze()
    gc.set_threshold(_UNCOLLECTED)


@dataclass(eq=False)
class ImportInterrupted(Refusal):
    """A process of the import was ended from outside."""

    code = "IMPORT_INTERRUPTED"

    def __str__(self) -> str:
        """What to do."""
        return "a process of the import was ended; import again: nothing is given twice"


async def bring_in_shared(
    batches: Iterator[Sequence[Row]], this: Run, told: Callable[[Outcome], None], processes: int
) -> None:
    """As ``bring_in``, by so many processes; their refusals are raised here."""
    await asyncio.gather(*(_hand_out(batches, this, told) for _ in range(processes)))


async def _hand_out(batches: Iterator[Sequence[Row]], this: Run, told: Callable[[Outcome], None]) -> None:
    ahead = asyncio.Semaphore(_AHEAD)

    async def hand() -> None:
        for batch in batches:
            await asyncio.to_thread(_send, pipe, batch)
            await ahead.acquire()
        await asyncio.to_thread(_send, pipe, None)

    async def hear() -> None:
        while (outcome := await asyncio.to_thread(_heard, pipe)) is not None:
            ahead.release()
            told(outcome)

    with _process(this) as pipe:
        await asyncio.gather(hand(), hear())


def _send(pipe: Connection, what: object) -> None:
    """Hand it to the other end, if there is one: whoever listens to the pipe learns that there is none, and why."""
    with suppress(OSError):
        pipe.send(what)


def _heard(pipe: Connection) -> Outcome | None:
    try:
        heard = pipe.recv()
    except (EOFError, OSError):
        raise ImportInterrupted from None
    if isinstance(heard, Exception):
        raise heard
    return heard  # type: ignore[no-any-return]  # what the other end sends


@contextmanager
def _process(this: Run) -> Iterator[Connection]:
    """Another process that brings in what it is handed, and this end of its pipe."""
    spawning = get_context("spawn")
    pipe, other_end = spawning.Pipe()
    process = spawning.Process(target=_work, args=(other_end, this), daemon=True)
    heeded = signal.signal(signal.SIGINT, signal.SIG_IGN)  # it inherits that: after Ctrl-C its pipe ends it
    try:
        process.start()
    finally:
        signal.signal(signal.SIGINT, heeded)
    other_end.close()
    with pipe:
        try:
            yield pipe
        finally:
            process.terminate()
            process.join()


def _work(pipe: Connection, this: Run) -> None:
    collect_seldom()
    told: Exception | None = None
    try:
        run(lambda _: bring_in(iter(pipe.recv, None), this, pipe.send))
    except Exception as error:  # noqa: BLE001 - whoever handed out the rows tells of it
        told = error
    _send(pipe, told)
