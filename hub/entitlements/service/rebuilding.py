"""Working out every stored timeline again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.catalogue import reads as catalogue
from hub.entitlements.models import GrantRow
from hub.entitlements.service.changing import lock, store_timeline
from hub.members import reads as members

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Iterable
    from uuid import UUID

    from hub.catalogue.rules.differences import PolicyChange
    from hub.members.rules import Member

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One member whose stored timeline was checked: how many ``segments`` were wrong, missing or left over."""

    member: Member
    segments: int


async def rebuild(benefits: Collection[str] | None = None) -> AsyncIterator[Rebuilt]:
    """Recompute the timelines of all members (of ``benefits`` alone, if given), each member in its own transaction.

    Run it after the catalogue changed a stacking policy or a tier; at any other time there is nothing to mend.
    """
    last: UUID | None = None
    while ids := await _next_members(last, benefits):
        found = await members.members(ids)
        for id_ in ids:
            yield Rebuilt(found[id_], await _rebuild(found[id_], benefits))
        last = ids[-1]


async def touched_by(changes: Iterable[PolicyChange]) -> set[str]:
    """The benefits whose policy changed, and those that shared a tier group with one before."""
    changed = list(changes)
    groups = {policy.old.tier.group for policy in changed if policy.old.tier}
    peers = await catalogue.benefits_of_tier_groups(sorted(groups))
    left = {benefit.code for group in peers.values() for benefit in group}
    return left | {policy.new.code for policy in changed}


async def _rebuild(member: Member, benefits: Collection[str] | None) -> int:
    held = {str(each) for each in await GrantRow.filter(member_id=member.id).values_list("benefit", flat=True)}
    concerned = held if benefits is None else held & set(benefits)
    async with in_transaction():
        return await store_timeline(member, await lock(member, concerned))


async def _next_members(after: UUID | None, benefits: Collection[str] | None) -> list[UUID]:
    rows = await get_connection("default").execute_query_dict(
        "SELECT DISTINCT member_id FROM grants WHERE ($1::uuid IS NULL OR member_id > $1)"
        " AND ($2::text[] IS NULL OR benefit = ANY($2)) ORDER BY member_id LIMIT $3",
        [after, None if benefits is None else list(benefits), _BATCH],
    )
    return [row["member_id"] for row in rows]
