"""Reminders that a benefit ends: what is planned, what was sent, and why the others were not."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay

from hub.reminders import reads
from hub.reminders.rules.deciding import Reason, State, message_key
from schema.catalogue import Benefit, benefit_of
from schema.context import Info
from schema.entitlement_changes import member_of
from schema.enums import tell
from schema.messages import Message
from schema.nodes import node_reader, uuid, uuid_of
from schema.pages import After, First, Page, connection
from schema.permissions import CARE

if TYPE_CHECKING:
    from schema.members import Member

tell(
    State,
    "ReminderState",
    "How it stands with a reminder.",
    {
        "PLANNED": "It is looked at, and sent unless a reason speaks against it, at `dueAt`.",
        "SENT": "It went into a message to the member; `messages` says whether that arrived.",
        "SKIPPED": "It no longer held when it was due; `reason` says why.",
        "MISSED": "It was found too late to be of use, as after an outage.",
    },
)
tell(
    Reason,
    "ReminderReason",
    "Why a reminder was not sent.",
    {
        "MOVED": "The coverage does not end then any more: it was renewed, extended or taken back.",
        "COVERED_AGAIN": "The coverage ended, and the member is covered again.",
        "RENEWS": "An automatic renewal takes care of it.",
        "UNWANTED": "The member does not want to be reminded.",
        "LATE": "It was found when it was of no use any more.",
    },
)


@strawberry.type(description="A reminder of one coverage end at one stage, and what became of it.")
class Reminder(relay.Node):
    """A reminder, for those who look after members."""

    key: relay.NodeID[UUID]
    value: strawberry.Private[reads.Reminder]
    coverage_end: datetime = strawberry.field(description="The end of coverage of which it reminds.")
    stage: str = strawberry.field(description="`-P7D` is seven days before that end, `+P3D` three days after.")
    state: State = strawberry.field(description="How it stands with it.")
    reason: Reason | None = strawberry.field(description="Why it was not sent; null where it was, or still may be.")
    due_at: datetime | None = strawberry.field(description="When it is due; null once that is over.")
    settled_at: datetime | None = strawberry.field(description="When it was sent, or it was decided not to.")

    @strawberry.field(description="What ends.")
    async def benefit(self, info: Info) -> Benefit:
        return await benefit_of(info, self.value.benefit)

    @strawberry.field(description="Who is reminded.")
    async def member(self, info: Info) -> Annotated[Member, strawberry.lazy("schema.members")]:
        from schema.members import Member  # noqa: PLC0415 - a member's entitlements lead back to reminders

        return Member.of(await member_of(info, self.value.member_id))

    @strawberry.field(description="The messages that carried it, one by each channel; none unless it was sent.")
    async def messages(self, info: Info) -> list[Message]:
        if self.value.state is not State.SENT or self.settled_at is None:
            return []
        key = message_key(await member_of(info, self.value.member_id), self.settled_at)
        return list(map(Message.of, await info.context.loaders.messages_under_keys.load(key) or []))

    @classmethod
    def of(cls, reminder: reads.Reminder) -> Self:
        """The GraphQL reminder of a hub reminder."""
        return cls(
            key=reminder.id,
            value=reminder,
            coverage_end=reminder.coverage_end,
            stage=str(reminder.stage),
            state=reminder.state,
            reason=reminder.reason,
            due_at=reminder.due_at,
            settled_at=reminder.settled_at,
        )


@node_reader("Reminder")
async def _reminder(info: Info, key: str) -> Reminder | None:
    id_ = uuid(key)
    found = await info.context.loaders.reminders.load(id_) if id_ and info.context.who.role in CARE else None
    return Reminder.of(found) if found else None


async def reminders_of(member_id: UUID, page: Page) -> relay.Connection[Reminder]:
    """The member's reminders, the one planned last first."""
    return await _listed(page, reads.Wanted(member_id))


async def _listed(page: Page, wanted: reads.Wanted) -> relay.Connection[Reminder]:
    found = await reads.listed(page.to_read, page.read_as(reads.Place.parse), wanted)
    return connection(relay.Connection[Reminder], found, page, Reminder.of, partial(reads.Place.of, wanted=wanted))


@strawberry.input(description="Which reminders to show: those that fit everything that is given.")
class ReminderFilter:
    """A filter."""

    member: relay.GlobalID | None = strawberry.field(default=None, description="To this member.")
    benefit: str | None = strawberry.field(default=None, description="Of this benefit, by its code.")
    state: list[State] | None = strawberry.field(default=None, description="That stand so.")

    def wanted(self) -> reads.Wanted:
        """As the hub knows it."""
        member_id = uuid_of(self.member, "Member") if self.member else None
        return reads.Wanted(member_id, self.benefit, tuple(self.state or ()))


@strawberry.type
class ReminderQuery:
    """Reminders."""

    @strawberry.field(
        description="Reminders, the newest first; where only planned ones are asked for, the soonest first."
    )
    async def reminders(
        self,
        filter: Annotated[ReminderFilter | None, strawberry.argument(description="Only some of them.")] = None,
        first: First = 20,
        after: After = None,
    ) -> relay.Connection[Reminder]:
        return await _listed(Page.of(first, after), (filter or ReminderFilter()).wanted())
