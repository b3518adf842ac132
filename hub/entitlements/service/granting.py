"""Giving a member a benefit or a whole bundle."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.transactions import in_transaction

from hub.entitlements.rules import holdings as rules
from hub.entitlements.rules.granted import GrantRecord, Holding, Origin
from hub.entitlements.service.changing import lock, moments
from hub.entitlements.service.planning import Asked, OneBundle, Plan, grant_of, plan
from hub.entitlements.service.storing import Change, store_all
from hub.journal import service as journal
from hub.kernel.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from hub.entitlements.rules.holdings import Holdings
    from hub.entitlements.rules.values import Moment
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
        holding = holding_of(member, asked, planned, origin, by.at)
        new = records_of(member, planned, origin, holding, await moments(by.at, len(planned.grants)))
        await store_all([Change(member, before, with_all(before, new), new, (holding,) if holding else ())], by.at)
        subject = f"holding:{holding.id}" if holding else f"grant:{new[0].grant.key}"
        facts = {"grants": named(new), "source": origin.source, "reference": origin.reference}
        await journal.record(by.at, by.actor, action="grant", subject=subject, member_id=member.id, facts=facts)
    return Given(tuple(UUID(str(each.grant.key)) for each in new), holding.id if holding else None)


def holding_of(member: Member, asked: Asked, planned: Plan, origin: Origin, at: datetime) -> Holding | None:
    """The holding to record, if what is asked is a bundle."""
    if not isinstance(asked, OneBundle) or planned.revision_id is None:
        return None
    choices = {group: list(picks) for group, picks in asked.choices.items()}
    return Holding(new_id(), member.id, planned.revision_id, origin, at, choices)


def records_of(
    member: Member, planned: Plan, origin: Origin, holding: Holding | None, moments: Iterable[Moment]
) -> list[GrantRecord]:
    """The grants to record for what is planned, at ``moments``: one for each."""
    held = holding.id if holding else None
    return [
        GrantRecord(grant_of(each, moment), member.id, origin, held, each.path, each.number, each.weight)
        for each, moment in zip(planned.grants, moments, strict=True)
    ]


def with_all(before: Holdings, new: Iterable[GrantRecord]) -> Holdings:
    """What is held with all of the ``new`` grants, unless the benefits' policies refuse one of them."""
    after = before
    for each in new:
        after = rules.grant(after, each.grant)
    return after


def named(new: Iterable[GrantRecord]) -> list[dict[str, object]]:
    """What the journal says of grants."""
    return [{"id": each.grant.key, "benefit": each.grant.benefit} for each in new]
