"""What changes while one looks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

import strawberry

from hub.access.errors import Unauthenticated
from hub.kernel.errors import InvalidInput
from hub.notifications import reads
from schema.context import Info
from schema.members import Member, hub_member

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from uuid import UUID


@strawberry.type(description="Something about the signed-in member changed: read again what you show.")
class BenefitsChanged:
    """A hint, not the change itself."""

    position: str | None = strawberry.field(
        description="Where in the journal; null where changes may have been missed, such as after an outage."
    )
    member: Member = strawberry.field(description="The member, as they are now.")


@strawberry.type(description="The signed-in member's inbox changed: something came, or was read.")
class InboxChanged:
    """How many are unread now."""

    unread: int = strawberry.field(description="How many messages of the inbox are unread.")


@strawberry.type(description="What can be followed.")
class Subscription:
    """All subscriptions."""

    @strawberry.subscription(
        description="Tells the signed-in member, within a second, that something about their benefits changed. "
        "Ends when the sign-in does."
    )
    async def benefits_changed(self, info: Info) -> AsyncGenerator[BenefitsChanged, None]:
        context = info.context
        async with context.ports.changes.of(_own_id(info)) as positions:
            async for position in _until_signed_out(info, positions):
                context.renew()
                member = Member.of(await hub_member(info, None))
                yield BenefitsChanged(position=None if position is None else str(position), member=member)

    @strawberry.subscription(
        description="Tells the signed-in member how many messages are unread: at once, and each time that it changes. "
        "Ends when the sign-in does."
    )
    async def inbox_changed(self, info: Info) -> AsyncGenerator[InboxChanged, None]:
        member_id = _own_id(info)
        async with info.context.ports.changes.of(member_id) as positions:
            told = await reads.unread(member_id)
            yield InboxChanged(unread=told)
            async for _ in _until_signed_out(info, positions):
                unread = await reads.unread(member_id)
                if unread != told:
                    told = unread
                    yield InboxChanged(unread=told)


def _own_id(info: Info) -> UUID:
    if (member_id := info.context.who.member_id) is None:
        raise InvalidInput("authorization", "only members have something to follow; sign in as a member")
    return member_id


async def _until_signed_out(info: Info, positions: AsyncIterator[int | None]) -> AsyncIterator[int | None]:
    expires_at, ports = info.context.who.expires_at, info.context.ports
    while True:
        now = ports.test_clock.machine() if ports.test_clock else ports.clock.now()  # tokens end by the world's clock
        left = (expires_at - now).total_seconds() if expires_at else None
        try:
            position = await asyncio.wait_for(anext(positions), left)
        except TimeoutError:
            raise Unauthenticated("the token is over") from None
        yield position
