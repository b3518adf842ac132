"""Giving a member a benefit or a whole bundle."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hub.entitlements.rules import holdings as rules
from hub.entitlements.rules.granted import GrantRecord, Holding, Origin
from hub.entitlements.service.changing import lock_at
from hub.entitlements.service.planning import Asked, OneBundle, Plan, grant_of, plan
from hub.entitlements.service.storing import Change, store_all
from hub.journal import service as journal
from hub.journal.rules import Deed
from hub.kernel.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
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
        gifts = await weigh(member, [asked], origin, by)
        await store(gifts, by.at)
        await journal.record_all(by.at, by.actor, gifts.deeds())
        [given] = gifts.given
        return {
            "holding": given.holding and str(given.holding.id),
            "grants": [str(each.grant.key) for each in given.records],
        }

    request = {"member": member.id, "asked": repr(asked), "origin": asdict(origin)}
    answer = await journal.once(f"grant:{by.actor}", by.key, request, by.at, give)
    holding = answer["holding"]
    return Given(tuple(UUID(each) for each in answer["grants"]), UUID(holding) if holding else None)


@dataclass(frozen=True, slots=True)
class Gift:
    """What comes of asking for one thing: the grants to record and, if it is a bundle, its holding."""

    records: Sequence[GrantRecord]
    holding: Holding | None

    def deed(self) -> Deed:
        """What to say of it in the journal."""
        first = self.records[0]
        facts = {"grants": named(self.records), "source": first.origin.source, "reference": first.origin.reference}
        subject = f"holding:{self.holding.id}" if self.holding else f"grant:{first.grant.key}"
        return Deed("grant", subject, first.member_id, facts)


@dataclass(frozen=True, slots=True)
class Gifts:
    """What is to be given to one member at once, and what becomes of what they hold; one gift for each thing asked."""

    change: Change
    given: Sequence[Gift]

    def deeds(self) -> list[Deed]:
        """What to say of it in the journal."""
        return [each.deed() for each in self.given]


async def weigh(member: Member, asked: Sequence[Asked], origin: Origin, by: Act) -> Gifts:
    """Decide on giving ``member`` all that is asked, one after the other, and lock what that would change.

    In the caller's transaction. Nothing is written yet: what is refused here has left no trace. Refuses as ``grant``.
    """
    plans = [await plan(each, by.at, member.zone) for each in asked]
    grants = [each for planned in plans for each in planned.grants]
    before, moments = await lock_at(member, {each.benefit for each in grants}, by.at, len(grants))
    places = iter(moments)
    given = []
    for each, planned in zip(asked, plans, strict=True):
        holding = holding_of(member, each, planned, origin, by.at)
        own = list(islice(places, len(planned.grants)))
        given.append(Gift(records_of(member, planned, origin, holding, own), holding))
    new = [record for gift in given for record in gift.records]
    holdings = [gift.holding for gift in given if gift.holding]
    return Gifts(Change(member, before, with_all(before.holdings, new), new, holdings), given)


async def store(gifts: Gifts, at: datetime) -> None:
    """Give what was weighed, in the same transaction, in which the journal is to say so, too (``deeds``)."""
    await store_all([gifts.change], at)


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
