"""The hub's clock, and moving it on in a hub that is for trying things."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from hub.kernel.calendar import Period
from hub.testclock import reads, service
from schema.context import Info
from schema.refusals import InvalidInputRefusal
from schema.renewal_refusals import NoTestClock


@strawberry.type(description="What time it is for the hub.")
class Clock:
    """The present."""

    now: datetime = strawberry.field(description="The present instant.")
    can_move: bool = strawberry.field(description="This hub is for trying things: its clock can be moved on.")
    target: datetime | None = strawberry.field(description="Where the clock is on its way to; null: it is there.")


@strawberry.input(description="How far to move the clock on.")
class AdvanceClockInput:
    """A length of time."""

    by: Period = strawberry.field(description="How far, e.g. `P30D`; everything due in between is done, in order.")


@strawberry.type(description="The clock on its way.")
class AdvanceClockPayload:
    """It arrives when `target` of `clock` is null again."""

    clock: Clock = strawberry.field(description="The clock.")


AdvanceClockResult = Annotated[
    AdvanceClockPayload | NoTestClock | InvalidInputRefusal,
    strawberry.union("AdvanceClockResult", description="The clock on its way, or why it stays."),
]


@strawberry.type
class ClockQuery:
    """Time."""

    @strawberry.field(description="What time it is for the hub.")
    async def clock(self, info: Info) -> Clock:
        context = info.context
        standing = await reads.standing(context.now) if context.ports.test_clock else None
        return Clock(now=context.now, can_move=standing is not None, target=standing.target if standing else None)


@strawberry.type
class ClockMutation:
    """Moving time on."""

    @strawberry.mutation(description="Move the clock on; workers take it there from one thing that is due to the next.")
    async def advance_clock(
        self, info: Info, input: Annotated[AdvanceClockInput, strawberry.argument(description="How far.")]
    ) -> AdvanceClockResult:
        context = info.context
        standing = await service.advance(context.ports, context.who.actor, input.by)
        return AdvanceClockPayload(clock=Clock(now=standing.now, can_move=True, target=standing.target))
