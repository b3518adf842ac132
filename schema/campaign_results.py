"""How campaigns did, and what simulations found."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

import strawberry

from hub.kernel import money
from schema.texts import Money

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.campaigns.reads import results as values
    from hub.campaigns.rules import uplift


@strawberry.type(description="A number with a name.")
class NamedCount:
    """Such as how many were kept out by which guard."""

    name: str = strawberry.field(description="What is counted.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="Messages of one day by one channel.")
class DayOfMessages:
    """A bar of a chart."""

    on: date = strawberry.field(description="The day, on the members' own calendars.")
    channel: str = strawberry.field(description="`EMAIL`, `INBOX` or `WEBHOOK`.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="A message of a simulated journey, as its member would see it.")
class SimulatedStep:
    """One of the steps that a member would get."""

    step: int = strawberry.field(description="Which step of the plan, from 0.")
    at: datetime = strawberry.field(description="When.")
    channels: list[str] = strawberry.field(description="By which channels.")
    subject: str = strawberry.field(description="Its subject.")
    text: str = strawberry.field(description="Its text, or why it cannot be made.")


@strawberry.type(description="What one real member would get who never answers.")
class SimulatedJourney:
    """One of three."""

    member: str = strawberry.field(description="The host application's id of the member.")
    name: str = strawberry.field(description="Their name.")
    variant: str = strawberry.field(description="Their variant.")
    steps: list[SimulatedStep] = strawberry.field(description="The messages, in order.")


@strawberry.type(description="The campaign run over the real members without sending anything.")
class CampaignSimulation:
    """Found so far while `isDone` is false: ask again."""

    at: datetime = strawberry.field(description="As of when.")
    is_done: bool = strawberry.field(description="All members were looked at.")
    variants: list[NamedCount] = strawberry.field(description="How many join, by variant; `HELD_OUT` get nothing.")
    kept_out: list[NamedCount] = strawberry.field(
        description="How many of the audience do not join, or miss a step, by the guard: `UNWANTED` (no consent to "
        "marketing), `UNREACHABLE`, `EXCLUDED`, `ENOUGH` (frequency cap), `NO_END`, `TOO_LATE`, `LATE`, `NOT_ANSWERED`."
    )
    days: list[DayOfMessages] = strawberry.field(description="Messages a day and channel, for the next 60 days.")
    cost_at_most: Money | None = strawberry.field(
        description="What it can cost, if every order is for one of the dearest product; at the least nothing."
    )
    cost_each: Money | None = strawberry.field(description="What one redemption costs then.")
    journeys: list[SimulatedJourney] = strawberry.field(description="What three of them would get.")

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """The simulation as it is kept."""
        days = sorted(told.get("days", {}).items())
        cost = told.get("cost") or {}
        return cls(
            at=datetime.fromisoformat(told["at"]),
            is_done=told["is_done"],
            variants=_counts(told.get("variants", {})),
            kept_out=_counts(told.get("kept_out", {})),
            days=[
                DayOfMessages(on=date.fromisoformat(on), channel=channel, count=count)
                for on, channels in days
                for channel, count in sorted(channels.items())
            ],
            cost_at_most=_money(cost, "at_most"),
            cost_each=_money(cost, "each"),
            journeys=[_journey(each) for each in told.get("journeys", ())],
        )


def _counts(told: Mapping[str, int]) -> list[NamedCount]:
    return [NamedCount(name=name, count=count) for name, count in sorted(told.items())]


def _money(cost: Mapping[str, Any], name: str) -> Money | None:
    return Money.of(money.Money(cost["currency"], cost[name])) if cost else None


def _journey(told: Mapping[str, Any]) -> SimulatedJourney:
    steps = [SimulatedStep(**{**each, "at": datetime.fromisoformat(each["at"])}) for each in told["steps"]]
    return SimulatedJourney(member=told["member"], name=told["name"], variant=told["variant"], steps=steps)


@strawberry.type(description="What became of one step in one variant.")
class StepResult:
    """A row of the funnel."""

    step: int = strawberry.field(description="Which step of the plan, from 0.")
    variant: str = strawberry.field(description="The variant.")
    planned: int = strawberry.field(description="How many members it was, or is now, due for.")
    sent: int = strawberry.field(description="How many messages were made.")
    delivered: int = strawberry.field(description="How many the other side took by some channel.")
    failed: int = strawberry.field(description="How many went wrong by all channels.")
    opened: int = strawberry.field(description="How many were opened, as far as is known: in the inbox, or clicked.")
    clicked: int = strawberry.field(description="How many links were followed.")
    renewed: int = strawberry.field(
        description="How many paid for their first order that counts when this was the last message they had."
    )
    skipped: list[NamedCount] = strawberry.field(description="How many were not sent, by reason, e.g. `RENEWED`.")


@strawberry.type(description="What the members of a variant, or those held out, did in the goal's window.")
class ArmResult:
    """One arm of the comparison."""

    variant: str = strawberry.field(description="The variant, or `HELD_OUT`.")
    members: int = strawberry.field(description="How many.")
    renewed: int = strawberry.field(description="How many of them paid for an order that counts.")
    orders: int = strawberry.field(description="How many orders that were.")
    revenue: list[Money] = strawberry.field(description="What they paid, by currency, after discounts.")
    redeemed: int = strawberry.field(description="How often the offer was used.")
    cost: list[Money] = strawberry.field(description="What the offer cost, by currency.")


@strawberry.type(description="How much more often members renewed than those held out.")
class Uplift:
    """A difference of shares with its 95 % confidence interval; above zero the campaign did something."""

    variant: str = strawberry.field(description="The variant, or `ALL` for everybody who was told.")
    rate: float = strawberry.field(description="The share that renewed.")
    held_out_rate: float = strawberry.field(description="The share of those held out that did.")
    difference: float = strawberry.field(description="The first less the second.")
    low: float = strawberry.field(description="The lower bound of the difference.")
    high: float = strawberry.field(description="The upper bound of the difference.")
    extra: float = strawberry.field(description="How many renewals that is.")


@strawberry.type(description="One day, in the hub's time zone.")
class DayResult:
    """A point of the chart."""

    on: date = strawberry.field(description="The day.")
    sent: int = strawberry.field(description="Messages made.")
    clicked: int = strawberry.field(description="Links followed for the first time.")
    renewed: int = strawberry.field(description="Members who paid for their first order that counts.")


@strawberry.type(description="How a campaign did so far.")
class CampaignResults:
    """Orders count that were paid in the goal's window, which begins at each member's first step."""

    window: str = strawberry.field(description="The goal's window, e.g. `P14D`.")
    steps: list[StepResult] = strawberry.field(description="The funnel, by step and variant.")
    arms: list[ArmResult] = strawberry.field(description="The variants and those held out.")
    uplifts: list[Uplift] = strawberry.field(description="Against those held out; none where nobody is.")
    days: list[DayResult] = strawberry.field(description="Day by day.")

    @classmethod
    def of(cls, found: values.Results, window: str) -> Self:
        """The GraphQL results of the hub's."""
        return cls(
            window=window,
            steps=[
                StepResult(
                    step=each.step,
                    variant=each.variant,
                    planned=each.planned,
                    sent=each.sent,
                    delivered=each.delivered,
                    failed=each.failed,
                    opened=each.opened,
                    clicked=each.clicked,
                    renewed=each.renewed,
                    skipped=_counts(each.skipped),
                )
                for each in found.steps
            ],
            arms=[_arm(each) for each in found.arms],
            uplifts=[_uplift(name, each) for name, each in found.uplifts.items()],
            days=[
                DayResult(on=each.on, sent=each.sent, clicked=each.clicked, renewed=each.renewed) for each in found.days
            ],
        )


def _arm(arm: values.ArmResult) -> ArmResult:
    return ArmResult(
        variant=arm.variant,
        members=arm.members,
        renewed=arm.renewed,
        orders=arm.orders,
        revenue=[Money.of(each) for each in arm.revenue],
        redeemed=arm.redeemed,
        cost=[Money.of(each) for each in arm.cost],
    )


def _uplift(name: str, found: uplift.Uplift) -> Uplift:
    return Uplift(
        variant=name,
        rate=found.rate,
        held_out_rate=found.held_out_rate,
        difference=found.difference,
        low=found.low,
        high=found.high,
        extra=found.extra,
    )
