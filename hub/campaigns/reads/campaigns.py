"""Campaigns and who takes part in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.campaigns.models import BudgetRow, CampaignRow, ParticipantRow, RedemptionRow, TouchRow
from hub.campaigns.reads import audiences
from hub.campaigns.rules.conditions import Condition, named, read_condition
from hub.campaigns.rules.plans import read_plan
from hub.campaigns.rules.values import (
    Budget,
    Campaign,
    Participant,
    Reason,
    Redemption,
    RedemptionState,
    State,
    Touch,
    Touched,
)
from hub.catalogue import reads as catalogue
from hub.catalogue.rules.words import is_code
from hub.kernel.errors import NotFound
from hub.kernel.money import Money

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from hub.campaigns.rules.plans import Plan


async def campaigns(ids: Collection[UUID]) -> dict[UUID, Campaign]:
    """The campaigns with these ids; unknown ids are left out."""
    return {row.id: campaign(row) for row in await CampaignRow.filter(id__in=list(ids))}


async def campaigns_by_codes(codes: Collection[str]) -> dict[str, Campaign]:
    """The campaigns with these codes; unknown codes are left out."""
    return {
        row.code: campaign(row) for row in await CampaignRow.filter(code__in=[each for each in codes if is_code(each)])
    }


async def the_campaign(code: str) -> Campaign:
    """The campaign with this code; refuses (``NotFound``) an unknown one."""
    found = (await campaigns_by_codes([code])).get(code)
    if found is None:
        raise NotFound("campaign", code)
    return found


async def listed(limit: int, before: UUID | None = None, states: Collection[State] = ()) -> list[Campaign]:
    """At most ``limit`` campaigns in one of ``states`` (none: in any), the newest first."""
    rows = CampaignRow.all().order_by("-id").limit(limit)
    if states:
        rows = rows.filter(state__in=list(states))
    return [campaign(row) for row in await (rows.filter(id__lt=before) if before else rows)]


async def budgets(ids: Collection[UUID]) -> dict[UUID, Budget]:
    """The budget of each of these campaigns; those without an offer have none."""
    return {row.campaign_id: budget(row) for row in await BudgetRow.filter(campaign_id__in=list(ids))}


async def participants_of(member_id: UUID) -> list[Participant]:
    """All campaigns that the member takes part in, the latest first."""
    return [participant(row) for row in await ParticipantRow.filter(member_id=member_id).order_by("-id")]


async def touches_of(member_id: UUID, campaign_ids: Collection[UUID]) -> list[Touch]:
    """What these campaigns did for the member, in that order."""
    rows = TouchRow.filter(member_id=member_id, campaign_id__in=list(campaign_ids))
    return [touch(row) for row in await rows.order_by("at", "step")]


async def redemptions_of(member_id: UUID) -> list[Redemption]:
    """The offers that the member used, the latest first."""
    return [redemption(row) for row in await RedemptionRow.filter(member_id=member_id).order_by("-id")]


async def condition_of(plan: Plan) -> Condition:
    """Whom the plan's audience fits; refuses (``NotFound``) a saved one that there is not."""
    if plan.audience is None:
        raise NotFound("audience", "")
    if plan.audience.condition is not None:
        return plan.audience.condition
    name = plan.audience.saved or ""
    found = (await audiences.audiences([name])).get(name)
    if found is None:
        raise NotFound("audience", name)
    return found.condition


async def exclusions_of(plan: Plan) -> dict[str, Condition]:
    """The conditions of the audiences that the plan excludes, by name."""
    return {name: each.condition for name, each in (await audiences.audiences(plan.guards.exclude)).items()}


async def unknown_in(plan: Plan) -> list[str]:
    """What the plan names and there is not, in words."""
    asked = {*plan.guards.exclude, *([plan.audience.saved] if plan.audience and plan.audience.saved else [])}
    known = await audiences.audiences(asked)
    missing = [f"there is no saved audience {name!r}" for name in sorted(asked - known.keys())]
    conditions = [each.condition for each in known.values()]
    if plan.audience and plan.audience.condition:
        conditions.append(plan.audience.condition)
        missing += await audiences.unknown_in(plan.audience.condition)
    others = {code for each in conditions for code in named(each, "campaign")}
    given = [plan.gives(each.name) for each in plan.variants]
    benefits = {code for each in [*given, plan.journey] if (code := getattr(each, "benefit", None))}
    bundles = {code for each in given if (code := getattr(each, "bundle", None))}
    products = {*plan.goal.products, *(plan.offer.products if plan.offer else ())}
    return [
        *missing,
        *audiences.missing("campaign", others, await campaigns_by_codes(others)),
        *audiences.missing("benefit", benefits, await catalogue.benefits(sorted(benefits))),
        *audiences.missing("bundle", bundles, await catalogue.current_revisions(sorted(bundles))),
        *audiences.missing("offer", products, await catalogue.offers(sorted(products))),
    ]


def campaign(row: CampaignRow) -> Campaign:
    """The value of a row."""
    return Campaign(
        id=row.id,
        code=row.code,
        state=State(row.state),
        plan=read_plan(row.plan),
        saved=row.saved,
        author=row.author,
        saved_at=row.saved_at,
        submitted_by=row.submitted_by,
        pinned=read_condition(row.pinned) if row.pinned else None,
        audience_size=row.audience_size,
        approved_by=row.approved_by,
        launched_at=row.launched_at,
        paused_at=row.paused_at,
        ended_at=row.ended_at,
        because=row.because,
        problems=row.problems,
        is_planned=row.launched_at is not None and row.pass_at is None,
        simulation=row.simulation,
    )


def budget(row: BudgetRow) -> Budget:
    """The value of a row."""
    return Budget(
        budget=Money(row.currency, row.budget_minor) if row.currency and row.budget_minor is not None else None,
        most=row.most,
        spent=Money(row.currency, row.spent_minor) if row.currency else None,
        count=row.count,
    )


def participant(row: ParticipantRow) -> Participant:
    """The value of a row."""
    return Participant(
        id=row.id,
        campaign_id=row.campaign_id,
        member_id=row.member_id,
        variant=row.variant,
        anchor=row.anchor,
        joined_at=row.joined_at,
        starts_at=row.starts_at,
        step=row.step,
        due_at=row.due_at,
        code=row.code,
    )


def touch(row: TouchRow) -> Touch:
    """The value of a row."""
    return Touch(
        campaign_id=row.campaign_id,
        member_id=row.member_id,
        variant=row.variant,
        step=row.step,
        state=Touched(row.state),
        reason=Reason(row.reason) if row.reason else None,
        message_key=row.message_key,
        at=row.at,
        clicked_at=row.clicked_at,
        clicks=row.clicks,
    )


def redemption(row: RedemptionRow) -> Redemption:
    """The value of a row."""
    return Redemption(
        campaign_id=row.campaign_id,
        member_id=row.member_id,
        state=RedemptionState(row.state),
        cost=Money(row.currency, row.cost_minor),
        held_at=row.held_at,
        order=row.order_number,
        note=row.note,
    )
