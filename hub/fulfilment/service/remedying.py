"""What people decide about deliveries, each with a reason that the journal keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.fulfilment import reads
from hub.fulfilment.models import CodeRow, SendingRow, TaskRow
from hub.fulfilment.rules.codes import CodeState
from hub.fulfilment.rules.manual import Choice, Remedy, remedied
from hub.fulfilment.rules.sendings import SendingState
from hub.fulfilment.rules.tasks import State
from hub.fulfilment.service.delivering import tell
from hub.fulfilment.service.moving import end_orders, locked, move, note
from hub.journal import service as journal
from hub.kernel.errors import NotFound

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.fulfilment.rules.tasks import Task
    from hub.journal.rules import Act
    from hub.ports import Ports

_GIVEN = [CodeState.ISSUED, CodeState.REVEALED]


async def remedy(ports: Ports, task_id: UUID, choice: Choice, by: Act) -> Task:
    """Re-issue a delivery, send it by another route, give it up, or mark it delivered.

    Refuses an empty reason, an unknown task, and what ``rules.manual`` refuses.
    """
    journal.check_reason(choice.reason)
    async with in_transaction():
        task, row = await _task(task_id, is_delivered=choice.remedy is Remedy.MARK_DELIVERED)
        in_doubt = await SendingRow.exists(task_id=task_id, state=SendingState.OPEN, sent_at__isnull=False)
        decision = remedied(task, choice, by.at, in_doubt=in_doubt)
        facts = {"reason": choice.reason, "state": task.state, "provider": task.way.provider}
        await note(row, f"{choice.remedy.lower()}_delivery", facts, by.at, by.actor)
        if task.state is State.DELIVERED:
            await _disown(row, by.at)
        if decision.sending:
            await end_orders(task_id, decision.sending, by.at)
        if decision.state is State.QUEUED:
            row.ready_at = by.at
        await move(row, decision, by.at, by.actor)
    remedied_task = reads.task(row)
    await tell(ports, [remedied_task])
    return remedied_task


async def _task(task_id: UUID, *, is_delivered: bool) -> tuple[Task, TaskRow]:
    if not await TaskRow.exists(id=task_id):
        raise NotFound("delivery", str(task_id))
    row = await locked(task_id, is_delivered=is_delivered)
    return reads.task(row), row


async def _disown(row: TaskRow, at: datetime) -> None:
    """What was delivered counts no more: its codes are void unless they were used, its link is gone."""
    delivered = SendingRow.filter(task_id=row.id, state=SendingState.DELIVERED)
    await delivered.update(state=SendingState.TAKEN_BACK, ended_at=at)
    given = CodeRow.filter(task_id=row.id, state__in=_GIVEN)
    await given.update(state=CodeState.VOID, holder_id=None, slot=None)
    await CodeRow.filter(task_id=row.id, state=CodeState.REDEEMED).update(holder_id=None, slot=None)
    row.link, row.delivered_at = None, None
