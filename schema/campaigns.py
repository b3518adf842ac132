"""Campaigns: their plans, how they stand, and how they did."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay
from strawberry.scalars import JSON

from hub.campaigns.reads import campaigns as reads
from hub.campaigns.reads import results
from hub.campaigns.reads.tables import as_csv
from hub.campaigns.rules import values
from hub.campaigns.rules.shapes import written
from hub.campaigns.rules.values import State
from hub.kernel.errors import InvalidInput
from hub.members.rules import DEFAULT_ZONE
from schema.campaign_results import CampaignResults, CampaignSimulation
from schema.context import Info
from schema.enums import tell
from schema.nodes import node_reader, uuid
from schema.pages import LARGEST_PAGE, After, First, Page, connection
from schema.permissions import SHOP
from schema.texts import Money

if TYPE_CHECKING:
    from hub.campaigns.reads.results import Results

tell(
    State,
    "CampaignState",
    "How a campaign stands.",
    {
        "DRAFT": "It is being written.",
        "SUBMITTED": "A second person is to approve it, for its audience is large.",
        "APPROVED": "It may be launched.",
        "RUNNING": "Members join it and get its messages and its offer.",
        "PAUSED": "Nothing is sent or given until it is resumed.",
        "ENDED": "It is over.",
    },
)


@strawberry.type(description="A step that was stopped because its message could not be made.")
class StoppedStep:
    """The marketer is to mend the template, and to resume."""

    step: int = strawberry.field(description="Which step of the plan, from 0.")
    why: str = strawberry.field(description="What is wrong with its template.")


@strawberry.type(description="What a campaign may give away, and what of it is taken or held for orders to be paid.")
class CampaignBudget:
    """Never exceeded."""

    budget: Money | None = strawberry.field(description="In money; null: no limit.")
    spent: Money | None = strawberry.field(description="Of that, taken or held.")
    most: int | None = strawberry.field(description="In number; null: no limit.")
    count: int = strawberry.field(description="How often it was taken or is held.")
    is_spent: bool = strawberry.field(description="Nothing is left.")


@strawberry.type(description="Marketing's plan: whom to reach, when, with what offer, and how it did.")
class Campaign(relay.Node):
    """A campaign."""

    key: relay.NodeID[UUID]
    value: strawberry.Private[values.Campaign]
    code: str = strawberry.field(description="Its code, e.g. `spring-win-back`.")
    name: str = strawberry.field(description="Its name.")
    state: State = strawberry.field(description="How it stands.")
    plan: JSON = strawberry.field(description="The whole plan, as `saveCampaign` takes it and YAML files have it.")
    missing: list[str] = strawberry.field(description="Parts still to be written before it can be submitted.")
    saved: int = strawberry.field(description="How often it was saved.")
    author: str = strawberry.field(description="Who saved it last.")
    saved_at: datetime = strawberry.field(description="When that was.")
    submitted_by: str | None = strawberry.field(description="Who submitted it.")
    audience_size: int | None = strawberry.field(description="How many members the audience had when submitted.")
    approved_by: str | None = strawberry.field(description="The second person, where one was needed.")
    launched_at: datetime | None = strawberry.field(description="When it was launched.")
    paused_at: datetime | None = strawberry.field(description="Since when it is paused.")
    ended_at: datetime | None = strawberry.field(description="When it ended.")
    because: str = strawberry.field(
        description="Why it paused or ended by itself: `BUDGET_SPENT`, `ERRORS`, `DONE`; else empty."
    )
    is_planned: bool = strawberry.field(description="All members of the audience have been looked at.")
    problems: list[StoppedStep] = strawberry.field(description="Steps that were stopped.")

    @strawberry.field(description="What a simulation found; null: none was made of the plan as it is.")
    def simulation(self) -> CampaignSimulation | None:
        return CampaignSimulation.of(self.value.simulation) if self.value.simulation else None

    @strawberry.field(description="What it may give away; null before the launch, and without an offer.")
    async def budget(self, info: Info) -> CampaignBudget | None:
        found = await info.context.loaders.budgets_of_campaigns.load(self.value.id)
        if found is None:
            return None
        return CampaignBudget(
            budget=Money.of(found.budget) if found.budget else None,
            spent=Money.of(found.spent) if found.spent else None,
            most=found.most,
            count=found.count,
            is_spent=found.is_spent,
        )

    @strawberry.field(description="How it did so far.")
    async def results(self) -> CampaignResults:
        return CampaignResults.of(await self._results(), str(self.value.plan.goal.within))

    @strawberry.field(description="How it did so far, as CSV: the funnel, the arms, the uplifts and the days.")
    async def csv(self) -> str:
        return as_csv(self.value, await self._results())

    async def _results(self) -> Results:
        return await results.results(self.value, DEFAULT_ZONE)

    @classmethod
    def of(cls, campaign: values.Campaign) -> Self:
        """The GraphQL campaign of a hub campaign."""
        return cls(
            key=campaign.id,
            value=campaign,
            code=campaign.code,
            name=campaign.plan.name,
            state=campaign.state,
            plan=JSON(written(campaign.plan)),
            missing=campaign.plan.missing(),
            saved=campaign.saved,
            author=campaign.author,
            saved_at=campaign.saved_at,
            submitted_by=campaign.submitted_by,
            audience_size=campaign.audience_size,
            approved_by=campaign.approved_by,
            launched_at=campaign.launched_at,
            paused_at=campaign.paused_at,
            ended_at=campaign.ended_at,
            because=campaign.because,
            is_planned=campaign.is_planned,
            problems=[StoppedStep(step=int(step), why=why) for step, why in sorted(campaign.problems.items())],
        )


@node_reader("Campaign")
async def _campaign(info: Info, key: str) -> Campaign | None:
    campaign_id = uuid(key) if info.context.who.role in SHOP else None
    found = (await reads.campaigns([campaign_id])).get(campaign_id) if campaign_id else None
    return Campaign.of(found) if found else None


@strawberry.type
class CampaignQuery:
    """Marketing's campaigns."""

    @strawberry.field(description="The campaigns, the newest first.")
    async def campaigns(
        self,
        state: Annotated[list[State] | None, strawberry.argument(description="Only those that stand so.")] = None,
        first: First = 20,
        after: After = None,
    ) -> relay.Connection[Campaign]:
        page = Page.of(first, after)
        found = await reads.listed(page.to_read, page.uuid, state or ())
        return connection(relay.Connection[Campaign], found, page, Campaign.of, lambda each: each.id)

    @strawberry.field(description="The campaign with this code; null where there is none.")
    async def campaign(self, code: Annotated[str, strawberry.argument(description="Its code.")]) -> Campaign | None:
        found = (await reads.campaigns_by_codes([code])).get(code)
        return Campaign.of(found) if found else None

    @strawberry.field(
        description="Campaigns side by side, in the order of their codes here; unknown codes are left out."
    )
    async def compare_campaigns(
        self, codes: Annotated[list[str], strawberry.argument(description="Up to 100 codes.")]
    ) -> list[Campaign]:
        if len(codes) > LARGEST_PAGE:
            raise InvalidInput("codes", f"name at most {LARGEST_PAGE} campaigns at a time")
        found = await reads.campaigns_by_codes(codes)
        return [Campaign.of(found[each]) for each in codes if each in found]
