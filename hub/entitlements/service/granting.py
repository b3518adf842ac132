"""Giving a member a benefit or a whole bundle."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.transactions import in_transaction

from hub.entitlements.models import HoldingRow
from hub.entitlements.rules import holdings as rules
from hub.entitlements.rules.granted import GrantRecord, Origin
from hub.entitlements.service.changing import lock, moments, store
from hub.entitlements.service.planning import Asked, OneBundle, Plan, grant_of, plan
from hub.journal import service as journal

if TYPE_CHECKING:
    from datetime import datetime

    from hub.journal.rules import Act
    from hub.members.rules import Member


@dataclass(frozen=True, slots=True)
class Given:
    """What came of it: the bundle's holding, if it was a bundle, and the grants in the order in which they begin."""

    grants: tuple[UUID, ...]
    holding: UUID | None = None


async def grant(member: Member, asked: Asked, origin: Origin, by: Act) -> Given:
    """Give ``member`` what is asked, all of it or nothing, under the idempotency ``key``.

    Refuses what the benefits' policies refuse (``AlreadyEntitled``, ``StackLimitReached``), improper choices, and
    unknown benefits and bundles.
    """

    async def give() -> dict[str, Any]:
        given = await record(member, asked, origin, by)
        return {"holding": given.holding and str(given.holding), "grants": [str(each) for each in given.grants]}

    request = {"member": member.id, "asked": repr(asked), "origin": asdict(origin)}
    answer = await journal.once(f"grant:{by.actor}", by.key, request, by.at, give)
    holding = answer["holding"]
    return Given(tuple(UUID(each) for each in answer["grants"]), UUID(holding) if holding else None)


async def record(member: Member, asked: Asked, origin: Origin, by: Act) -> Given:
    """Give ``member`` what is asked, in the caller's transaction or one of its own; as ``grant``, without a key."""
    async with in_transaction():
        planned = await plan(asked, by.at, member.zone)
        before = await lock(member, {each.benefit for each in planned.grants})
        holding = await _holding(member, asked, planned, origin, by.at) if isinstance(asked, OneBundle) else None
        new = [
            GrantRecord(grant_of(each, moment), member.id, origin, holding, each.path, each.number, each.weight)
            for each, moment in zip(planned.grants, await moments(by.at, len(planned.grants)), strict=True)
        ]
        after = before
        for each in new:
            after = rules.grant(after, each.grant)
        await store(member, before, after, new)
        await _journal(member, new, holding, origin, by)
    return Given(tuple(UUID(str(each.grant.key)) for each in new), holding)


async def _holding(member: Member, asked: OneBundle, planned: Plan, origin: Origin, at: datetime) -> UUID:
    row = await HoldingRow.create(
        member_id=member.id,
        revision_id=planned.revision_id,
        choices={group: list(picks) for group, picks in asked.choices.items()},
        source=origin.source,
        reference=origin.reference,
        granted_at=at,
    )
    return row.id


async def _journal(member: Member, new: list[GrantRecord], holding: UUID | None, origin: Origin, by: Act) -> None:
    facts = {
        "grants": [{"id": str(each.grant.key), "benefit": each.grant.benefit} for each in new],
        "source": origin.source,
        "reference": origin.reference,
    }
    subject = f"holding:{holding}" if holding else f"grant:{new[0].grant.key}"
    await journal.record(by.at, by.actor, action="grant", subject=subject, member_id=member.id, facts=facts)
