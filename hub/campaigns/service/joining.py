"""Who joins a campaign: gone through in slices of members, so that memory stays flat however many there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hub.campaigns.reads import campaigns as reads
from hub.campaigns.reads.asking import rows
from hub.campaigns.rules.assigning import assigned
from hub.campaigns.rules.compiling import Slice, members_who
from hub.campaigns.rules.plans import Anchor
from hub.campaigns.rules.timing import dues, next_due
from hub.notifications.rules.messages import Channel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from hub.campaigns.rules.conditions import Condition
    from hub.campaigns.rules.timing import Due
    from hub.campaigns.rules.values import Campaign

MEMBERS_AT_ONCE = 5_000

_NEXT = "SELECT id FROM members WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT 1 OFFSET $2"
_LAST = "SELECT id FROM members WHERE $1::uuid IS NULL OR id > $1 ORDER BY id DESC LIMIT 1"
_FITTING = """
    SELECT m.id, m.zone, m.email <> '' AS has_mail, EXISTS (
        SELECT FROM message_preferences AS p WHERE p.member_id = m.id AND p.category = 'MARKETING' AND p.is_wanted
    ) AS is_wanted{end} FROM ({fitting}) AS f JOIN members AS m ON m.id = f.id ORDER BY m.id
"""
_END = """, (
    SELECT CASE WHEN bool_or(s.ends_at IS NULL) THEN NULL ELSE max(s.ends_at) END
    FROM segments AS s WHERE s.member_id = m.id AND s.benefit = {benefit}) AS ends_at"""


_Laid = dict[tuple[str, datetime, str], list["Due"]]
"""The steps by variant, anchor and zone, each laid out once a slice."""


@dataclass(frozen=True, slots=True)
class Joining:
    """A member who joins: in which variant, from which anchor, and when the steps that are not late are due."""

    member_id: UUID
    zone: str
    has_mail: bool
    variant: str
    anchor: datetime
    dues: list[Due]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Who joins of one slice, and how many do not, by the guard that keeps them out."""

    joining: list[Joining]
    kept_out: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a campaign is for, worked out once: the audience, and those who are excluded by name."""

    campaign: Campaign
    audience: Condition
    excluded: Mapping[str, Condition]

    @classmethod
    async def of(cls, campaign: Campaign) -> Reach:
        """The reach of a campaign: its audience as submitted, or else as it is now; the excluded as they are now."""
        audience = campaign.pinned or await reads.condition_of(campaign.plan)
        return cls(campaign, audience, await reads.exclusions_of(campaign.plan))


async def next_slice(after: UUID | None) -> Slice | None:
    """The members that come next after this one; ``None`` at the end."""
    found = await rows(_NEXT, after, MEMBERS_AT_ONCE - 1) or await rows(_LAST, after)
    return Slice(after, found[0]["id"]) if found else None


async def gather(reach: Reach, at: datetime, within: Slice) -> Gathered:
    """Who of the members in ``within`` joins at ``at``; each of the others is counted under one guard."""
    laid: _Laid = {}
    gathered = Gathered([])
    excluded = await _excluded(reach, at, within)
    for row in await _fitting(reach, at, within):
        hindrance = "EXCLUDED" if row["id"] in excluded else _hindrance(reach, row)
        joining = None if hindrance else _joining(reach.campaign, row, at, laid)
        if joining:
            gathered.joining.append(joining)
        else:
            gathered.kept_out[hindrance or "TOO_LATE"] += 1
    return gathered


async def _fitting(reach: Reach, at: datetime, within: Slice) -> list[dict[str, Any]]:
    statement = members_who(reach.audience, at, within)
    parameters = list(statement.parameters)
    journey = reach.campaign.journey
    end = ""
    if journey.anchor is Anchor.COVERAGE_END:
        parameters.append(journey.benefit)
        end = _END.format(benefit=f"${len(parameters)}")
    query = _FITTING.format(end=end, fitting=statement.text)
    return await rows(query, *parameters)


async def _excluded(reach: Reach, at: datetime, within: Slice) -> set[UUID]:
    found: set[UUID] = set()
    for condition in reach.excluded.values():
        statement = members_who(condition, at, within)
        found |= {row["id"] for row in await rows(statement.text, *statement.parameters)}
    return found


def _hindrance(reach: Reach, row: Mapping[str, Any]) -> str | None:
    journey = reach.campaign.journey
    if not row["is_wanted"]:
        return "UNWANTED"
    if not row["has_mail"] and all(set(each.channels) == {Channel.EMAIL} for each in journey.steps):
        return "UNREACHABLE"
    return "NO_END" if journey.anchor is Anchor.COVERAGE_END and row["ends_at"] is None else None


def _joining(campaign: Campaign, row: Mapping[str, Any], at: datetime, laid: _Laid) -> Joining | None:
    journey = campaign.journey
    variant = assigned(campaign.id, row["id"], campaign.plan)
    anchor = row["ends_at"] if journey.anchor is Anchor.COVERAGE_END else at
    key = (_shown_to(campaign, variant), anchor, row["zone"])
    if key not in laid:
        laid[key] = dues(journey, *key)
    first = next_due(laid[key], at)
    if first is None:
        return None
    left = laid[key][laid[key].index(first) :]
    return Joining(row["id"], row["zone"], bool(row["has_mail"]), variant, anchor, left)


def _shown_to(campaign: Campaign, variant: str) -> str:
    """Those held out have the window of the first variant, in which they get nothing."""
    names = [each.name for each in campaign.plan.variants]
    return variant if variant in names else names[0]
