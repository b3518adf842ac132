"""A member's inbox, and what they want to be told."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import relay

from hub.notifications import reads
from hub.notifications.rules.messages import Category, Channel, State, is_wanted
from hub.notifications.service import preferring
from schema.context import Info
from schema.messages import Message, message_key
from schema.nodes import uuid_of
from schema.pages import Page, connection
from schema.refusals import InvalidInputRefusal, NotFoundRefusal


@strawberry.type(description="The messages in a member's inbox, page by page.")
class InboxConnection(relay.Connection[Message]):
    """A page of the inbox."""

    unread: int = strawberry.field(description="How many messages of the inbox the member has not read.")


@strawberry.type(description="Whether a member is sent messages of a category.")
class MessagePreference:
    """One for each category."""

    category: Category = strawberry.field(description="The category.")
    is_wanted: bool = strawberry.field(description="They are sent.")
    can_change: bool = strawberry.field(description="The member may turn them on and off.")


async def inbox_of(member_id: UUID, page: Page) -> InboxConnection:
    """What lies in the member's inbox, the newest first."""
    wanted = reads.Wanted(member_id, (State.SENT,), Channel.INBOX)
    found = await reads.listed(page.to_read, page.uuid, wanted)
    return connection(InboxConnection, found, page, Message.of, message_key, unread=await reads.unread(member_id))


async def preferences_of(member_id: UUID) -> list[MessagePreference]:
    """What the member wants, category by category."""
    chosen = await reads.chosen_by(member_id)
    return [
        MessagePreference(category=each, is_wanted=is_wanted(each, chosen), can_change=each is not Category.LEGAL)
        for each in Category
    ]


@strawberry.input(description="What the member has read.")
class MarkMessagesReadInput:
    """Some messages, or all."""

    messages: list[relay.GlobalID] | None = strawberry.field(
        default=None, description="The messages, up to 100; left out: all that lie in the inbox."
    )


@strawberry.type(description="How many are still unread.")
class MarkMessagesReadPayload:
    """What is left."""

    unread: int = strawberry.field(description="How many messages of the inbox are still unread.")


MarkMessagesReadResult = Annotated[
    MarkMessagesReadPayload | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("MarkMessagesReadResult", description="What is left unread, or why nothing was marked."),
]


@strawberry.input(description="Whether messages of a category are wanted.")
class SetMessagePreferenceInput:
    """One category."""

    category: Category = strawberry.field(description="The category.")
    is_wanted: bool = strawberry.field(description="They are to be sent.")
    member: relay.GlobalID | None = strawberry.field(default=None, description="Whose; staff only. Else your own.")


@strawberry.type(description="What the member wants now.")
class SetMessagePreferencePayload:
    """All preferences."""

    preferences: list[MessagePreference] = strawberry.field(description="Every category.")


SetMessagePreferenceResult = Annotated[
    SetMessagePreferencePayload | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("SetMessagePreferenceResult", description="What is wanted now, or why nothing was set."),
]


@strawberry.type
class InboxMutation:
    """Reading, and choosing what to be told."""

    @strawberry.mutation(description="Note that the signed-in member has read messages of their inbox.")
    async def mark_messages_read(
        self, info: Info, input: Annotated[MarkMessagesReadInput, strawberry.argument(description="Which.")]
    ) -> MarkMessagesReadResult:
        from schema.members import hub_member  # noqa: PLC0415 - a member has an inbox

        member = await hub_member(info, None)
        ids = None if input.messages is None else [uuid_of(each, "Message") for each in input.messages]
        await preferring.mark_read(info.context.ports, member.id, ids)
        return MarkMessagesReadPayload(unread=await reads.unread(member.id))

    @strawberry.mutation(description="Turn messages of a category on or off for a member.")
    async def set_message_preference(
        self, info: Info, input: Annotated[SetMessagePreferenceInput, strawberry.argument(description="What.")]
    ) -> SetMessagePreferenceResult:
        from schema.members import hub_member  # noqa: PLC0415 - a member has preferences

        member = await hub_member(info, input.member)
        context = info.context
        await preferring.prefer(context.ports, context.who.actor, member.id, input.category, wanted=input.is_wanted)
        return SetMessagePreferencePayload(preferences=await preferences_of(member.id))
