"""How campaigns did. Orders count that were paid in the goal's window, which begins at a member's first step."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hub.campaigns.reads.asking import rows
from hub.campaigns.rules.compiling import KEPT_MINOR
from hub.campaigns.rules.plans import HELD_OUT
from hub.campaigns.rules.timing import nominal
from hub.campaigns.rules.uplift import Arm, Uplift, uplift
from hub.kernel.money import Money

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, timedelta
    from uuid import UUID

    from hub.campaigns.rules.values import Campaign


@dataclass(frozen=True, slots=True)
class StepResult:
    """What became of one step in one variant. ``opened`` is known of the inbox, and of mail whose link was clicked.

    ``renewed`` are those whose first order that counts came when this was the last message they had.
    """

    step: int
    variant: str
    planned: int = 0
    sent: int = 0
    delivered: int = 0
    failed: int = 0
    opened: int = 0
    clicked: int = 0
    renewed: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ArmResult:
    """What the members of one variant, or those held out, did in the goal's window."""

    variant: str
    members: int
    renewed: int
    orders: int
    revenue: Sequence[Money]
    redeemed: int
    cost: Sequence[Money]


@dataclass(frozen=True, slots=True)
class DayResult:
    """One day of the hub's calendar."""

    on: date
    sent: int
    clicked: int
    renewed: int


@dataclass(frozen=True, slots=True)
class Results:
    """All of it. ``uplifts`` are by variant, and under ``ALL`` that of all who were told."""

    steps: Sequence[StepResult]
    arms: Sequence[ArmResult]
    days: Sequence[DayResult]
    uplifts: Mapping[str, Uplift]


_STEPS = """
    SELECT step, variant, state, reason, count(*) AS touches, count(clicked_at) AS clicked,
        count(*) FILTER (WHERE m.delivered) AS delivered,
        count(*) FILTER (WHERE m.failed AND NOT m.delivered) AS failed,
        count(*) FILTER (WHERE m.opened OR clicked_at IS NOT NULL) AS opened
    FROM touches LEFT JOIN LATERAL (
        SELECT bool_or(messages.state = 'SENT') AS delivered, bool_or(read_at IS NOT NULL) AS opened,
            bool_or(messages.state IN ('FAILED', 'UNDECIDED')) AS failed
        FROM messages WHERE key = message_key
    ) AS m ON true
    WHERE campaign_id = $1 GROUP BY step, variant, state, reason ORDER BY step, variant
"""
_WAITING = """
    SELECT step, variant, count(*) AS count FROM participants WHERE campaign_id = $1 AND due_at IS NOT NULL
    GROUP BY step, variant
"""
_IN_WINDOW = """
    FROM participants AS p JOIN orders AS o
        ON o.member_id = p.member_id AND o.paid_at >= p.starts_at AND o.paid_at < p.starts_at + $2::interval
    WHERE p.campaign_id = $1 AND o.state <> 'REFUNDED' AND ($3::text[] = '{}' OR EXISTS (
        SELECT FROM order_lines AS line WHERE line.order_id = o.id AND line.offer = ANY ($3::text[])
    ))
"""
_MOVED = f"""
    SELECT told.step, told.variant, count(*) AS renewed
    FROM (SELECT p.member_id, min(o.paid_at) AS paid_at {_IN_WINDOW} GROUP BY p.member_id) AS bought
    JOIN LATERAL (
        SELECT step, variant FROM touches
        WHERE campaign_id = $1 AND member_id = bought.member_id AND state = 'SENT' AND at <= paid_at
        ORDER BY at DESC, step DESC LIMIT 1
    ) AS told ON true GROUP BY told.step, told.variant
"""
_MEMBERS = "SELECT variant, count(*) AS members FROM participants WHERE campaign_id = $1 GROUP BY variant"
_RENEWED = f"""
    SELECT p.variant, o.currency, count(DISTINCT p.member_id) AS renewed, count(*) AS orders,
        sum({KEPT_MINOR})::bigint AS revenue
    {_IN_WINDOW} GROUP BY GROUPING SETS ((p.variant, o.currency), (p.variant))
"""
_REDEEMED = """
    SELECT variant, currency, count(*) AS redeemed, sum(cost_minor)::bigint AS cost
    FROM redemptions WHERE campaign_id = $1 AND state = 'TAKEN' GROUP BY variant, currency
"""
_DAYS = f"""
    SELECT day AS "on", sum(sent)::bigint AS sent, sum(clicked)::bigint AS clicked, sum(renewed)::bigint AS renewed
    FROM (
        SELECT (at AT TIME ZONE $4)::date AS day, 1 AS sent, 0 AS clicked, 0 AS renewed
        FROM touches WHERE campaign_id = $1 AND state = 'SENT'
        UNION ALL SELECT (clicked_at AT TIME ZONE $4)::date, 0, 1, 0
        FROM touches WHERE campaign_id = $1 AND clicked_at IS NOT NULL
        UNION ALL SELECT (min(o.paid_at) AT TIME ZONE $4)::date, 0, 0, 1 {_IN_WINDOW}
        AND p.variant <> 'HELD_OUT' GROUP BY p.member_id
    ) AS facts GROUP BY day ORDER BY day
"""


