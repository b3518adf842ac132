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
from hub.entitlements.service.storing import store_timelines, timeline_differences
from hub.members import reads as members

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Mapping, Sequence
    from uuid import UUID

    from hub.entitlements.reads import Concerned
    from hub.members.rules import Member

_BATCH = 200
"""Members in one transaction, whose changes wait meanwhile."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One member whose stored timeline was checked: how many ``segments`` were wrong, missing or left over."""

    member: Member
    segments: int


async def rebuild(benefits: Collection[str] | None = None, *, mends: bool = True) -> AsyncIterator[Rebuilt]:
    """Recompute the timelines of all members (of ``benefits`` alone, if given), and mend them unless told not to.

    Run it after the catalogue changed a stacking policy or a tier; at any other time there is nothing to mend.
    """
    last: UUID | None = None
    while batch := await rebuild_next(last, benefits, mends=mends):
        for each in batch:
            yield each
        last = batch[-1].member.id


async def rebuild_next(after: UUID | None, benefits: Collection[str] | None, *, mends: bool = True) -> list[Rebuilt]:
    """As ``rebuild``, for the few members that come next ``after`` this one, in one transaction; empty at the end."""
    ids = await _next_members(after, benefits)
    if not ids:
        return []
    found = await members.members(ids)
    differing = await (_mend if mends else _compare)([found[id_] for id_ in ids], benefits)
    return [Rebuilt(found[id_], differing[id_]) for id_ in ids]


async def _mend(batch: Sequence[Member], benefits: Collection[str] | None) -> Mapping[UUID, int]:
    async with in_transaction():
        held = await lock_all(await _concerned(batch, benefits))
        return await store_timelines(dict(zip((member.id for member in batch), held, strict=True)))


async def _compare(batch: Sequence[Member], benefits: Collection[str] | None) -> Mapping[UUID, int]:
    async with in_transaction():
        await get_connection("default").execute_query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        held = await reads.holdings_under(await _concerned(batch, benefits))
        found = await timeline_differences(dict(zip((member.id for member in batch), held, strict=True)))
        return {member: each.count for member, each in found.items()}


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
