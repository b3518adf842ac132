"""Working on deliveries: each on its own, so that nobody's trouble is another's delay."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

import structlog

from hub.fulfilment import reads
from hub.fulfilment.rules.deciding import stumbled
from hub.fulfilment.rules.tasks import VAULT
from hub.fulfilment.service.claiming import claim, sweep
from hub.fulfilment.service.concluding import rest
from hub.fulfilment.service.standing import standings
from hub.fulfilment.service.working import work

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from hub.fulfilment.rules.pacing import Patience
    from hub.fulfilment.rules.stepping import Standing
    from hub.fulfilment.rules.tasks import Task
    from hub.fulfilment.service.claiming import Claim
    from hub.ports import Ports

JOB: Final = "deliver"
"""The job that calls ``deliver``."""

_IDS_PER_JOB = 50

_log = structlog.get_logger()


async def tell(ports: Ports, tasks: Sequence[Task]) -> None:
    """Let workers begin with those of ``tasks`` that are due. Call it after the commit; without it the sweep does."""
    at = ports.clock.now()
    due: dict[str, list[UUID]] = {}
    for each in tasks:
        if each.due_at is not None and each.due_at <= at:
            due.setdefault(each.way.provider, []).append(each.id)
    await _tell(ports, due)


async def tell_due(ports: Ports) -> int:
    """Tell the queue of everything that is due and of which it was not told, or forgot; how many tasks."""
    count = 0
    while due := await sweep(ports.clock.now()):
        await _tell(ports, due)
        count += sum(map(len, due.values()))
    return count


async def _tell(ports: Ports, due: Mapping[str, Sequence[UUID]]) -> None:
    for ids in due.values():
        for start in range(0, len(ids), _IDS_PER_JOB):
            await ports.queue.tell(JOB, ids[start : start + _IDS_PER_JOB])


async def deliver(ports: Ports, ids: Sequence[UUID], patience: Patience) -> None:
    """Work on those of these tasks that are due and nobody's, until none is left. Safe to repeat, and to interrupt."""
    of_providers: dict[str, list[UUID]] = {}
    for each in (await reads.tasks(ids)).values():
        of_providers.setdefault(each.way.provider, []).append(each.id)
    await asyncio.gather(*(_deliver_by(ports, each, own, patience) for each, own in of_providers.items()))


async def _deliver_by(ports: Ports, provider: str, ids: Sequence[UUID], patience: Patience) -> None:
    at_once = len(ids) if provider == VAULT else ports.traffic.at_once()
    while True:
        at = ports.clock.now()
        claims = await claim(ids, provider, at, at + patience.lease, at_once)
        if not claims:
            return
        standing = await standings([each.task for each in claims])
        await asyncio.gather(*(_work(ports, each, standing[each.task.id], patience) for each in claims))


async def _work(ports: Ports, claimed: Claim, standing: Standing, patience: Patience) -> None:
    try:
        await work(ports, claimed, standing, patience)
    except Exception as error:  # noqa: BLE001 - one task's trouble is not to be another's
        _log.exception("a delivery stumbled", task=str(claimed.task.id))
        at, note = ports.clock.now(), f"unforeseen: {type(error).__name__}; see the log"
        await rest(claimed, stumbled(claimed.task, note, at, patience), at)