async def results(campaign: Campaign, zone: str) -> Results:
    """How the campaign did so far; days are those of ``zone``."""
    arms = await _arms(campaign)
    uplifts = await asyncio.to_thread(_uplifts, arms)  # the first time it loads a large library
    return Results(await _steps(campaign), arms, await _days(campaign, zone), uplifts)


async def _steps(campaign: Campaign) -> list[StepResult]:
    found: dict[tuple[int, str], dict[str, Any]] = {}

    def of(row: Mapping[str, Any]) -> dict[str, Any]:
        zero = dict.fromkeys(("planned", "sent", "delivered", "failed", "opened", "clicked", "renewed"), 0)
        return found.setdefault((row["step"], row["variant"]), {**zero, "skipped": {}})

    for row in await rows(_STEPS, campaign.id):
        told = of(row)
        told["planned"] += row["touches"]
        if row["state"] == "SENT":
            told["sent"] += row["touches"]
            for name in ("delivered", "failed", "opened", "clicked"):
                told[name] += row[name]
        else:
            told["skipped"][row["reason"]] = row["touches"]
    for row in await rows(_WAITING, campaign.id):
        of(row)["planned"] += row["count"]
    for row in await rows(_MOVED, *_window(campaign)):
        of(row)["renewed"] += row["renewed"]
    return [StepResult(step, variant, **told) for (step, variant), told in sorted(found.items())]


async def _arms(campaign: Campaign) -> list[ArmResult]:
    members = {row["variant"]: row["members"] for row in await rows(_MEMBERS, campaign.id)}
    renewed = await rows(_RENEWED, *_window(campaign))
    redeemed = await rows(_REDEEMED, campaign.id)
    return [
        ArmResult(
            variant=variant,
            members=count,
            renewed=sum(row["renewed"] for row in renewed if row["variant"] == variant and row["currency"] is None),
            orders=sum(row["orders"] for row in renewed if row["variant"] == variant and row["currency"] is None),
            revenue=_money(renewed, variant, "revenue"),
            redeemed=sum(row["redeemed"] for row in redeemed if row["variant"] == variant),
            cost=_money(redeemed, variant, "cost"),
        )
        for variant, count in sorted(members.items())
    ]


def _money(rows: Sequence[Mapping[str, Any]], variant: str, name: str) -> list[Money]:
    mine = [row for row in rows if row["variant"] == variant and row["currency"]]
    return sorted(Money(row["currency"], row[name]) for row in mine)


def _uplifts(arms: Sequence[ArmResult]) -> dict[str, Uplift]:
    held_out = next((Arm(each.members, each.renewed) for each in arms if each.variant == HELD_OUT), Arm(0, 0))
    told = [each for each in arms if each.variant != HELD_OUT]
    sums = {each.variant: Arm(each.members, each.renewed) for each in told}
    sums["ALL"] = Arm(sum(each.members for each in told), sum(each.renewed for each in told))
    return {name: found for name, arm in sums.items() if (found := uplift(arm, held_out))}


async def _days(campaign: Campaign, zone: str) -> list[DayResult]:
    return [DayResult(**row) for row in await rows(_DAYS, *_window(campaign), zone)]


def _window(campaign: Campaign) -> tuple[UUID, timedelta, list[str]]:
    goal = campaign.plan.goal
    return campaign.id, nominal(goal.within), list(goal.products)
