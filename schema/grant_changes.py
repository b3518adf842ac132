"""What the staff do with what members hold: grant and revoke."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.scalars import JSON

from hub.entitlements.rules.granted import Origin, Source
from hub.fulfilment.service import giving
from hub.kernel.calendar import Period
from hub.kernel.errors import InvalidInput, NotFound
from schema.context import Info
from schema.entitlement_changes import KEY, act, afterwards, member_of, member_of_grant
from schema.entitlement_refusals import (
    AlreadyEntitled,
    BundleRefusal,
    IdempotencyKeyReused,
    StackLimitReached,
)
from schema.grants import Grant
from schema.holdings import BundleHolding, seen_holding
from schema.inputs import Wish, asked
from schema.members import hub_member
from schema.nodes import uuid_of
from schema.refusals import InvalidInputRefusal, NotFoundRefusal


@strawberry.input(description="What to give whom: one benefit, or everything in a bundle.")
class GrantInput:
    """A wish."""

    member: relay.GlobalID = strawberry.field(description="The member.")
    benefit: str | None = strawberry.field(default=None, description="A benefit's code; or else a bundle.")
    bundle: str | None = strawberry.field(default=None, description="A bundle's code; or else a benefit.")
    choices: JSON | None = strawberry.field(
        default=None, description="For a bundle: an object from each choice group to the list of picks."
    )
    period: Period | None = strawberry.field(default=None, description="For a benefit: how long it lasts.")
    starts_at: datetime | None = strawberry.field(
        default=None, name="from", description="For a benefit: where a window on the calendar begins."
    )
    until: datetime | None = strawberry.field(default=None, description="Where the window ends; left out: never.")
    quantity: int | None = strawberry.field(default=None, description="For a benefit that is counted: how much.")
    activate_within: Period | None = strawberry.field(
        default=None, description="For a benefit: it waits so long for the member to activate it."
    )
    reason: str = strawberry.field(description="Why, for the journal; 1 to 500 characters.")
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.type(description="What was given.")
class GrantPayload:
    """The grants, and the bundle that they belong to."""

    holding: BundleHolding | None = strawberry.field(description="The bundle, if it was one.")
    grants: list[Grant] = strawberry.field(description="The grants, in the order in which they begin.")


GrantResult = Annotated[
    GrantPayload
    | StackLimitReached
    | AlreadyEntitled
    | BundleRefusal
    | IdempotencyKeyReused
    | NotFoundRefusal
    | InvalidInputRefusal,
    strawberry.union("GrantResult", description="What was given, or why nothing was."),
]


@strawberry.input(description="What to take back: one grant, or a whole bundle.")
class RevokeInput:
    """A grant or a holding."""

    grant: relay.GlobalID | None = strawberry.field(default=None, description="A grant; or else a holding.")
    holding: relay.GlobalID | None = strawberry.field(default=None, description="A bundle holding; or else a grant.")
    reason: str = strawberry.field(description="Why, for the member and for the journal; 1 to 500 characters.")
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.type(description="What was taken back.")
class RevokePayload:
    """The grants."""

    grants: list[Grant] = strawberry.field(description="The grants, as they stand now.")


RevokeResult = Annotated[
    RevokePayload | IdempotencyKeyReused | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("RevokeResult", description="What was taken back, or why nothing was."),
]

_LONGEST_REASON = 500


@strawberry.type
class GrantMutation:
    """What the staff do."""

    @strawberry.mutation(description="Give a member a benefit or a bundle: all of it, or nothing.")
    async def grant(
        self, info: Info, input: Annotated[GrantInput, strawberry.argument(description="What to give whom.")]
    ) -> GrantResult:
        member = await hub_member(info, input.member)
        origin = Origin(Source.STAFF, checked_reason(input.reason))
        by = act(info, input.idempotency_key)
        given = await giving.give(info.context.ports, member, asked(_wish(input)), origin, by)
        sight = await afterwards(info, member)
        return GrantPayload(
            holding=await seen_holding(info, given.holding) if given.holding else None,
            grants=[sight.grant(sight.held.records[each]) for each in given.grants],
        )

    @strawberry.mutation(description="Take a grant or a whole bundle back from now on; the past stays.")
    async def revoke(
        self, info: Info, input: Annotated[RevokeInput, strawberry.argument(description="What to take back.")]
    ) -> RevokeResult:
        reason, by = checked_reason(input.reason), act(info, input.idempotency_key)
        if input.grant is not None and input.holding is None:
            member, grant_id = await member_of_grant(info, input.grant)
            revoked = [grant_id]
            await giving.take_back(info.context.ports, member, revoked, reason, by)
        elif input.holding is not None and input.grant is None:
            holding_id = uuid_of(input.holding, "BundleHolding")
            found = await info.context.loaders.holdings.load(holding_id)
            if found is None:
                raise NotFound("holding", str(input.holding))
            member = await member_of(info, found.member_id)
            revoked = await giving.take_back_holding(info.context.ports, member, holding_id, reason, by)
        else:
            raise InvalidInput("grant", "name either a grant or a holding")
        sight = await afterwards(info, member)
        return RevokePayload(grants=[sight.grant(sight.held.records[each]) for each in revoked])


def _wish(given: GrantInput) -> Wish:
    return Wish(
        benefit=given.benefit,
        bundle=given.bundle,
        choices=given.choices,
        period=given.period,
        starts_at=given.starts_at,
        until=given.until,
        quantity=given.quantity,
        activate_within=given.activate_within,
    )


def checked_reason(reason: str) -> str:
    """A reason, trimmed; refuses (``InvalidInput``) none and too long ones."""
    if not 0 < len(reason.strip()) <= _LONGEST_REASON:
        raise InvalidInput("reason", f"say why, in 1 to {_LONGEST_REASON} characters")
    return reason.strip()
