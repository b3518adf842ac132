"""Taking tasks up again once their members have done what was asked of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.fulfilment import reads
from hub.fulfilment.models import TaskRow
from hub.fulfilment.rules.tasks import State
from hub.fulfilment.service.delivering import tell
from hub.fulfilment.service.standing import standings
from hub.members import service as members

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from tortoise.queryset import QuerySet

    from hub.fulfilment.rules.stepping import Standing
    from hub.fulfilment.rules.tasks import Task
    from hub.members.rules import ProviderAccount
    from hub.ports import Ports

_PAGE = 500


async def bind_account(
    ports: Ports, actor: str, member_id: UUID, provider: str, account: str, patterns: Collection[str]
) -> ProviderAccount:
    """Note a member's account at a provider, as ``members.bind_account`` does, and deliver what waited for it."""
    async with in_transaction():
        bound = await members.bind_account(ports, actor, member_id, provider, account, patterns)
        resumed = await _resume(TaskRow.filter(member_id=member_id), ports.clock.now())
    await tell(ports, resumed)
    return bound


async def resume(ports: Ports, member_id: UUID) -> list[Task]:
    """Take up those of the member's waiting tasks whose member has done what was asked; to be called after that."""
    resumed = await _resume(TaskRow.filter(member_id=member_id), ports.clock.now())
    await tell(ports, resumed)
    return resumed


async def resume_all(ports: Ports) -> int:
    """The same for all members, page by page: finds what nobody called ``resume`` for; how many tasks."""
    count, last = 0, None
    while page := await _page(last):
        resumed = await _resume(TaskRow.filter(id__in=page), ports.clock.now())
        await tell(ports, resumed)
        count, last = count + len(resumed), page[-1]
    return count


async def _page(after: UUID | None) -> list[UUID]:
    rows = TaskRow.filter(state=State.AWAITING_MEMBER).order_by("id").limit(_PAGE)
    return [row.id for row in await (rows.filter(id__gt=after) if after else rows).only("id")]


async def _resume(rows: QuerySet[TaskRow], at: datetime) -> list[Task]:
    async with in_transaction():
        waiting = [reads.task(row) for row in await rows.filter(state=State.AWAITING_MEMBER).select_for_update()]
        standing = await standings(waiting)
        for each in waiting:
            if changes := _changes(each, standing[each.id], at):
                await TaskRow.filter(id=each.id).update(**changes)
        return list((await reads.tasks([each.id for each in waiting if not standing[each.id].awaits])).values())


def _changes(task: Task, standing: Standing, at: datetime) -> dict[str, object]:
    """What becomes of a waiting task: ready from now on, called off, waiting for something else, or nothing new."""
    if standing.is_revoked:
        return {"state": State.CANCELLED, "awaits": None}
    if standing.awaits:
        return {"awaits": standing.awaits} if standing.awaits != task.awaits else {}
    ready_at = max(at, task.ready_at)
    return {"state": State.QUEUED, "awaits": None, "ready_at": ready_at, "due_at": ready_at, "told_at": None}
