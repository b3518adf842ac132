"""Mail addresses to which nothing is sent: what staff see of them, bounces that are reported, and what is lifted."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay

from hub.notifications import reads
from hub.notifications.rules import messages as values
from hub.notifications.service import suppressing
from schema.context import Info
from schema.nodes import node_reader, uuid
from schema.pages import After, First, Page, connection
from schema.permissions import CARE
from schema.refusals import InvalidInputRefusal, NotFoundRefusal


@strawberry.type(description="A mail address to which nothing is sent.")
class SuppressedAddress(relay.Node):
    """An address, in lower case."""

    key: relay.NodeID[UUID]
    address: str = strawberry.field(description="The address, in lower case.")
    why: str = strawberry.field(description="What a mail server said of it, or whoever reported it.")
    at: datetime = strawberry.field(description="Since when.")

    @classmethod
    def of(cls, found: values.SuppressedAddress) -> Self:
        """The GraphQL address of a hub address."""
        return cls(key=found.id, address=found.address, why=found.why, at=found.at)


@node_reader("SuppressedAddress")
async def _suppressed_address(info: Info, key: str) -> SuppressedAddress | None:
    identity, id_ = info.context.identity, uuid(key)
    found = await reads.suppressed_address_by_id(id_) if id_ and identity and identity.role in CARE else None
    return SuppressedAddress.of(found) if found else None


@strawberry.input(description="An address that is said to be wrong, or to be in order again.")
class AddressInput:
    """An address and a reason."""

    address: str = strawberry.field(description="The mail address.")
    reason: str = strawberry.field(description="Why: what the bounce said, or what was put in order.")


@strawberry.type(description="Mail is sent to it again.")
class LiftSuppressionPayload:
    """What was lifted."""

    address: str = strawberry.field(description="The address.")


SuppressAddressResult = Annotated[
    SuppressedAddress | InvalidInputRefusal,
    strawberry.union("SuppressAddressResult", description="The address as it is kept, or why it is not."),
]

LiftSuppressionResult = Annotated[
    LiftSuppressionPayload | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("LiftSuppressionResult", description="What was lifted, or why nothing was."),
]


@strawberry.type
class SuppressionQuery:
    """Addresses."""

    @strawberry.field(description="The mail addresses to which nothing is sent, the latest first.")
    async def suppressed_addresses(
        self,
        address: Annotated[str | None, strawberry.argument(description="Just this one, if it is among them.")] = None,
        first: First = 20,
        after: After = None,
    ) -> relay.Connection[SuppressedAddress]:
        page = Page.of(first, after)
        found = await reads.suppressed_addresses(page.to_read, page.uuid, address)
        return connection(relay.Connection[SuppressedAddress], found, page, SuppressedAddress.of, lambda each: each.id)


@strawberry.type
class SuppressionMutation:
    """Addresses."""

    @strawberry.mutation(description="Report an address whose mail came back for good: nothing more is sent to it.")
    async def suppress_address(
        self, info: Info, input: Annotated[AddressInput, strawberry.argument(description="Which, and why.")]
    ) -> SuppressAddressResult:
        context = info.context
        found = await suppressing.suppress(context.ports, context.who.actor, input.address, input.reason)
        return SuppressedAddress.of(found)

    @strawberry.mutation(description="Send mail to an address again, from the next message on.")
    async def lift_suppression(
        self, info: Info, input: Annotated[AddressInput, strawberry.argument(description="Which, and why.")]
    ) -> LiftSuppressionResult:
        context = info.context
        await suppressing.lift(context.ports, context.who.actor, input.address, input.reason)
        return LiftSuppressionPayload(address=input.address)
