"""What members do with what they hold: activate, use, say where to deliver to."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import relay

from hub.entitlements.service import using
from hub.journal.rules import Act
from hub.kernel.errors import InvalidInput, NotFound
from hub.members import rules, service
from schema.context import Info
from schema.entitlement_refusals import (
    ActivationExpired,
    AlreadyActivated,
    GrantRevoked,
    IdempotencyKeyReused,
    InsufficientQuantity,
    StartsOnDelivery,
)
from schema.entitlements import Entitlement, one_of
from schema.grants import Grant, Sight, sight_of
from schema.members import ProviderAccount, hub_member
from schema.nodes import uuid_of
from schema.refusals import InvalidInputRefusal, NotFoundRefusal

KEY = "1 to 200 characters, new for each request; the same key again answers the same and changes nothing."


@strawberry.input(description="Which grant to activate.")
class ActivateInput:
    """One grant."""

    grant: relay.GlobalID = strawberry.field(description="The grant.")
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.type(description="The grant that runs now.")
class ActivatePayload:
    """The grant and its entitlement."""

    grant: Grant = strawberry.field(description="The grant.")
    entitlement: Entitlement = strawberry.field(description="The entitlement that it belongs to.")


ActivateResult = Annotated[
    ActivatePayload
    | ActivationExpired
    | AlreadyActivated
    | GrantRevoked
    | StartsOnDelivery
    | IdempotencyKeyReused
    | NotFoundRefusal
    | InvalidInputRefusal,
    strawberry.union("ActivateResult", description="The grant that runs now, or why it does not."),
]


@strawberry.input(description="How much of which benefit to use up.")
class ConsumeInput:
    """One consumption."""

    benefit: str = strawberry.field(description="The benefit's code.")
    quantity: int = strawberry.field(default=1, description="How much; all of it or nothing is used.")
    idempotency_key: str = strawberry.field(description=KEY)
    note: str | None = strawberry.field(default=None, description="A word for the journal, such as the till.")
    member: relay.GlobalID | None = strawberry.field(default=None, description="Whose; staff only. Else your own.")


@strawberry.type(description="How much was taken from which grant.")
class Taken:
    """A part of a consumption."""

    grant: Grant = strawberry.field(description="The grant.")
    quantity: int = strawberry.field(description="How much.")


@strawberry.type(description="What was used up.")
class ConsumePayload:
    """The entitlement with what is left."""

    entitlement: Entitlement = strawberry.field(description="The entitlement with what is left of it.")
    taken: list[Taken] = strawberry.field(description="From which grants it was taken.")


ConsumeResult = Annotated[
    ConsumePayload | InsufficientQuantity | IdempotencyKeyReused | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("ConsumeResult", description="What was used up, or why nothing was."),
]


@strawberry.input(description="Where to deliver to.")
class BindAccountInput:
    """An account at a provider."""

    provider: str = strawberry.field(description="The provider's code.")
    account: str = strawberry.field(description="The member's own account there.")
    member: relay.GlobalID | None = strawberry.field(default=None, description="Whose; staff only. Else your own.")


@strawberry.type(description="The account as noted.")
class BindAccountPayload:
    """The account, masked."""

    account: ProviderAccount = strawberry.field(description="The account, masked.")


BindAccountResult = Annotated[
    BindAccountPayload | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("BindAccountResult", description="The account as noted, or why it was not."),
]


def act(info: Info, key: str) -> Act:
    """Who does it, now, under this idempotency key."""
    return Act(info.context.who.actor, info.context.now, key)


async def member_of_grant(info: Info, id_: relay.GlobalID) -> tuple[rules.Member, UUID]:
    """The grant's member and the hub's id of it; refuses (``NotFound``) what the caller may not see."""
    grant_id = uuid_of(id_, "Grant")
    record = await info.context.loaders.grants.load(grant_id)
    if record is None:
        raise NotFound("grant", str(id_))
    info.context.check_sees(record.member_id, "grant", str(id_))
    return await member_of(info, record.member_id), grant_id


async def member_of(info: Info, member_id: UUID) -> rules.Member:
    """The member of something that is held, whom the database holds to exist."""
    member = await info.context.loaders.members.load(member_id)
    if member is None:
        raise NotFound("member", str(member_id))
    return member


async def afterwards(info: Info, member: rules.Member) -> Sight:
    """What the member holds after a change: nothing loaded before it counts."""
    info.context.renew()
    return await sight_of(info, member)


@strawberry.type
class EntitlementMutation:
    """What members do."""

    @strawberry.mutation(description="Start the clock of a grant that waits for it.")
    async def activate(
        self, info: Info, input: Annotated[ActivateInput, strawberry.argument(description="Which grant.")]
    ) -> ActivateResult:
        member, grant_id = await member_of_grant(info, input.grant)
        await using.activate(member, grant_id, act(info, input.idempotency_key))
        sight = await afterwards(info, member)
        record = sight.held.records[grant_id]
        return ActivatePayload(grant=sight.grant(record), entitlement=_held(sight, record.grant.benefit))

    @strawberry.mutation(description="Use up some of a benefit that is counted.")
    async def consume(
        self, info: Info, input: Annotated[ConsumeInput, strawberry.argument(description="How much of what.")]
    ) -> ConsumeResult:
        member = await hub_member(info, input.member)
        by = act(info, input.idempotency_key)
        taken = await using.consume(member, input.benefit, input.quantity, by, input.note or "")
        sight = await afterwards(info, member)
        return ConsumePayload(
            entitlement=_held(sight, input.benefit),
            taken=[Taken(grant=sight.grant(sight.held.records[each.grant]), quantity=each.quantity) for each in taken],
        )

    @strawberry.mutation(description="Note the member's account at a provider, in place of the one before.")
    async def bind_account(
        self, info: Info, input: Annotated[BindAccountInput, strawberry.argument(description="The account.")]
    ) -> BindAccountResult:
        context = info.context
        member = await hub_member(info, input.member)
        benefits = (await context.loaders.catalogue()).benefits.values()
        patterns = {each.account.pattern for each in benefits if each.account and each.provider == input.provider}
        if not patterns:
            raise InvalidInput("provider", f"{input.provider!r} needs no account; name a provider that asks for one")
        bound = await service.bind_account(
            context.ports, context.who.actor, member.id, input.provider, input.account, patterns
        )
        return BindAccountPayload(account=ProviderAccount.of(bound))


def _held(sight: Sight, benefit: str) -> Entitlement:
    found = one_of(sight, benefit)
    if found is None:
        raise LookupError(f"nothing of {benefit} is held")
    return found
