"""Grants and the time they are in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay

from hub.entitlements.reads import Held
from hub.entitlements.rules.glances import true_until
from hub.entitlements.rules.granted import GrantRecord, Source
from hub.entitlements.rules.standing import GrantState, grant_state
from hub.entitlements.rules.values import Key
from hub.kernel.calendar import FOREVER, Period, Span
from schema.catalogue import Benefit, benefit_of
from schema.context import Info
from schema.enums import tell
from schema.nodes import node_reader, uuid
from schema.scalars import ending

if TYPE_CHECKING:
    from hub.entitlements.rules import status
    from hub.members import rules as members
    from schema.deliveries import Delivery
    from schema.holdings import BundleHolding

tell(
    GrantState,
    "GrantState",
    "How one grant stands.",
    {
        "PENDING_ACTIVATION": "Waits for the member to activate it.",
        "PENDING_DELIVERY": "Waits for the provider to deliver it.",
        "SCHEDULED": "Begins later.",
        "QUEUED": "Waits behind time that was there before.",
        "IN_FORCE": "Runs now.",
        "PAUSED": "Waits while a higher tier covers the member.",
        "ENDED": "Its time has run.",
        "REVOKED": "Taken back.",
        "ACTIVATION_EXPIRED": "Not activated in time.",
    },
)
tell(
    Source,
    "GrantSource",
    "Where a grant came from.",
    {
        "PURCHASE": "Bought.",
        "RENEWAL": "Renewed by an agreement.",
        "GIFT": "Given by another member.",
        "STAFF": "Given by the staff.",
        "CAMPAIGN": "Given by a campaign.",
        "IMPORT": "Brought in from elsewhere.",
    },
)


@dataclass(frozen=True)
class Sight:
    """What one member holds, looked at for an instant; every type here is made from it."""

    member: members.Member
    held: Held
    at: datetime

    @cached_property
    def entitlements(self) -> dict[str, status.Entitlement]:
        """What the grants of each benefit add up to."""
        return {each.benefit: each for each in self.held.entitlements()}

    @property
    def ends(self) -> list[datetime | None]:
        """Until when each entitlement is as it is seen, and each of its grants; none: for good."""
        segments = [each.span.until for held in self.entitlements.values() for each in held.segments]
        grants = [each for each in segments if self.at < each < FOREVER]
        return [*grants, *(true_until(each, self.at) for each in self.entitlements.values())]

    def grant(self, record: GrantRecord) -> Grant:
        """One grant."""
        return Grant.of(record, self)

    def segments(self, benefit: str, grant: Key | None = None) -> list[Segment]:
        """When the benefit is in force, by all grants or by one."""
        entitlement = self.entitlements[benefit]
        pauses = {pause.span.until for pause in entitlement.pauses}
        return [
            Segment(
                sight=self,
                grant_id=each.grant,
                starts_at=each.span.start,
                until=ending(each.span.until),
                is_pause_before=each.span.start in pauses,
            )
            for each in entitlement.segments
            if grant in {None, each.grant}
        ]


async def sight_of(info: Info, member: members.Member, at: datetime | None = None) -> Sight:
    """What the member holds, looked at for ``at`` or for now."""
    held = await info.context.loaders.held.load(member.id)
    if held is None:
        raise LookupError(f"no member {member.id}")
    at, sights = at or info.context.now, info.context.sights
    return sights.setdefault((member.id, at), Sight(member, held, at))


@strawberry.type(description="A span of time in which one grant is in force.")
class Segment:
    """A segment."""

    sight: strawberry.Private[Sight]
    grant_id: strawberry.Private[Key]
    starts_at: datetime = strawberry.field(name="from", description="When it begins.")
    until: datetime | None = strawberry.field(description="When it ends; null: it has no end.")
    is_pause_before: bool = strawberry.field(description="It follows a pause: a higher tier covered the member.")

    @strawberry.field(description="The grant.")
    def grant(self) -> Grant:
        return self.sight.grant(self.sight.held.records[UUID(str(self.grant_id))])


@strawberry.type(description="One addition to what a member holds of a benefit.")
class Grant(relay.Node):
    """A grant."""

    key: relay.NodeID[UUID]
    record: strawberry.Private[GrantRecord]
    sight: strawberry.Private[Sight]
    state: GrantState = strawberry.field(description="How it stands.")
    granted_at: datetime = strawberry.field(description="When it was given; of a later release: when it is released.")
    period: Period | None = strawberry.field(description="How long it lasts, where it rolls.")
    starts_at: datetime | None = strawberry.field(name="from", description="Where its window begins, if it has one.")
    until: datetime | None = strawberry.field(description="Where its window ends; null with a window: never.")
    needs_activation: bool = strawberry.field(description="Its time begins only when the member activates it.")
    activate_by: datetime | None = strawberry.field(description="Before when it must be activated.")
    activated_at: datetime | None = strawberry.field(description="When it was activated.")
    revoked_at: datetime | None = strawberry.field(description="When it was taken back.")
    revoked_reason: str | None = strawberry.field(description="Why it was taken back.")
    quantity: int | None = strawberry.field(description="How much it gives, each time it refills or in all.")
    used: int = strawberry.field(description="How much of it was used.")
    priority: int = strawberry.field(description="The lower is used up first.")
    source: Source = strawberry.field(description="Where it came from.")
    path: list[str] = strawberry.field(description="Its place in the bundle that gave it.")

    @strawberry.field(description="What it is a grant of.")
    async def benefit(self, info: Info) -> Benefit:
        return await benefit_of(info, self.record.grant.benefit)

    @strawberry.field(description="The bundle that gave it, if one did.")
    async def bundle_holding(self, info: Info) -> Annotated[BundleHolding, strawberry.lazy("schema.holdings")] | None:
        from schema.holdings import BundleHolding  # noqa: PLC0415 - a holding has grants, which have a holding

        holding = self.record.holding_id
        found = await info.context.loaders.holdings.load(holding) if holding else None
        return BundleHolding.of(found, self.sight) if found else None

    @strawberry.field(description="Its delivery; null where nothing has to be delivered.")
    async def delivery(self, info: Info) -> Annotated[Delivery, strawberry.lazy("schema.deliveries")] | None:
        from schema.deliveries import delivery_of_grant  # noqa: PLC0415 - a delivery has a member, who has grants

        return await delivery_of_grant(info, self.key)

    @strawberry.field(description="When it is in force.")
    def segments(self) -> list[Segment]:
        return self.sight.segments(self.record.grant.benefit, self.record.grant.key)

    @classmethod
    def of(cls, record: GrantRecord, sight: Sight) -> Self:
        """The GraphQL grant of a record."""
        grant = record.grant
        window = grant.validity if isinstance(grant.validity, Span) else None
        return cls(
            key=UUID(str(grant.key)),
            record=record,
            sight=sight,
            state=grant_state(sight.entitlements[grant.benefit], grant, sight.at),
            granted_at=grant.granted.at,
            period=grant.validity if isinstance(grant.validity, Period) else None,
            starts_at=window.start if window else None,
            until=ending(window.until) if window else None,
            needs_activation=grant.needs_activation,
            activate_by=grant.activate_by,
            activated_at=grant.activated.at if grant.activated else None,
            revoked_at=grant.revoked.at if grant.revoked else None,
            revoked_reason=record.revoked_reason or None,
            quantity=grant.allowance.quantity if grant.allowance else grant.quantity,
            used=sum(use.quantity for use in sight.held.holdings.uses if use.grant == grant.key),
            priority=grant.priority,
            source=record.origin.source,
            path=record.path.split("/") if record.path else [],
        )


async def seen_grant(info: Info, id_: UUID) -> Grant | None:
    """The grant of this id; none where there is none, or it is not the caller's to see."""
    record = await info.context.loaders.grants.load(id_)
    if record is None or not info.context.sees(record.member_id):
        return None
    member = await info.context.loaders.members.load(record.member_id)
    return (await sight_of(info, member)).grant(record) if member else None


@node_reader("Grant")
async def _grant(info: Info, key: str) -> Grant | None:
    id_ = uuid(key)
    return await seen_grant(info, id_) if id_ else None
