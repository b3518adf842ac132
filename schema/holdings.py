"""Bundles in a member's hands: what was bought, given or brought in, part by part."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Self
from uuid import UUID

import strawberry
from strawberry import relay

from hub.entitlements import reads
from hub.entitlements.rules.granted import GrantRecord, Source
from hub.entitlements.rules.granted import Holding as HubHolding
from hub.entitlements.rules.standing import GrantState, grant_state
from hub.entitlements.rules.status import Status
from hub.kernel.calendar import FOREVER
from schema.bundles import Bundle, bundle_of
from schema.catalogue import Benefit, benefit_of
from schema.context import Info
from schema.grants import Grant, Sight, sight_of
from schema.nodes import node_reader, uuid
from schema.pages import Page, connection
from schema.scalars import ending

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.catalogue.rules.revisions import Revision
    from hub.members import rules as members

_STATUSES = {
    GrantState.PAUSED: Status.PAUSED,
    GrantState.PENDING_ACTIVATION: Status.PENDING,
    GrantState.PENDING_DELIVERY: Status.PENDING,
    GrantState.QUEUED: Status.SCHEDULED,
    GrantState.SCHEDULED: Status.SCHEDULED,
    GrantState.ENDED: Status.EXPIRED,
    GrantState.ACTIVATION_EXPIRED: Status.EXPIRED,
    GrantState.REVOKED: Status.REVOKED,
}
"""What a part is called whose most telling grant is not in force; in this order, the first that applies."""


@strawberry.type(description="One part of a bundle that a member was given, with the time it gives.")
class HoldingPart:
    """A part: the grants at one place of the bundle."""

    records: strawberry.Private[list[GrantRecord]]
    sight: strawberry.Private[Sight]
    path: list[str] = strawberry.field(description="Its place in the bundle.")
    until: datetime | None = strawberry.field(description="When the last of its time ends; null: never, or no time.")
    status: Status = strawberry.field(description="How it stands.")

    @strawberry.field(description="What it gives.")
    async def benefit(self, info: Info) -> Benefit:
        return await benefit_of(info, self.records[0].grant.benefit)

    @strawberry.field(description="The grants, in the order in which they begin.")
    def grants(self) -> list[Grant]:
        return [self.sight.grant(each) for each in self.records]

    @property
    def end(self) -> datetime | None:
        """When the last of its time ends, ``FOREVER`` for never; ``None`` where it has none."""
        return _end(self.records, self.sight)

    @classmethod
    def of(cls, records: list[GrantRecord], sight: Sight) -> Self:
        """The part that these grants are."""
        end = _end(records, sight)
        return cls(
            records=records,
            sight=sight,
            path=records[0].path.split("/"),
            until=ending(end) if end else None,
            status=_status(records, sight),
        )


def _end(records: Iterable[GrantRecord], sight: Sight) -> datetime | None:
    keys = {each.grant.key for each in records}
    benefits = {each.grant.benefit for each in records}
    spans = [each for benefit in benefits for each in sight.entitlements[benefit].segments if each.grant in keys]
    return max((each.span.until for each in spans), default=None)


def _status(records: list[GrantRecord], sight: Sight) -> Status:
    entitlement = sight.entitlements[records[0].grant.benefit]
    states = {grant_state(entitlement, each.grant, sight.at) for each in records}
    if GrantState.IN_FORCE in states:
        return entitlement.status(sight.at) or Status.ACTIVE
    return next(status for state, status in _STATUSES.items() if state in states)


@strawberry.type(description="A bundle that a member bought, was given or brought along: one receipt.")
class BundleHolding(relay.Node):
    """A holding."""

    key: relay.NodeID[UUID]
    value: strawberry.Private[HubHolding]
    sight: strawberry.Private[Sight]
    granted_at: datetime = strawberry.field(description="When it was given.")
    source: Source = strawberry.field(description="Where it came from.")
    revoked_at: datetime | None = strawberry.field(description="When it was taken back as a whole.")
    parts: list[HoldingPart] = strawberry.field(description="What it gives, each with its own end.")
    first_end: datetime | None = strawberry.field(description="When the first of its parts ends.")
    last_end: datetime | None = strawberry.field(description="When the last of its parts ends; null: never.")
    is_lifetime: bool = strawberry.field(description="Some part of it never ends.")

    @strawberry.field(description="What it is.")
    async def bundle(self, info: Info) -> Bundle:
        return await bundle_of(info, (await self._revision(info)).bundle)

    @strawberry.field(description="Which revision of the bundle it is, for good.")
    async def revision(self, info: Info) -> int:
        return (await self._revision(info)).number

    async def _revision(self, info: Info) -> Revision:
        found = await info.context.loaders.revisions.load(self.value.revision_id)
        if found is None:
            raise LookupError(f"no revision {self.value.revision_id}")
        return found

    @classmethod
    def of(cls, holding: HubHolding, sight: Sight) -> Self:
        """The GraphQL holding of a hub holding."""
        records = sorted(
            (each for each in sight.held.records.values() if each.holding_id == holding.id),
            key=lambda each: (each.path, each.number),
        )
        parts = [HoldingPart.of(list(each), sight) for _, each in groupby(records, attrgetter("path"))]
        ends = [end for part in parts if (end := part.end)]
        return cls(
            key=holding.id,
            value=holding,
            sight=sight,
            granted_at=holding.granted_at,
            source=holding.origin.source,
            revoked_at=holding.revoked_at,
            parts=parts,
            first_end=ending(min(ends)) if ends else None,
            last_end=ending(max(ends)) if ends else None,
            is_lifetime=FOREVER in ends,
        )


@strawberry.type(description="What a member was given as bundles, page by page.")
class BundleHoldingConnection(relay.Connection[BundleHolding]):
    """A page of holdings."""

    member_id: strawberry.Private[UUID]

    @strawberry.field(description="How many there are in all.")
    async def total_count(self) -> int:
        return await reads.count_bundle_holdings_of(self.member_id)


async def bundle_holdings_of(info: Info, member: members.Member, page: Page) -> BundleHoldingConnection:
    """The member's bundles, the newest first."""
    found = await reads.bundle_holdings_of(member.id, page.to_read, page.uuid)
    sight = await sight_of(info, member)

    def made(holding: HubHolding) -> BundleHolding:
        return BundleHolding.of(holding, sight)

    return connection(BundleHoldingConnection, found, page, made, attrgetter("id"), member_id=member.id)


async def seen_holding(info: Info, id_: UUID) -> BundleHolding | None:
    """The holding of this id; none where there is none, or it is not the caller's to see."""
    holding = await info.context.loaders.holdings.load(id_)
    if holding is None or not info.context.sees(holding.member_id):
        return None
    member = await info.context.loaders.members.load(holding.member_id)
    return BundleHolding.of(holding, await sight_of(info, member)) if member else None


@node_reader("BundleHolding")
async def _holding(info: Info, key: str) -> BundleHolding | None:
    id_ = uuid(key)
    return await seen_holding(info, id_) if id_ else None
