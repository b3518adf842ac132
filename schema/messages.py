"""Messages: what members were told, as they saw it, and how it stands with each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay

from hub.kernel.errors import NotFound
from hub.members.rules import Locale
from hub.notifications import reads
from hub.notifications.rules import messages as values
from hub.notifications.rules.messages import Category, Channel, State, Verdict
from schema.context import Info
from schema.enums import tell
from schema.nodes import node_reader, uuid, uuid_of
from schema.pages import After, First, Page, connection
from schema.private_links import cut_short

if TYPE_CHECKING:
    from schema.members import Member

tell(
    Channel,
    "MessageChannel",
    "How a message reaches its member.",
    {
        "EMAIL": "By mail.",
        "INBOX": "In the inbox of their pages.",
        "WEBHOOK": "Through the operator's own systems, such as an SMS gateway.",
    },
)
tell(
    Category,
    "MessageCategory",
    "Why a message is sent.",
    {
        "LEGAL": "The law asks for it: it cannot be turned off.",
        "SERVICE": "It belongs to the service, such as a reminder: sent unless turned off.",
        "MARKETING": "It wants to sell: sent only to those who asked for it.",
    },
)
tell(
    State,
    "MessageState",
    "How it stands with a message.",
    {
        "PLANNED": "Will be sent at `dueAt`, for the first time or again.",
        "SENT": "The other side has taken it; in the inbox: it lies there.",
        "FAILED": "Refused, or not taken for so long that it was given up.",
        "SUPPRESSED": "Not sent: the member does not want it, or there is no way to them.",
        "UNDECIDED": "Handed over, and nobody can say whether it was taken: not sent again by itself.",
    },
)

tell(
    Verdict,
    "MessageVerdict",
    "What staff decide about a message of which nobody can say whether it was taken.",
    {
        "SEND_AGAIN": "Send it once more; where the first one arrived, most mail programs show the two as one.",
        "ARRIVED": "It is known to have arrived, from its member or from the mail server's own log.",
    },
)


@strawberry.type(description="Something a member was told, by one channel.")
class Message(relay.Node):
    """As its recipient saw it; links that act for the recipient are cut short for everybody else."""

    key: relay.NodeID[UUID]
    value: strawberry.Private[values.Message]
    channel: Channel = strawberry.field(description="How it reaches its member.")
    category: Category = strawberry.field(description="Why it is sent.")
    template: str = strawberry.field(description="The template it was made with.")
    edition: int = strawberry.field(description="The template's edition; 0 is the one that comes with the hub.")
    locale: Locale = strawberry.field(description="Its language.")
    recipient: str = strawberry.field(description="The mail address, or the member's id in the host application.")
    reference: str = strawberry.field(
        description="What the other side knows it by: a mail's Message-ID up to the `@`, a webhook's own id."
    )
    subject: str = strawberry.field(description="Its subject.")
    state: State = strawberry.field(description="How it stands with it.")
    note: str = strawberry.field(description="Why it stands so: what the other side said.")
    attempts: int = strawberry.field(description="How often it was tried.")
    created_at: datetime = strawberry.field(description="When it was planned.")
    due_at: datetime | None = strawberry.field(description="When it will be tried; null once that is over.")
    sent_at: datetime | None = strawberry.field(description="When the other side took it.")
    read_at: datetime | None = strawberry.field(description="When the member read it, in the inbox.")

    @strawberry.field(description="Whom it is for.")
    async def member(self, info: Info) -> Annotated[Member, strawberry.lazy("schema.members")]:
        from schema.members import Member  # noqa: PLC0415 - a member has messages, which have a member

        found = await info.context.loaders.members.load(self.value.member_id)
        if found is None:
            raise NotFound("member", str(self.value.member_id))
        return Member.of(found)

    @strawberry.field(description="Its text, plain.")
    def text(self, info: Info) -> str:
        return self._for(info, self.value.text)

    @strawberry.field(description="The mail as it looks: a whole HTML document, to be shown in a sandbox.")
    def html(self, info: Info) -> str:
        return self._for(info, self.value.html)

    def _for(self, info: Info, content: str) -> str:
        is_theirs = info.context.who.member_id == self.value.member_id
        return content if is_theirs else cut_short(content)

    @classmethod
    def of(cls, message: values.Message) -> Self:
        """The GraphQL message of a hub message."""
        return cls(
            key=message.id,
            value=message,
            channel=message.channel,
            category=message.category,
            template=message.template,
            edition=message.edition,
            locale=Locale(message.locale),
            recipient=message.recipient,
            reference=str(message.id),
            subject=message.subject,
            state=message.state,
            note=message.note,
            attempts=message.attempts,
            created_at=message.created_at,
            due_at=message.due_at,
            sent_at=message.sent_at,
            read_at=message.read_at,
        )


@node_reader("Message")
async def _message(info: Info, key: str) -> Message | None:
    message_id = uuid(key)
    found = (await reads.messages([message_id])).get(message_id) if message_id else None
    return Message.of(found) if found and info.context.sees(found.member_id) else None


@strawberry.input(description="Which messages to show: those that fit everything that is given.")
class MessageFilter:
    """A filter."""

    member: relay.GlobalID | None = strawberry.field(default=None, description="To this member.")
    state: list[State] | None = strawberry.field(default=None, description="That stand so.")
    channel: Channel | None = strawberry.field(default=None, description="By this channel.")

    def wanted(self) -> reads.Wanted:
        """As the hub knows it."""
        member_id = uuid_of(self.member, "Member") if self.member else None
        return reads.Wanted(member_id, tuple(self.state or ()), self.channel)


@strawberry.type
class MessageQuery:
    """What members were told."""

    @strawberry.field(description="What members were told and are about to be told, the newest first.")
    async def messages(
        self,
        filter: Annotated[MessageFilter | None, strawberry.argument(description="Only some of it.")] = None,
        first: First = 20,
        after: After = None,
    ) -> relay.Connection[Message]:
        page = Page.of(first, after)
        found = await reads.listed(page.to_read, page.uuid, (filter or MessageFilter()).wanted())
        return connection(relay.Connection[Message], found, page, Message.of, message_key)


def message_key(message: values.Message) -> UUID:
    """What a page of messages goes on from."""
    return message.id
