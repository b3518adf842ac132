"""The test clock on its way: what falls due in between is done in order, and at its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

from hub.ports.queue import QueueStatus
from hub.testclock import reads, service
from jobs.rota import BY_THE_CLOCK, JOBS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from uuid import UUID

    from hub.ports import Ports

    Job = Callable[..., Awaitable[None]]

Context = dict[str, Any]

TOGETHER = timedelta(minutes=1)
"""What falls due within so long is done at one instant."""

_BY_NAME = {job.__name__: job for job in JOBS}


def at_rest(job: Job) -> Job:
    """The job, but not while the test clock is on its way: whoever moves it does all that is due, and in order."""

    @wraps(job)
    async def unless_moving(context: Context, *ids: list[str]) -> None:
        if context["ports"].test_clock is None or await service.target() is None:
            await job(context, *ids)

    return unless_moving


class AtOnce:
    """A queue whose jobs are done while they are told of, and counted."""

    def __init__(self, context: Context) -> None:
        ports: Ports = context["ports"]
        self.count = 0
        self.context = context | {"ports": replace(ports, queue=self)}

    async def tell(self, job: str, ids: Sequence[UUID]) -> None:
        """Do it."""
        self.count += len(ids)
        await _BY_NAME[job](self.context, [str(each) for each in ids])

    async def status(self) -> QueueStatus:
        """Nothing waits, and the worker is the one that asks."""
        return QueueStatus(waiting=0, has_worker=True)

    async def is_crowded(self) -> bool:
        """Nothing waits."""
        return False

    def sweeps(self) -> list[service.Sweep]:
        """All that workers do by the clock, each saying how much there was to do."""
        return [self._counted(job) for job, _ in BY_THE_CLOCK]

    def _counted(self, job: Callable[[Context], Awaitable[None]]) -> service.Sweep:
        async def sweep() -> int:
            before = self.count
            await job(self.context)
            return self.count - before

        return sweep


async def move_clock(context: Context) -> None:
    """Every second: go where the test clock is sent to, once nobody holds anything, and one at a time.

    Interrupted, the next worker goes on from there.
    """
    ports: Ports = context["ports"]
    clock = ports.test_clock
    if clock is None or await service.target() is None or await reads.is_held(clock.now()):
        return

    async def move_to(at: datetime) -> None:
        await service.move(at, clock.machine())
        await clock.refresh()

    if target := await service.take(clock.machine()):
        try:
            await service.run_through(ports, target, move_to, AtOnce(context).sweeps(), TOGETHER)
            await service.arrive(target)
        finally:
            await service.let_go()
