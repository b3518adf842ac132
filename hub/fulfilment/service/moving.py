"""Moving a task from one state to the next, with all that goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.entitlements import reads as entitlements
from hub.entitlements.service.changing import lock
from hub.entitlements.service.using import start_delivered
from hub.fulfilment.models import CodeRow, SendingRow, TaskRow
from hub.fulfilment.rules.codes import CodeState
from hub.fulfilment.rules.sendings import SendingState
from hub.fulfilment.rules.tasks import State, moved
from hub.journal import service as journal
from hub.members import reads as members

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from hub.fulfilment.rules.deciding import Decision

_NOTED = {State.DELIVERED: "deliver", State.FAILED: "fail_delivery", State.CANCELLED: "cancel_delivery"}
"""The states whose reaching goes into the journal, and as which action."""


async def locked(task_id: UUID, *, is_delivered: bool) -> TaskRow:
    """The task, locked; before it, as in every transaction, what its member holds, if its delivery starts a grant."""
    row = await TaskRow.get(id=task_id)
    if is_delivered and row.starts_grant:
        await lock((await members.members([row.member_id]))[row.member_id], {row.benefit})
    return await TaskRow.select_for_update().get(id=task_id)


async def move(row: TaskRow, decision: Decision, at: datetime, actor: str = "system") -> None:
    """Leave a locked task as decided, free to be taken up by anyone when due."""
    before = row.state
    row.state = moved(State(before), decision.state)
    row.awaits = decision.awaits
    row.due_at, row.told_at, row.lease = decision.due_at, None, None
    row.note, row.tries = decision.note, decision.tries
    if decision.route is not None:
        row.route, row.provider = decision.route, row.routes[decision.route][0]
    if decision.is_kept:
        row.withdrawn_at = None
    if row.state == State.DELIVERED:
        row.delivered_at = row.delivered_at or at
    await row.save()
    if row.state != before:
        await _follow(row, at, actor)


async def _follow(row: TaskRow, at: datetime, actor: str) -> None:
    """What a new state brings with it."""
    if row.state == State.DELIVERED and row.starts_grant:
        found = await members.members([row.member_id])
        [record] = await entitlements.records([row.grant_id])
        await start_delivered(found[row.member_id], record, at)
    if row.state == State.CANCELLED:
        await end_orders(row.id, SendingState.NOT_DONE, at)
        await put_back(row.id)
    if action := _NOTED.get(State(row.state)):
        await note(row, action, {"provider": row.provider, "note": row.note}, at, actor)


async def end_orders(task_id: UUID, state: SendingState, at: datetime) -> None:
    """Close the order that is open for the task, if there is one."""
    await SendingRow.filter(task_id=task_id, state=SendingState.OPEN).update(state=state, ended_at=at)


async def put_back(task_id: UUID) -> None:
    """Take unseen codes from the task: those from our stock are free again, a provider's are void."""
    issued = CodeRow.filter(task_id=task_id, state=CodeState.ISSUED)
    nobodys = {"member_id": None, "task_id": None, "issued_at": None, "reserved_until": None}
    await issued.filter(batch_id__isnull=False).update(state=CodeState.FREE, holder_id=None, slot=None, **nobodys)
    await issued.filter(batch_id=None).update(state=CodeState.VOID, holder_id=None, slot=None)


async def note(row: TaskRow, action: str, facts: Mapping[str, str], at: datetime, actor: str = "system") -> None:
    """An entry about the task in its member's journal."""
    await journal.record(
        at,
        actor,
        action=action,
        subject=f"task:{row.id}",
        member_id=row.member_id,
        facts={"benefit": row.benefit, "grant": str(row.grant_id), **facts},
    )
