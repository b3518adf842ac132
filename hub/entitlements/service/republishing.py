"""Changing the catalogue under those who hold what it offers.

A benefit's new stacking policy counts for its holders too: which timelines must be worked out again is noted in the
transaction that changes the catalogue, and a job does it, a few members at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tortoise.transactions import in_transaction

from hub.catalogue import reads, service
from hub.entitlements.models import RebuildRow
from hub.entitlements.service.rebuilding import rebuild_next

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from hub.catalogue.rules.differences import Comparison, PolicyChange
    from hub.ports import Ports

REBUILD: Final = "rebuild_timelines"
"""The job that calls ``rebuild_some``."""


async def apply(ports: Ports, actor: str, document: str | bytes) -> Comparison:
    """Make the stored catalogue what ``document`` says (``hub.catalogue.service.apply``), for its holders too."""
    async with in_transaction():
        comparison = await service.apply(ports, actor, document)
        if comparison.policy_changes:
            benefits = sorted(await _touched_by(comparison.policy_changes))
            await RebuildRow.create(benefits=benefits, asked_at=ports.clock.now())
    if comparison.policy_changes:
        await tell_due(ports)
    return comparison


async def tell_due(ports: Ports) -> None:
    """Let workers go on with what is not rebuilt yet."""
    if ids := await _unfinished():
        await ports.queue.tell(REBUILD, ids)


async def rebuild_all(ports: Ports) -> tuple[int, int]:
    """Rebuild what is not rebuilt yet, here and now: how many members were gone through, and how many changed."""
    members = changed = 0
    for id_ in await _unfinished():
        while (found := await _rebuild_next(ports, id_)) is not None:
            members, changed = members + found[0], changed + found[1]
    return members, changed


async def rebuild_some(ports: Ports, id_: UUID) -> None:
    """Rebuild the next few members' timelines, and tell of the rest.

    Of two at once the second goes on where the first stopped; one that is done already is left alone.
    """
    if await _rebuild_next(ports, id_) is not None:
        await ports.queue.tell(REBUILD, [id_])


async def _rebuild_next(ports: Ports, id_: UUID) -> tuple[int, int] | None:
    async with in_transaction():
        due = await RebuildRow.filter(id=id_, done_at=None).select_for_update().first()
        if due is None:
            return None
        batch = await rebuild_next(ports.clock.now(), due.last_member_id, due.benefits)
        if batch:
            due.last_member_id = batch[-1].member.id
        else:
            due.done_at = ports.clock.now()
        await due.save()
    return (len(batch), sum(1 for each in batch if each.differs)) if batch else None


async def _unfinished() -> list[UUID]:
    return [row.id for row in await RebuildRow.filter(done_at=None).order_by("id")]


async def _touched_by(changes: Iterable[PolicyChange]) -> set[str]:
    """The benefits whose policy changed, and those that shared a tier group with one before."""
    changed = list(changes)
    groups = {policy.old.tier.group for policy in changed if policy.old.tier}
    peers = await reads.benefits_of_tier_groups(sorted(groups))
    left = {benefit.code for group in peers.values() for benefit in group}
    return left | {policy.new.code for policy in changed}
