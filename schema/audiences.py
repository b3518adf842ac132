"""Audiences: conditions on members, counted while they are written, and saved in versions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry
from strawberry.scalars import JSON

from hub.campaigns.reads import audiences as reads
from hub.campaigns.rules.conditions import CONDITION as CONDITIONS
from hub.campaigns.rules.conditions import read_condition
from hub.campaigns.rules.plans import PLAN
from hub.campaigns.rules.shapes import written
from hub.campaigns.service import saving
from hub.members.rules import Locale
from schema.campaign_refusals import CampaignChanged
from schema.context import Info
from schema.refusals import InvalidInputRefusal

if TYPE_CHECKING:
    from hub.campaigns.rules.values import SavedAudience

CONDITION = (
    'A condition as JSON, e.g. `{"kind": "ALL", "of": [{"kind": "ENDS", "benefit": "northlight-vip", "within": "P30D"},'
    ' {"kind": "NOT", "of": {"kind": "RENEWS"}}]}`; `campaignShapes` says all that may be written.'
)


@strawberry.type(description="A condition on members, saved under a name; every saving is a version and stays.")
class Audience:
    """One version of it."""

    name: str = strawberry.field(description="Its name.")
    version: int = strawberry.field(description="Counted from 1.")
    condition: JSON = strawberry.field(description="Whom it fits, as JSON.")
    author: str = strawberry.field(description="Who saved it.")
    at: datetime = strawberry.field(description="When that was.")

    @classmethod
    def of(cls, saved: SavedAudience) -> Self:
        """The GraphQL audience of a saved one."""
        condition = JSON(written(saved.condition))
        return cls(name=saved.name, version=saved.version, condition=condition, author=saved.author, at=saved.at)


@strawberry.type(description="A member, as far as those who write campaigns see one.")
class AudienceMember:
    """Enough to see whether the right ones are meant."""

    external_id: str = strawberry.field(description="The host application's id of them.")
    name: str = strawberry.field(description="Their name.")
    locale: Locale = strawberry.field(description="Their language.")
    zone: str = strawberry.field(description="Their time zone.")
    tags: list[str] = strawberry.field(description="Their tags.")


@strawberry.type(description="How many members a condition fits.")
class AudienceCount:
    """The number, and some of them."""

    count: int = strawberry.field(description="How many.")
    is_estimate: bool = strawberry.field(description="Counting would take too long: the database's estimate.")
    sample: list[AudienceMember] = strawberry.field(description="Up to ten of them; none with an estimate.")


@strawberry.type(description="What may be written in conditions and plans, as JSON Schema.")
class CampaignShapes:
    """For those who make forms of it, or check a file before sending it."""

    condition: JSON = strawberry.field(description="Conditions of audiences.")
    plan: JSON = strawberry.field(description="Plans of campaigns.")


AudienceCountResult = Annotated[
    AudienceCount | InvalidInputRefusal,
    strawberry.union("AudienceCountResult", description="How many, or what is wrong with the condition."),
]


@strawberry.input(description="An audience to save.")
class SaveAudienceInput:
    """A name and a condition."""

    name: str = strawberry.field(description="Its name, e.g. `Lapsed this quarter`.")
    condition: JSON = strawberry.field(description=CONDITION)
    version: int | None = strawberry.field(
        default=None, description="The version that was looked at; 0: none. Saving over a later one is refused."
    )


@strawberry.type(description="The audience as saved.")
class AudiencePayload:
    """Its newest version."""

    audience: Audience = strawberry.field(description="The audience.")


SaveAudienceResult = Annotated[
    AudiencePayload | CampaignChanged | InvalidInputRefusal,
    strawberry.union("SaveAudienceResult", description="The audience, or why it was not saved."),
]


@strawberry.type
class AudienceQuery:
    """Whom campaigns are for."""

    @strawberry.field(description="The newest version of every saved audience, by name.")
    async def audiences(self) -> list[Audience]:
        return [Audience.of(each) for each in await reads.saved_audiences()]

    @strawberry.field(description="All versions of a saved audience, the newest first; none where there is no such.")
    async def audience_versions(
        self, name: Annotated[str, strawberry.argument(description="Its name.")]
    ) -> list[Audience]:
        return [Audience.of(each) for each in (await reads.versions_of([name]))[name]]

    @strawberry.field(description="How many members a condition fits now, and ten of them. Nothing is kept.")
    async def count_audience(
        self, info: Info, condition: Annotated[JSON, strawberry.argument(description=CONDITION)]
    ) -> AudienceCountResult:
        counted = await reads.counted(read_condition(condition), info.context.now)
        sample = [
            AudienceMember(
                external_id=each.external_id,
                name=each.name,
                locale=each.locale,
                zone=each.zone,
                tags=list(each.tags),
            )
            for each in counted.sample
        ]
        return AudienceCount(count=counted.count, is_estimate=counted.is_estimate, sample=sample)

    @strawberry.field(description="What may be written in conditions and plans, as JSON Schema.")
    def campaign_shapes(self) -> CampaignShapes:
        return CampaignShapes(condition=JSON(CONDITIONS.json_schema()), plan=JSON(PLAN.json_schema()))


@strawberry.type
class AudienceMutation:
    """Saving them."""

    @strawberry.mutation(description="Save an audience under its name, as a version of its own.")
    async def save_audience(
        self, info: Info, input: Annotated[SaveAudienceInput, strawberry.argument(description="What to save.")]
    ) -> SaveAudienceResult:
        context = info.context
        saved = await saving.save_audience(context.ports, context.who.actor, input.name, input.condition, input.version)
        return AudiencePayload(audience=Audience.of(saved))
