"""Working out every stored timeline again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.entitlements import reads
from hub.entitlements.models import GrantRow
from hub.entitlements.rules.stacking import touched
from hub.entitlements.service.changing import lock_all
from hub.entitlements.service.glancing import wrong_glances
from hub.entitlements.service.storing import store_timelines, stored_segments, timeline_differences
from hub.journal import service as journal
from hub.journal.rules import Deed
from hub.members import reads as members

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.entitlements.reads import Concerned, Held
    from hub.members.rules import Member

_BATCH = 200
"""Members in one transaction, whose changes wait meanwhile."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One member who was checked: how many stored ``segments`` and ``glances`` were wrong, missing or left over."""

    member: Member
    segments: int
    glances: int

    @property
    def differs(self) -> bool:
        """Anything of it was wrong."""
        return self.segments + self.glances > 0


async def rebuild(
    at: datetime, benefits: Collection[str] | None = None, *, mends: bool = True
) -> AsyncIterator[Rebuilt]:
    """Recompute the timelines of all members (of ``benefits`` alone, if given), and mend them unless told not to.

    So what they see at a glance from ``at``, the present, on.

    Run it after the catalogue changed a stacking policy or a tier; at any other time there is nothing to mend.
    """
    last: UUID | None = None
    while batch := await rebuild_next(at, last, benefits, mends=mends):
        for each in batch:
            yield each
        last = batch[-1].member.id


async def rebuild_next(
    at: datetime, after: UUID | None, benefits: Collection[str] | None, *, mends: bool = True
) -> list[Rebuilt]:
    """As ``rebuild``, for the few members that come next ``after`` this one, in one transaction; empty at the end."""
    ids = await _next_members(after, benefits)
    if not ids:
        return []
    found = await members.members(ids)
    return await (_mend if mends else _compare)(at, [found[id_] for id_ in ids], benefits)


async def _mend(at: datetime, batch: Sequence[Member], benefits: Collection[str] | None) -> list[Rebuilt]:
    async with in_transaction():
        held = await lock_all(await _concerned(batch, benefits))
        return await _examined(at, batch, held, mends=True)


async def _compare(at: datetime, batch: Sequence[Member], benefits: Collection[str] | None) -> list[Rebuilt]:
    async with in_transaction():
        await get_connection("default").execute_query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        held = await reads.held_under(await _concerned(batch, benefits))
        return await _examined(at, batch, held, mends=False)


async def _examined(at: datetime, batch: Sequence[Member], held: Sequence[Held], *, mends: bool) -> list[Rebuilt]:
    """What is wrong of each member; afterwards, if it mends, nothing is."""
    holdings = {member.id: each.holdings for member, each in zip(batch, held, strict=True)}
    timelines = {member: each.timeline() for member, each in holdings.items()}
    glances = await wrong_glances(holdings, timelines, at)
    if mends:
        segments = await store_timelines(holdings, at)
        changed = [each for each in batch if segments[each.id] or glances[each.id]]
        deeds = [Deed("rebuild", f"member:{each.id}", each.id, {"segments": segments[each.id]}) for each in changed]
        await journal.record_all(at, "system", deeds)
    else:
        differences = timeline_differences(holdings, timelines, await stored_segments(holdings))
        segments = {id_: each.count for id_, each in differences.items()}
    return [Rebuilt(member, segments[member.id], glances[member.id]) for member in batch]


async def _concerned(batch: Sequence[Member], benefits: Collection[str] | None) -> list[Concerned]:
    held: defaultdict[UUID, set[str]] = defaultdict(set)
    grants = GrantRow.filter(member_id__in=[member.id for member in batch]).distinct()
    for member_id, benefit in await grants.values_list("member_id", "benefit"):
        if benefits is None or benefit in benefits:
            held[member_id].add(benefit)
    policies = await reads.policies_with(set().union(*held.values()))
    return [(member, touched(policies, held[member.id])) for member in batch]


async def _next_members(after: UUID | None, benefits: Collection[str] | None) -> list[UUID]:
    rows = await get_connection("default").execute_query_dict(
        "SELECT DISTINCT member_id FROM grants WHERE ($1::uuid IS NULL OR member_id > $1)"
        " AND ($2::text[] IS NULL OR benefit = ANY($2)) ORDER BY member_id LIMIT $3",
        [after, None if benefits is None else list(benefits), _BATCH],
    )
    return [row["member_id"] for row in rows]
