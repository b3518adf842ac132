"""What counts about a participant just before a step is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.campaigns.reads import audiences
from hub.campaigns.reads import campaigns as reads
from hub.campaigns.reads.asking import rows
from hub.campaigns.rules.deciding import Facts
from hub.campaigns.rules.plans import Anchor
from hub.campaigns.rules.timing import nominal
from hub.notifications import reads as notifications
from hub.notifications.rules.messages import Category, Channel, hindrance, is_wanted

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from hub.campaigns.rules.plans import Plan
    from hub.campaigns.rules.values import Participant
    from hub.members.rules import Member

_BOUGHT = """
    SELECT 1 FROM orders AS o WHERE o.member_id = $1 AND o.paid_at >= $2 AND o.state <> 'REFUNDED'
    AND ($3::text[] = '{}' OR EXISTS (
        SELECT FROM order_lines AS line WHERE line.order_id = o.id AND line.offer = ANY ($3::text[])
    )) LIMIT 1
"""
_COVERED = """
    SELECT coalesce(bool_or(ends_at > $3 OR ends_at IS NULL), false) AS longer, coalesce(bool_or(ends_at = $3), false)
    AS as_long FROM segments WHERE member_id = $1 AND benefit = $2
"""
_ANSWERS = """
    SELECT count(clicked_at) > 0 AS has_clicked, count(clicked_at) > 0 OR EXISTS (
        SELECT FROM touches AS t JOIN messages ON key = t.message_key
        WHERE t.campaign_id = $1 AND t.member_id = $2 AND read_at IS NOT NULL
    ) AS has_opened FROM touches WHERE campaign_id = $1 AND member_id = $2
"""
_RECENT = "SELECT count(*) AS recent FROM touches WHERE member_id = $1 AND at > $2 AND state = 'SENT'"


async def facts(plan: Plan, who: Participant, member: Member, carried: Collection[str], now: datetime) -> Facts:
    """How it stands with ``who`` now; ``carried`` are the channels that lead out of the hub."""
    wanted = is_wanted(Category.MARKETING, await notifications.chosen_by(member.id))
    [answers] = await rows(_ANSWERS, who.campaign_id, member.id)
    [recent] = await rows(_RECENT, member.id, now - nominal(plan.guards.cap.within))
    is_longer, is_shorter = await _moved(plan, who)
    return Facts(
        is_wanted=wanted,
        is_reachable=await _is_reachable(plan, who, member, carried),
        is_excluded=await _is_excluded(plan, member, now),
        has_renewed=is_longer or bool(await rows(_BOUGHT, who.member_id, who.joined_at, list(plan.goal.products))),
        has_lost=is_shorter,
        is_closed=plan.is_closed(who.variant, now),
        has_opened=answers["has_opened"],
        has_clicked=answers["has_clicked"],
        recent=recent["recent"],
    )


async def _moved(plan: Plan, who: Participant) -> tuple[bool, bool]:
    """Whether they have the benefit whose end the steps count from for longer than they had, or for less long."""
    journey = plan.journey
    if journey is None or journey.anchor is not Anchor.COVERAGE_END:
        return False, False
    [covered] = await rows(_COVERED, who.member_id, journey.benefit, who.anchor)
    return covered["longer"], not covered["longer"] and not covered["as_long"]


async def _is_excluded(plan: Plan, member: Member, now: datetime) -> bool:
    for condition in (await reads.exclusions_of(plan)).values():
        if await audiences.is_among(condition, member.id, now):
            return True
    return False


async def _is_reachable(plan: Plan, who: Participant, member: Member, carried: Collection[str]) -> bool:
    if plan.journey is None or who.step is None:
        return False
    suppressed = await notifications.suppressed([member.email] if member.email else [])
    leading = {Channel(each) for each in carried}
    return any(
        hindrance(member, each, wanted=True, suppressed=suppressed, carried=leading) is None
        for each in plan.journey.steps[who.step].channels
    )
