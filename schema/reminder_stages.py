"""When members are reminded that a benefit ends: read by staff, previewed and set by operators."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from hub.kernel.calendar import Period, check_zone
from hub.reminders import reads
from hub.reminders.service import previewing, scheduling
from hub.renewals.reads import renewing
from schema.catalogue import Benefit, benefit_of
from schema.context import Info
from schema.refusals import InvalidInputRefusal, NotFoundRefusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.reminders.rules.stages import Due, Stage

STAGES = "`-P7D`: seven days before the end; `+P3D`: three days after. Empty: not at all; null: as usual."


@strawberry.type(description="When members are reminded that a benefit ends.")
class ReminderStages:
    """A benefit with its stages."""

    code: strawberry.Private[str]
    stages: list[str] = strawberry.field(description="`-P7D` is seven days before the end; none: not at all.")
    is_usual: bool = strawberry.field(description="It has none of its own: these are the usual ones.")

    @strawberry.field(description="What ends.")
    async def benefit(self, info: Info) -> Benefit:
        return await benefit_of(info, self.code)


@strawberry.type(description="How members are reminded of a benefit that has no stages of its own, and when of any.")
class ReminderSettings:
    """What is in force."""

    stages: list[str] = strawberry.field(description="The usual stages: `-P7D` is seven days before the end.")
    hour: str = strawberry.field(description="When reminders are sent, on each member's own clock: `10:00`.")
    useful_for: Period = strawberry.field(description="One found later than this is noted as missed, and not sent.")
    benefits: list[ReminderStages] = strawberry.field(
        description="Every benefit that can be given, or has stages of its own, by code."
    )


@strawberry.input(description="When members are to be reminded from now on.")
class SetReminderStagesInput:
    """A benefit with its stages."""

    benefit: str = strawberry.field(description="The benefit's code.")
    stages: list[str] | None = strawberry.field(default=None, description=STAGES)


@strawberry.type(description="When one stage of a coverage end is due.")
class ReminderDue:
    """A stage on the calendar."""

    stage: str = strawberry.field(description="The stage.")
    at: datetime = strawberry.field(description="When.")

    @classmethod
    def of(cls, due: Due) -> Self:
        """The GraphQL form of a stage that was laid on the calendar."""
        return cls(stage=str(due.stage), at=due.at)


@strawberry.type(description="What other stages would mean; nothing was written.")
class ReminderStagesPreview:
    """Days, and how many are touched."""

    stages: list[str] = strawberry.field(description="The stages as they would be.")
    example_end: datetime = strawberry.field(description="An end of coverage, with all its stages still ahead.")
    now: list[ReminderDue] = strawberry.field(description="When its members are reminded as it is now.")
    then: list[ReminderDue] = strawberry.field(description="When they would be reminded.")
    waiting: int | None = strawberry.field(
        description="How many reminders wait and would be planned anew; null: counting would take too long."
    )
    at_once: int | None = strawberry.field(
        description="How many members would be told at once, of a stage that has just passed; null as above."
    )
    has_more: bool = strawberry.field(description="At least as many as `atOnce` says: not all were looked at.")

    @classmethod
    def of(cls, preview: previewing.StagesPreview) -> Self:
        """The GraphQL preview of a hub preview."""
        return cls(
            stages=_told(preview.stages),
            example_end=preview.example.end,
            now=list(map(ReminderDue.of, preview.example.now)),
            then=list(map(ReminderDue.of, preview.example.then)),
            waiting=preview.waiting,
            at_once=preview.at_once,
            has_more=preview.has_more,
        )


SetReminderStagesResult = Annotated[
    ReminderStages | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union(
        "SetReminderStagesResult", description="The stages as they are now, or why they stay as they were."
    ),
]
ReminderStagesPreviewResult = Annotated[
    ReminderStagesPreview | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("ReminderStagesPreviewResult", description="What it would mean, or why it cannot be."),
]


@strawberry.type
class ReminderStagesQuery:
    """Stages."""

    @strawberry.field(description="The benefits with stages of their own; all others are reminded of as usual.")
    async def reminder_stages(self) -> list[ReminderStages]:
        own = await reads.own_stages()
        return [ReminderStages(code=code, stages=_told(stages), is_usual=False) for code, stages in own.items()]

    @strawberry.field(description="When members are reminded, benefit by benefit.")
    async def reminder_settings(self, info: Info) -> ReminderSettings:
        context = info.context
        usual, own = reads.usual_schedule(context.ports), await reads.own_stages()
        codes = sorted({*(await context.loaders.catalogue()).benefits, *own})
        return ReminderSettings(
            stages=_told(usual.stages),
            hour=usual.hour.isoformat("minutes"),
            useful_for=_in_days(usual.useful_for),
            benefits=[
                ReminderStages(code=code, stages=_told(own.get(code, usual.stages)), is_usual=code not in own)
                for code in codes
            ],
        )

    @strawberry.field(description="What it would mean to remind of a benefit at other stages from now on.")
    async def preview_reminder_stages(
        self,
        info: Info,
        benefit: Annotated[str, strawberry.argument(description="The benefit's code.")],
        stages: Annotated[list[str] | None, strawberry.argument(description=STAGES)] = None,
        zone: Annotated[str, strawberry.argument(description="Whose calendar the example is on.")] = "UTC",
    ) -> ReminderStagesPreviewResult:
        found = await previewing.preview_stages(info.context.ports, benefit, stages, check_zone(zone), renewing)
        return ReminderStagesPreview.of(found)


@strawberry.type
class ReminderMutation:
    """Stages."""

    @strawberry.mutation(description="Set when members are reminded of a benefit; what is planned is planned anew.")
    async def set_reminder_stages(
        self, info: Info, input: Annotated[SetReminderStagesInput, strawberry.argument(description="Which, and when.")]
    ) -> SetReminderStagesResult:
        context = info.context
        stages = await scheduling.set_stages(context.ports, context.who.actor, input.benefit, input.stages)
        return ReminderStages(code=input.benefit, stages=_told(stages), is_usual=input.stages is None)


def _told(stages: Iterable[Stage]) -> list[str]:
    return list(map(str, stages))


def _in_days(length: timedelta) -> Period:
    """The same as a period, in days where it is so many whole ones."""
    rest = length % timedelta(days=1)
    return Period(elapsed=length) if rest else Period(days=length.days)
