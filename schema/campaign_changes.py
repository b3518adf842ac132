"""What marketing does with campaigns: write, simulate, try out, submit, approve, launch, pause, resume, end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from hub.campaigns.service import drafting, simulating, steering, trying
from schema.campaign_refusals import CampaignChanged, CodeTaken, PlanIncomplete, SecondPersonNeeded, WrongState
from schema.campaigns import Campaign
from schema.context import Info
from schema.messages import Message
from schema.refusals import InvalidInputRefusal, NotFoundRefusal
from schema.templates import TemplateMistakes

if TYPE_CHECKING:
    from hub.campaigns.rules import values


@strawberry.input(description="The plan of a campaign, which is made if its code is new.")
class SaveCampaignInput:
    """Save as often as you like: parts may be missing until it is submitted."""

    code: str = strawberry.field(description="Its code: lower-case letters, digits and hyphens.")
    plan: JSON = strawberry.field(
        description='The plan as JSON: at least `{"name": "…"}`; `campaignShapes` says all that may be written.'
    )
    saved: int | None = strawberry.field(
        default=None, description="The `saved` that was looked at; 0: a new campaign. Saving over another is refused."
    )


@strawberry.input(description="Which campaign.")
class CampaignInput:
    """A campaign by its code."""

    code: str = strawberry.field(description="Its code.")


@strawberry.input(description="Which campaign, as it was looked at.")
class SubmitCampaignInput:
    """A campaign by its code."""

    code: str = strawberry.field(description="Its code.")
    saved: int | None = strawberry.field(default=None, description="The `saved` that was looked at.")


@strawberry.input(description="What to send to whom on trial.")
class TryCampaignInput:
    """One step to a member who is staff."""

    code: str = strawberry.field(description="The campaign's code.")
    step: int = strawberry.field(description="Which step of the plan, from 0.")
    to: str = strawberry.field(
        description="The host application's id of your own member, who has the tag `tester`; others are refused."
    )
    variant: str = strawberry.field(default="", description="As which variant gets it; else the first.")


@strawberry.type(description="The campaign as it stands now.")
class CampaignPayload:
    """A campaign."""

    campaign: Campaign = strawberry.field(description="The campaign.")


@strawberry.type(description="What was sent on trial.")
class TryCampaignPayload:
    """One message a channel."""

    messages: list[Message] = strawberry.field(description="The messages.")


@strawberry.type(description="The draft is gone.")
class DiscardCampaignPayload:
    """Nothing is left of it."""

    code: str = strawberry.field(description="Its code, which is free again.")


SaveCampaignResult = Annotated[
    CampaignPayload | CampaignChanged | WrongState | CodeTaken | InvalidInputRefusal,
    strawberry.union("SaveCampaignResult", description="The campaign, or why it was not saved."),
]
SimulateCampaignResult = Annotated[
    CampaignPayload | PlanIncomplete | WrongState | NotFoundRefusal,
    strawberry.union("SimulateCampaignResult", description="The campaign with its simulation, or why there is none."),
]
TryCampaignResult = Annotated[
    TryCampaignPayload | TemplateMistakes | InvalidInputRefusal | NotFoundRefusal,
    strawberry.union("TryCampaignResult", description="What was sent, or why nothing was."),
]
SubmitCampaignResult = Annotated[
    CampaignPayload | CampaignChanged | PlanIncomplete | WrongState | NotFoundRefusal,
    strawberry.union("SubmitCampaignResult", description="The campaign, or why it was not submitted."),
]
ApproveCampaignResult = Annotated[
    CampaignPayload | SecondPersonNeeded | WrongState | NotFoundRefusal,
    strawberry.union("ApproveCampaignResult", description="The campaign, or why it was not approved."),
]
SteerCampaignResult = Annotated[
    CampaignPayload | WrongState | NotFoundRefusal,
    strawberry.union("SteerCampaignResult", description="The campaign, or why nothing was done."),
]
DiscardCampaignResult = Annotated[
    DiscardCampaignPayload | WrongState | NotFoundRefusal,
    strawberry.union("DiscardCampaignResult", description="That it is gone, or why not."),
]
_Which = Annotated[CampaignInput, strawberry.argument(description="Which campaign.")]


@strawberry.type
class CampaignMutation:
    """Writing and steering campaigns."""

    @strawberry.mutation(description="Save the plan of a campaign that was not launched; it is a draft then.")
    async def save_campaign(
        self, info: Info, input: Annotated[SaveCampaignInput, strawberry.argument(description="What to save.")]
    ) -> SaveCampaignResult:
        context = info.context
        return _payload(
            await drafting.save_campaign(context.ports, context.who.actor, input.code, input.plan, input.saved)
        )

    @strawberry.mutation(description="Throw away a campaign that was never launched.")
    async def discard_campaign(self, info: Info, input: _Which) -> DiscardCampaignResult:
        await drafting.discard(info.context.ports, info.context.who.actor, input.code)
        return DiscardCampaignPayload(code=input.code)

    @strawberry.mutation(
        description="Run the campaign over the real members without sending. A small population is done at once; of a "
        "large one, ask for `campaign { simulation }` again until `isDone`."
    )
    async def simulate_campaign(self, info: Info, input: _Which) -> SimulateCampaignResult:
        return _payload(await simulating.simulate(info.context.ports, input.code))

    @strawberry.mutation(description="Send one step to yourself. It counts for nothing.")
    async def try_campaign(
        self, info: Info, input: Annotated[TryCampaignInput, strawberry.argument(description="What to whom.")]
    ) -> TryCampaignResult:
        context = info.context
        sent = await trying.try_out(context.ports, context.who.actor, input.code, input.step, input.to, input.variant)
        return TryCampaignPayload(messages=[Message.of(each) for each in sent])

    @strawberry.mutation(
        description="Ask for a draft to be approved. For few members no second person is needed: it is approved then."
    )
    async def submit_campaign(
        self, info: Info, input: Annotated[SubmitCampaignInput, strawberry.argument(description="Which campaign.")]
    ) -> SubmitCampaignResult:
        context = info.context
        return _payload(await steering.submit(context.ports, context.who.actor, input.code, input.saved))

    @strawberry.mutation(description="Approve a campaign that somebody else wrote and submitted.")
    async def approve_campaign(self, info: Info, input: _Which) -> ApproveCampaignResult:
        return _payload(await steering.approve(info.context.ports, info.context.who.actor, input.code))

    @strawberry.mutation(description="Begin an approved campaign.")
    async def launch_campaign(self, info: Info, input: _Which) -> SteerCampaignResult:
        return _payload(await steering.launch(info.context.ports, info.context.who.actor, input.code))

    @strawberry.mutation(description="Stop sending and giving, in this moment, until it is resumed.")
    async def pause_campaign(self, info: Info, input: _Which) -> SteerCampaignResult:
        return _payload(await steering.pause(info.context.ports, info.context.who.actor, input.code))

    @strawberry.mutation(description="Go on with a paused campaign; nothing is sent twice.")
    async def resume_campaign(self, info: Info, input: _Which) -> SteerCampaignResult:
        return _payload(await steering.resume(info.context.ports, info.context.who.actor, input.code))

    @strawberry.mutation(description="Let a campaign be over.")
    async def end_campaign(self, info: Info, input: _Which) -> SteerCampaignResult:
        return _payload(await steering.end(info.context.ports, info.context.who.actor, input.code))


def _payload(campaign: values.Campaign) -> CampaignPayload:
    return CampaignPayload(campaign=Campaign.of(campaign))
