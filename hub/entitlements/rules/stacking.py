"""From grants to the timeline: a pure function of the grants, the policies and the zone.

Nothing is ever patched: with one more event the timeline is worked out again, and because the past of a timeline
depends on the past alone, a later event never changes it.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from hub.entitlements.rules.lane import lay_end_to_end
from hub.entitlements.rules.values import Grant, Key, Policy, Segment, Timeline
from hub.kernel.calendar import Period, Span, add, union

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from hub.catalogue.rules.values import Tier


def lay(grants: Iterable[Grant], policies: Mapping[str, Policy], zone: str) -> Timeline:
    """The segments of every benefit in ``policies``; ``grants`` may come in any order.

    Tier groups are laid from the highest rank down: the coverage of the higher blocks the lower.
    """
    held: dict[str, list[Grant]] = {benefit: [] for benefit in policies}
    for grant in grants:
        held[grant.benefit].append(grant)
    tiers = {benefit: policy.tier for benefit, policy in policies.items() if policy.tier}
    alone = [benefit for benefit in policies if benefit not in tiers]
    timeline = {benefit: _lay_one(held[benefit], policies[benefit], (), zone) for benefit in alone}
    for group in _groups(tiers):
        covered: list[Span] = []
        for benefits in group:
            laid = {benefit: _lay_one(held[benefit], policies[benefit], covered, zone) for benefit in benefits}
            timeline |= laid
            covered = union([*covered, *(segment.span for segments in laid.values() for segment in segments)])
    return timeline


def touched(policies: Mapping[str, Policy], benefits: Collection[str]) -> dict[str, Policy]:
    """Those of ``policies`` that a change to ``benefits`` can touch: they, and all in their tier groups."""
    groups = {tier.group for benefit in benefits if (tier := policies[benefit].tier)}
    return {
        benefit: policy
        for benefit, policy in policies.items()
        if benefit in benefits or (policy.tier and policy.tier.group in groups)
    }


def _groups(tiers: Mapping[str, Tier]) -> list[list[list[str]]]:
    """The benefits by tier group, in each group by rank from the highest."""
    order = sorted((tier.group, -tier.rank, benefit) for benefit, tier in tiers.items())
    return [
        [[benefit for *_, benefit in equals] for _, equals in groupby(members, key=lambda each: each[1])]
        for _, members in groupby(order, key=lambda each: each[0])
    ]


def _lay_one(grants: list[Grant], policy: Policy, covered: Sequence[Span], zone: str) -> tuple[Segment, ...]:
    begun = [(moment, grant) for grant in grants if (moment := grant.begun)]
    order = [grant for _, grant in sorted(begun, key=itemgetter(0))]
    if policy.is_laid_in_a_queue and (covered or len(order) > 1):
        fixed = [window for grant in order if isinstance(grant.validity, Span) for window in _alone(grant, zone)]
        rolling = [grant for grant in order if isinstance(grant.validity, Period)]
        blocked = union([*covered, *(window.span for window in fixed)])
        segments = fixed + lay_end_to_end(rolling, blocked, zone)
    else:  # whoever neither queues nor waits runs their own clock
        segments = [segment for grant in order for segment in _alone(grant, zone)]
    return tuple(sorted(segments, key=_start))  # which keeps the order of what starts together


def _start(segment: Segment) -> datetime:
    return segment.span.start


def in_order(segments: Iterable[Segment], grants: Mapping[Key, Grant]) -> tuple[Segment, ...]:
    """The order of a timeline: by start, then by the order in which the grants began."""
    return tuple(sorted(segments, key=lambda each: (each.span.start, grants[each.grant].begun)))


def _alone(grant: Grant, zone: str) -> Sequence[Segment]:
    """The one segment of a grant that runs its own clock; none if it was revoked before it started."""
    if grant.begun is None:
        return ()
    start = grant.begun.at
    match grant.validity:
        case Period():
            span = Span(start, add(start, grant.validity, zone))
        case Span():
            span = Span(max(start, grant.validity.start), grant.validity.until)
    if grant.revoked:
        span = span.ending_by(grant.revoked.at)
    return () if span.is_empty else (Segment(grant.key, span),)


def coverage_around(segments: Iterable[Segment], at: datetime) -> Span | None:
    """The unbroken coverage that ``at`` lies in, or ``None``."""
    return next((span for span in union([segment.span for segment in segments]) if span.covers(at)), None)
