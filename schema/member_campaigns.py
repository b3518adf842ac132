"""What a member got of campaigns, and why: for those who look after them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from hub.campaigns.reads import campaigns as reads
from hub.campaigns.rules import values
from hub.campaigns.rules.plans import HELD_OUT
from schema.enums import tell
from schema.texts import Money

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

tell(
    values.Touched,
    "StepOutcome",
    "What became of a step of a campaign for a member.",
    {
        "SENT": "A message was made; the message says how it stands with it.",
        "SKIPPED": "None was sent; `reason` says why.",
        "FAILED": "The message could not be made.",
    },
)
tell(
    values.Reason,
    "SkipReason",
    "Why a member got no message of a step.",
    {
        "RENEWED": "They have bought or renewed meanwhile: they hear no more.",
        "UNWANTED": "They have not asked for marketing.",
        "UNREACHABLE": "None of the step's channels leads to them.",
        "ENOUGH": "They got as many messages of campaigns as the cap allows.",
        "EXCLUDED": "They are in an audience that is excluded.",
        "NOT_ANSWERED": "They did not open or click what the step asks for.",
        "ANSWERED": "They opened or clicked already.",
        "LATE": "It was found when it was of no use any more.",
        "BROKEN": "The template could not be filled in.",
    },
)
tell(
    values.RedemptionState,
    "RedemptionState",
    "How it stands with an offer that was used for an order.",
    {
        "HELD": "The order is to be paid.",
        "TAKEN": "The order is paid.",
        "RELEASED": "The order came to nothing.",
    },
)


@strawberry.type(description="What one step of a campaign did for a member.")
class MemberStep:
    """A message, or why there is none."""

    step: int = strawberry.field(description="Which step of the plan, from 0.")
    outcome: values.Touched = strawberry.field(description="What became of it.")
    reason: values.Reason | None = strawberry.field(description="Why nothing was sent.")
    at: datetime = strawberry.field(description="When that was.")
    clicked_at: datetime | None = strawberry.field(description="When its link was first followed.")


@strawberry.type(description="A campaign's offer that a member used.")
class MemberRedemption:
    """For which order, and what it cost the campaign."""

    state: values.RedemptionState = strawberry.field(description="How it stands.")
    order: str | None = strawberry.field(description="The order's number, once it is paid.")
    cost: Money = strawberry.field(description="What it costs the campaign.")
    held_at: datetime = strawberry.field(description="When the order was placed.")
    note: str = strawberry.field(description="Why a gift could not be given, if it could not.")


@strawberry.type(description="A campaign that a member takes part in.")
class MemberCampaign:
    """What they got of it, and why."""

    code: str = strawberry.field(description="The campaign's code.")
    name: str = strawberry.field(description="Its name.")
    variant: str = strawberry.field(
        description="Their variant; `HELD_OUT`: they get nothing, so that it can be measured."
    )
    is_held_out: bool = strawberry.field(description="They get nothing of it.")
    joined_at: datetime = strawberry.field(description="When they joined.")
    next_at: datetime | None = strawberry.field(description="When the next step is due; null: there is none.")
    coupon: str | None = strawberry.field(description="Their personal code, if they have one.")
    steps: list[MemberStep] = strawberry.field(description="What was sent and what was not, in order.")
    redemptions: list[MemberRedemption] = strawberry.field(description="The offer as they used it.")


async def campaigns_of(member_id: UUID) -> list[MemberCampaign]:
    """All campaigns of a member, the latest first."""
    joined = await reads.participants_of(member_id)
    ids = [each.campaign_id for each in joined]
    known, touches = await reads.campaigns(ids), await reads.touches_of(member_id, ids)
    redeemed = await reads.redemptions_of(member_id)
    return [
        MemberCampaign(
            code=known[each.campaign_id].code,
            name=known[each.campaign_id].plan.name,
            variant=each.variant,
            is_held_out=each.variant == HELD_OUT,
            joined_at=each.joined_at,
            next_at=each.due_at,
            coupon=each.code,
            steps=_steps([touch for touch in touches if touch.campaign_id == each.campaign_id]),
            redemptions=[_redemption(one) for one in redeemed if one.campaign_id == each.campaign_id],
        )
        for each in joined
    ]


def _steps(touches: Sequence[values.Touch]) -> list[MemberStep]:
    return [
        MemberStep(step=each.step, outcome=each.state, reason=each.reason, at=each.at, clicked_at=each.clicked_at)
        for each in touches
    ]


def _redemption(one: values.Redemption) -> MemberRedemption:
    return MemberRedemption(
        state=one.state, order=one.order, cost=Money.of(one.cost), held_at=one.held_at, note=one.note
    )
