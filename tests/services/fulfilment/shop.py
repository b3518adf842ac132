"""Two scripted providers and a worker, under a clock that a test moves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hub.fulfilment import reads
from hub.fulfilment.models import RouteRow, TaskRow
from hub.fulfilment.rules.pacing import Patience
from hub.fulfilment.rules.tasks import Task
from hub.fulfilment.service import delivering
from hub.ports import Ports
from tests.fakes import FakeClock, RecordingQueue, ScriptedProvider

NOW = datetime(2026, 1, 31, 2, tzinfo=UTC)
PATIENCE = Patience(longest_wait=timedelta(hours=1), deadline=timedelta(hours=54))


@dataclass
class Shop:
    """A provider ``lanting``, a fallback ``harbour``, and the worker's loop."""

    ports: Ports
    clock: FakeClock
    lanting: ScriptedProvider = field(default_factory=lambda: ScriptedProvider("lanting"))
    harbour: ScriptedProvider = field(default_factory=lambda: ScriptedProvider("harbour"))
    queue: RecordingQueue = field(default_factory=RecordingQueue)
    patience: Patience = PATIENCE

    def __post_init__(self) -> None:
        providers = {"lanting": self.lanting, "harbour": self.harbour}
        self.clock.set(NOW)
        self.ports = replace(self.ports, providers=providers, queue=self.queue)

    async def work(self) -> None:
        """What a worker does at this instant: tell of what is due, and deliver it."""
        await delivering.tell_due(self.ports)
        told, self.queue.told = self.queue.told, []
        for _, ids in told:
            await delivering.deliver(self.ports, ids, self.patience)

    async def work_for(self, time: timedelta) -> None:
        """Work whenever something falls due, until ``time`` has passed."""
        until = self.clock.now() + time
        while True:
            await self.work()
            due = await TaskRow.filter(due_at__not_isnull=True).order_by("due_at").first()
            if due is None or due.due_at is None or due.due_at > until:
                self.clock.set(until)
                return
            self.clock.set(max(due.due_at, self.clock.now() + timedelta(milliseconds=1)))

    async def task(self, task: Task) -> Task:
        return (await reads.tasks([task.id]))[task.id]


async def fallback(benefit: str) -> None:
    """The benefit is delivered by ``lanting``, else by ``harbour``."""
    for rank, provider in enumerate(["lanting", "harbour"]):
        await RouteRow.create(benefit=benefit, rank=rank, provider=provider, product="p")
