"""When members are reminded that a benefit ends: read by staff, set by operators."""

from __future__ import annotations

from typing import Annotated

import strawberry

from hub.reminders import reads
from hub.reminders.service import scheduling
from schema.catalogue import Benefit, benefit_of
from schema.context import Info
from schema.refusals import InvalidInputRefusal, NotFoundRefusal


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


@strawberry.type
class ReminderQuery:
    """Stages."""

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
