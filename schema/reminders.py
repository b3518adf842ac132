"""Reminders: when members are reminded that a benefit ends, and what became of each; for staff."""

from __future__ import annotations

from datetime import datetime, timedelta
from operator import attrgetter
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay

from hub.kernel.calendar import Period
from hub.reminders import reads
from hub.reminders.rules.deciding import Reason, State
from hub.reminders.service import scheduling
from schema.catalogue import Benefit, benefit_of
from schema.context import Info
from schema.enums import tell
from schema.nodes import node_reader, uuid
from schema.pages import Page, connection
from schema.permissions import CARE
from schema.refusals import InvalidInputRefusal, NotFoundRefusal

tell(
    State,
    "ReminderState",
    "How it stands with a reminder.",
    {
        "PLANNED": "It is sent at its time, if it still holds then.",
        "SENT": "It was sent.",
        "SKIPPED": "It no longer held when it was due; its reason says why.",
        "MISSED": "It was found too late to be of use.",
    },
)
tell(
    Reason,
    "ReminderReason",
    "Why a reminder was not sent.",
    {
        "MOVED": "The coverage does not end then: it was renewed, extended or taken back.",
        "COVERED_AGAIN": "The coverage ended, and the member is covered again.",
        "RENEWS": "An active agreement will renew it.",
        "UNWANTED": "The member does not want to be reminded.",
        "LATE": "It was found when it was of no use any more.",
    },
)


@strawberry.type(description="A reminder that a member's coverage by a benefit ends, and what became of it.")
class Reminder(relay.Node):
    """A reminder of one coverage end at one stage."""

    key: relay.NodeID[UUID]
    code: strawberry.Private[str]
    coverage_end: datetime = strawberry.field(description="The end that it is about.")
    stage: str = strawberry.field(description="`-P7D` is seven days before that end.")
    state: State = strawberry.field(description="How it stands.")
    reason: Reason | None = strawberry.field(description="Why it was not sent, if it was not.")
    due_at: datetime | None = strawberry.field(description="When it is to be sent, if it is.")
    settled_at: datetime | None = strawberry.field(description="When it was sent, or decided that it is not.")

    @strawberry.field(description="What ends.")
    async def benefit(self, info: Info) -> Benefit:
        return await benefit_of(info, self.code)

    @classmethod
    def of(cls, reminder: reads.Reminder) -> Self:
        """The GraphQL reminder of a hub reminder."""
        return cls(
            key=reminder.id,
            code=reminder.benefit,
            coverage_end=reminder.coverage_end,
            stage=str(reminder.stage),
            state=reminder.state,
            reason=reminder.reason,
            due_at=reminder.due_at,
            settled_at=reminder.settled_at,
        )


async def reminders_of(member_id: UUID, page: Page) -> relay.Connection[Reminder]:
    """The member's reminders, the one planned last first."""
    found = await reads.latest_reminders_of(member_id, page.to_read, page.uuid)
    return connection(relay.Connection[Reminder], found, page, Reminder.of, attrgetter("id"))


@node_reader("Reminder")
async def _reminder(info: Info, key: str) -> Reminder | None:
    id_ = uuid(key)
    found = await info.context.loaders.reminders.load(id_) if id_ and info.context.who.role in CARE else None
    return Reminder.of(found) if found else None


@strawberry.type(description="How members are reminded of a benefit that has no stages of its own, and when of any.")
class ReminderSettings:
    """What holds for all benefits."""

    stages: list[str] = strawberry.field(description="The usual stages: `-P7D` is seven days before the end.")
    hour: str = strawberry.field(description="When reminders are sent, on each member's own clock: `10:00`.")
    useful_for: Period = strawberry.field(description="One found later than this is noted as missed, and not sent.")


@strawberry.type(description="When members are reminded that a benefit ends.")
class ReminderStages:
    """A benefit with its stages."""

    code: strawberry.Private[str]
    stages: list[str] = strawberry.field(description="`-P7D` is seven days before the end; none: not at all.")

    @strawberry.field(description="What ends.")
    async def benefit(self, info: Info) -> Benefit:
        return await benefit_of(info, self.code)


@strawberry.input(description="When members are to be reminded from now on.")
class SetReminderStagesInput:
    """A benefit with its stages."""

    benefit: str = strawberry.field(description="The benefit's code.")
    stages: list[str] | None = strawberry.field(
        default=None,
        description="`-P7D`: seven days before the end; `+P3D`: three days after. Empty: not at all; null: as usual.",
    )


SetReminderStagesResult = Annotated[
    ReminderStages | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union(
        "SetReminderStagesResult", description="The stages as they are now, or why they stay as they were."
    ),
]


def _in_days(length: timedelta) -> Period:
    """The same as a period, in days where it is so many whole ones."""
    rest = length % timedelta(days=1)
    return Period(elapsed=length) if rest else Period(days=length.days)


@strawberry.type
class ReminderQuery:
    """Stages."""

    @strawberry.field(description="What holds for the reminders of all benefits.")
    def reminder_settings(self, info: Info) -> ReminderSettings:
        usual = reads.usual_schedule(info.context.ports)
        return ReminderSettings(
            stages=list(map(str, usual.stages)),
            hour=usual.hour.isoformat("minutes"),
            useful_for=_in_days(usual.useful_for),
        )

    @strawberry.field(description="The benefits with stages of their own; all others are reminded of as usual.")
    async def reminder_stages(self) -> list[ReminderStages]:
        own = await reads.own_stages()
        return [ReminderStages(code=code, stages=list(map(str, stages))) for code, stages in own.items()]


@strawberry.type
class ReminderMutation:
    """Stages."""

    @strawberry.mutation(description="Set when members are reminded of a benefit; what is planned is planned anew.")
    async def set_reminder_stages(
        self, info: Info, input: Annotated[SetReminderStagesInput, strawberry.argument(description="Which, and when.")]
    ) -> SetReminderStagesResult:
        context = info.context
        stages = await scheduling.set_stages(context.ports, context.who.actor, input.benefit, input.stages)
        return ReminderStages(code=input.benefit, stages=list(map(str, stages)))
