"""Taking deliveries back when their grants are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.fulfilment import reads
from hub.fulfilment.models import TaskRow
from hub.fulfilment.rules.deciding import Decision
from hub.fulfilment.rules.tasks import State
from hub.fulfilment.rules.withdrawing import Withdrawal, withdrawal
from hub.fulfilment.service.moving import move, note

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

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
    sendings = await reads.current_sendings(ids)
    results = {}
    for row, task in zip(rows, tasks, strict=True):
        in_doubt = task.id in sendings and sendings[task.id].is_in_doubt
        went = withdrawal(task, {code.state for code in codes[task.id]}, in_doubt=in_doubt)
        await _withdraw(row, went, by)
        results[task.grant_id] = went
    return results


async def _withdraw(row: TaskRow, went: Withdrawal, by: Act) -> None:
    if went is Withdrawal.TAKEN_BACK and row.state != State.CANCELLED:
        row.withdrawn_at = by.at
        await move(row, Decision(State.CANCELLED, None, "called off"), by.at, by.actor)
    elif went is Withdrawal.ASKED and row.withdrawn_at is None:
        row.withdrawn_at, row.due_at, row.told_at, row.lease, row.tries = by.at, by.at, None, None, 0
        await row.save()
        await note(row, "withdraw_delivery", {"provider": row.provider}, by.at, by.actor)
    elif went is Withdrawal.KEPT and row.state != State.DELIVERED:  # the member looked before a worker came by
        await move(row, Decision(State.DELIVERED, None, "the code was seen"), by.at, by.actor)
