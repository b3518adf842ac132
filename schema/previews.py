"""What would happen, and why things are as they are. Nothing here writes anything."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay
from strawberry.scalars import JSON

from hub.entitlements import reads
from hub.entitlements.rules.status import Status
from hub.entitlements.service import previewing
from hub.kernel.calendar import FOREVER, Period
from hub.kernel.errors import InvalidInput, NotFound
from schema import wording
from schema.catalogue import Benefit, benefit_of
from schema.context import Info
from schema.entitlement_changes import member_of, member_of_grant
from schema.entitlement_refusals import (
    ActivationExpired,
    AlreadyActivated,
    AlreadyEntitled,
    BundleRefusal,
    GrantRevoked,
    StackLimitReached,
    StartsOnDelivery,
)
from schema.explanations import ReasonStep, why
from schema.grants import sight_of
from schema.inputs import Wish, asked
from schema.members import At, hub_member
from schema.nodes import uuid_of
from schema.refusals import InvalidInputRefusal, NotFoundRefusal
from schema.scalars import ending
from schema.texts import LocalText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.entitlements.rules.preview import TimelineChange as HubChange
    from hub.entitlements.rules.values import Segment
    from hub.members.rules import Member


@strawberry.type(description="A grant on a timeline that is only imagined.")
class PreviewedGrant:
    """A grant that is there, or would be."""

    id: strawberry.ID = strawberry.field(description="The grant's id; of one that would be new: one for this once.")
    is_new: bool = strawberry.field(description="It would be new.")


@strawberry.type(description="A span of time on a timeline that is only imagined.")
class PreviewedSegment:
    """A segment."""

    grant: PreviewedGrant = strawberry.field(description="The grant in force.")
    starts_at: datetime = strawberry.field(name="from", description="When it begins.")
    until: datetime | None = strawberry.field(description="When it ends; null: it has no end.")


@strawberry.type(description="What would become of one entitlement.")
class TimelineChange:
    """A change."""

    benefit_code: strawberry.Private[str]
    before: list[PreviewedSegment] = strawberry.field(description="The timeline as it is.")
    after: list[PreviewedSegment] = strawberry.field(description="The timeline as it would be.")
    coverage_end_before: datetime | None = strawberry.field(
        description="When the last of it ends; null: never or none."
    )
    coverage_end_after: datetime | None = strawberry.field(description="When it would end; null: never, or none.")
    delta_seconds: float | None = strawberry.field(description="How much later it would end, if both have an end.")
    sentence: LocalText = strawberry.field(description="The change in words.")

    @strawberry.field(description="To what.")
    async def benefit(self, info: Info) -> Benefit:
        return await benefit_of(info, self.benefit_code)

    @classmethod
    def of(cls, change: HubChange, zone: str) -> Self:
        """The GraphQL change of a hub change."""
        known = {segment.grant for segment in change.before}
        before, after = change.end_before, change.end_after
        delta = after - before if before and after and FOREVER not in {before, after} else None
        return cls(
            benefit_code=change.benefit,
            before=[_segment(each, is_new=False) for each in change.before],
            after=[_segment(each, is_new=each.grant not in known) for each in change.after],
            coverage_end_before=ending(before) if before else None,
            coverage_end_after=ending(after) if after else None,
            delta_seconds=delta.total_seconds() if delta is not None else None,
            sentence=LocalText.of(wording.timeline_change(zone, change)),
        )


def _segment(segment: Segment, *, is_new: bool) -> PreviewedSegment:
    id_ = strawberry.ID(str(relay.GlobalID("Grant", str(segment.grant))))
    grant = PreviewedGrant(id=id_, is_new=is_new)
    return PreviewedSegment(grant=grant, starts_at=segment.span.start, until=ending(segment.span.until))


@strawberry.type(description="What would change; nothing was written.")
class Preview:
    """The entitlements that would change."""

    at: datetime = strawberry.field(description="The instant at which it would happen.")
    changes: list[TimelineChange] = strawberry.field(description="The entitlements whose timeline would change.")


PreviewResult = Annotated[
    Preview
    | StackLimitReached
    | AlreadyEntitled
    | ActivationExpired
    | AlreadyActivated
    | GrantRevoked
    | StartsOnDelivery
    | BundleRefusal
    | NotFoundRefusal
    | InvalidInputRefusal,
    strawberry.union("PreviewResult", description="What would change, or why it would be refused."),
]


@strawberry.type(description="Why a member has a benefit at an instant, or not.")
class Explanation:
    """An explanation."""

    benefit: Benefit = strawberry.field(description="What it is about.")
    at: datetime = strawberry.field(description="The instant.")
    is_entitled: bool = strawberry.field(description="The benefit is in force then.")
    status: Status | None = strawberry.field(description="How it stands then; null before the first grant.")
    summary: LocalText = strawberry.field(description="The gist, in a sentence.")
    steps: list[ReasonStep] = strawberry.field(description="The grants, rules and events that decide, in order.")


Whose = Annotated[relay.GlobalID, strawberry.argument(description="The member.")]
WhenAsked = Annotated[datetime | None, strawberry.argument(description="The instant; else now.")]


def _preview(at: datetime, member: Member, changes: Sequence[HubChange]) -> Preview:
    return Preview(at=at, changes=[TimelineChange.of(each, member.zone) for each in changes])


@strawberry.type
class PreviewQuery:
    """What if, and why."""

    @strawberry.field(description="Why a member has a benefit at an instant, or not.")
    async def explain(
        self,
        info: Info,
        member: Whose,
        benefit: Annotated[str, strawberry.argument(description="The benefit's code.")],
        at: At = None,
    ) -> Explanation:
        holder = await hub_member(info, member)
        sight = await sight_of(info, holder, at)
        entitlement = sight.entitlements.get(benefit) or await reads.entitlement_to(holder, benefit)
        found = await why(info, entitlement, sight)
        return Explanation(
            benefit=await benefit_of(info, benefit),
            at=sight.at,
            is_entitled=entitlement.coverage(sight.at) is not None,
            status=entitlement.status(sight.at),
            summary=found.summary(),
            steps=found.steps(),
        )

    @strawberry.field(description="What giving a member a benefit or a bundle would change.")
    async def preview_grant(
        self,
        info: Info,
        member: Whose,
        benefit: Annotated[str | None, strawberry.argument(description="A benefit's code; or else a bundle.")] = None,
        bundle: Annotated[str | None, strawberry.argument(description="A bundle's code; or else a benefit.")] = None,
        choices: Annotated[JSON | None, strawberry.argument(description="The picks of each choice group.")] = None,
        period: Annotated[Period | None, strawberry.argument(description="How long a benefit lasts.")] = None,
        quantity: Annotated[int | None, strawberry.argument(description="How much of a counted benefit.")] = None,
        at: WhenAsked = None,
    ) -> PreviewResult:
        holder, instant = await hub_member(info, member), at or info.context.now
        wish = Wish(benefit, bundle, choices, period, None, None, quantity, None)
        return _preview(instant, holder, await previewing.preview_grant(holder, asked(wish), instant))

    @strawberry.field(description="What activating a grant would change.")
    async def preview_activation(
        self,
        info: Info,
        grant: Annotated[relay.GlobalID, strawberry.argument(description="The grant.")],
        at: WhenAsked = None,
    ) -> PreviewResult:
        holder, grant_id = await member_of_grant(info, grant)
        instant = at or info.context.now
        [record] = await reads.records([grant_id])
        return _preview(instant, holder, await previewing.preview_activation(holder, record, instant))

    @strawberry.field(description="What taking back a grant or a whole bundle would change.")
    async def preview_revocation(
        self,
        info: Info,
        grant: Annotated[relay.GlobalID | None, strawberry.argument(description="A grant; or else a holding.")] = None,
        holding: Annotated[relay.GlobalID | None, strawberry.argument(description="Or else a holding.")] = None,
        at: WhenAsked = None,
    ) -> PreviewResult:
        if grant is not None and holding is None:
            holder, grant_id = await member_of_grant(info, grant)
            records = await reads.records([grant_id])
        elif holding is not None and grant is None:
            holder, holding_id = await _member_of_holding(info, holding)
            records = await reads.records_of_holdings([holding_id])
        else:
            raise InvalidInput("grant", "name either a grant or a holding")
        instant = at or info.context.now
        return _preview(instant, holder, await previewing.preview_revocation(holder, records, instant))


async def _member_of_holding(info: Info, id_: relay.GlobalID) -> tuple[Member, UUID]:
    holding_id = uuid_of(id_, "BundleHolding")
    found = await info.context.loaders.holdings.load(holding_id)
    if found is None:
        raise NotFound("holding", str(id_))
    info.context.check_sees(found.member_id, "holding", str(id_))
    return await member_of(info, found.member_id), holding_id
