"""Taking deliveries back when their grants are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.fulfilment import reads
from hub.fulfilment.models import CodeRow, SendingRow, TaskRow
from hub.fulfilment.rules.codes import CodeState
from hub.fulfilment.rules.tasks import State
from hub.fulfilment.rules.withdrawing import Withdrawal, withdrawal
from hub.journal import service as journal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from hub.fulfilment.rules.tasks import Task
    from hub.journal.rules import Act
    from hub.members.rules import Member


async def cancel(member: Member, grant_ids: Sequence[UUID], by: Act) -> dict[UUID, Withdrawal]:
    """Take back, in the caller's transaction, the deliveries of these grants of the member; by grant, how far it went.

    What no provider knows of is called off, and codes that nobody has seen go back. A provider that may have
    delivered is asked to take it back after the commit; tell the queue (``delivering.tell``). Grants without a
    delivery are left out. Repeated it changes nothing more.
    """
    rows = await TaskRow.filter(member_id=member.id, grant_id__in=list(grant_ids)).order_by("id").select_for_update()
    tasks = [reads.task(row) for row in rows]
    ids = [each.id for each in tasks]
    codes = await reads.codes_of_tasks(ids)
    open_ = set(await SendingRow.filter(task_id__in=ids, state="OPEN").values_list("task_id", flat=True))
    results = {}
    for each in tasks:
        went = withdrawal(each, {code.state for code in codes[each.id]}, in_doubt=each.id in open_)
        await _withdraw(each, went, by)
        results[each.grant_id] = went
    return results


async def _withdraw(task: Task, went: Withdrawal, by: Act) -> None:
    row = TaskRow.filter(id=task.id)
    if went is Withdrawal.TAKEN_BACK and task.state is not State.CANCELLED:
        await put_back(task.id)
        await row.update(state=State.CANCELLED, awaits=None, due_at=None, lease=None, withdrawn_at=by.at)
    elif went is Withdrawal.ASKED and task.withdrawn_at is None:
        await row.update(due_at=by.at, told_at=None, lease=None, tries=0, withdrawn_at=by.at)
    else:
        return
    await journal.record(
        by.at,
        by.actor,
        action="cancel_delivery",
        subject=f"task:{task.id}",
        member_id=task.member_id,
        facts={"benefit": task.benefit, "went": went},
    )


async def put_back(task_id: UUID) -> None:
    """Take unseen codes from the task: those from our stock are free again, a provider's are void."""
    issued = CodeRow.filter(task_id=task_id, state=CodeState.ISSUED)
    nobodys = {"member_id": None, "task_id": None, "issued_at": None, "holder_id": None, "slot": None}
    await issued.filter(batch_id__isnull=False).update(state=CodeState.FREE, reserved_until=None, **nobodys)
    await issued.filter(batch_id=None).update(state=CodeState.VOID)
