"""When, and by which higher tier, an entitlement is paused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.kernel.calendar import FOREVER, Period, Span, intersection, without

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from hub.entitlements.rules.values import Grant, Policy, Timeline


@dataclass(frozen=True, slots=True)
class Pause:
    """A span in which time was left but did not run, because the higher tier ``by`` covered the member."""

    by: str
    span: Span


def pauses(benefit: str, grants: Iterable[Grant], timeline: Timeline, policies: Mapping[str, Policy]) -> list[Pause]:
    """The pauses of ``benefit`` in order of their start."""
    higher = _higher_tiers(benefit, policies)
    if not higher:
        return []
    own = [segment.span for segment in timeline[benefit]]
    ends = {segment.grant: segment.span.until for segment in timeline[benefit]}
    waiting = without([span for grant in grants if (span := _unfinished(grant, ends.get(grant.key, FOREVER)))], own)
    found = [
        Pause(by, span) for by in higher for span in intersection(waiting, [segment.span for segment in timeline[by]])
    ]
    return sorted(found, key=lambda pause: (pause.span, pause.by))


def _higher_tiers(benefit: str, policies: Mapping[str, Policy]) -> list[str]:
    mine = policies[benefit]
    if mine.tier is None or not mine.is_laid_in_a_queue:
        return []
    tiers = {other: policy.tier for other, policy in policies.items() if policy.tier}
    return [other for other, tier in tiers.items() if tier.group == mine.tier.group and tier.rank > mine.tier.rank]


def _unfinished(grant: Grant, end: datetime) -> Span | None:
    """From the beginning of a rolling grant until its time was used up or it was revoked."""
    if grant.begun is None or not isinstance(grant.validity, Period):
        return None
    return Span(grant.begun.at, grant.revoked.at if grant.revoked else end)
