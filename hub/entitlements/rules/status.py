"""What a member sees of one entitlement at an instant, and when that changes next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from hub.entitlements.rules.consumption import Counted, is_counted
from hub.entitlements.rules.pauses import Pause, pauses
from hub.kernel.calendar import FOREVER, Span, add, union

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from hub.entitlements.rules.holdings import Holdings
    from hub.entitlements.rules.values import Grant, Policy, Segment, Timeline
    from hub.kernel.calendar import Period


class Status(StrEnum):
    """How an entitlement stands at an instant; the first that applies, where what is used up counts before its end."""

    EXHAUSTED = "EXHAUSTED"
    """In force, and nothing of what is counted is left."""
    EXPIRING = "EXPIRING"
    """In force, and the coverage ends within the notice window."""
    ACTIVE = "ACTIVE"
    """In force, and its end is far."""
    PAUSED = "PAUSED"
    """A higher tier covers the member; the unused time waits."""
    PENDING = "PENDING"
    """Waits for its activation, or for the provider."""
    SCHEDULED = "SCHEDULED"
    """Starts later."""
    EXPIRED = "EXPIRED"
    """All its time has run, or it was not activated in time."""
    REVOKED = "REVOKED"
    """What was held last was taken back."""


@dataclass(frozen=True, slots=True)
class Change:
    """From ``at`` on the status is ``status``."""

    at: datetime
    status: Status


@dataclass(frozen=True)
class Entitlement:
    """What a member holds of one benefit, ready to be asked about any instant.

    Only grants made by the instant asked about count for its status; the segments are those of the timeline as it is
    known now.
    """

    benefit: str
    policy: Policy
    zone: str
    grants: tuple[Grant, ...]
    segments: tuple[Segment, ...]
    pauses: tuple[Pause, ...]
    counted: Counted

    def status(self, at: datetime) -> Status | None:
        """How it stands at ``at``; ``None`` before the first grant was made."""
        coverage = self.coverage(at)
        if coverage:
            return self._status_in_force(coverage, at)
        known = [grant for grant in self.grants if grant.known_from <= at]
        return self._status_out_of_force(known, at) if known else None

    def _status_out_of_force(self, known: list[Grant], at: datetime) -> Status:
        if any(pause.span.covers(at) for pause in self.pauses):
            return Status.PAUSED
        if any(waits_for_activation(grant, at) for grant in known):
            return Status.PENDING
        if any(segment.span.start > at for segment in self.segments):
            return Status.SCHEDULED
        return Status.REVOKED if _ended_by_revocation(known, self.segments) else Status.EXPIRED

    def _status_in_force(self, coverage: Span, at: datetime) -> Status:
        if self.counted_segments and self.is_counted_at(at) and self.counted.left(at) == 0:
            return Status.EXHAUSTED
        return Status.EXPIRING if at >= self._notice(coverage.until) else Status.ACTIVE

    def is_counted_at(self, at: datetime) -> bool:
        """Everything in force at ``at`` has a quantity, so that nothing left means nothing to use."""
        in_force = [self.counted.grants[each.grant] for each in self.segments if each.span.covers(at)]
        return bool(in_force) and all(is_counted(grant) for grant in in_force)

    def coverage(self, at: datetime) -> Span | None:
        """The unbroken coverage around ``at``: its end is what a member calls "valid until"."""
        return next((span for span in self.spans if span.covers(at)), None)

    def next_change(self, at: datetime) -> Change | None:
        """When, if nothing else happens, the status changes next after ``at``, and to what."""
        return self.change_from(self.status(at), self.turns(at))

    def change_from(self, now: Status | None, turns: Iterable[datetime]) -> Change | None:
        """The first of ``turns`` at which the status is no longer ``now``."""
        for instant in turns:
            status = self.status(instant)
            if status is not None and status is not now:
                return Change(instant, status)
        return None

    def turns(self, after: datetime) -> list[datetime]:
        """Every instant after ``after`` at which the status may change, in order."""
        refills = [self.counted.next_refill(grant.key, after) for grant in self.grants if grant.allowance]
        turns = [refill for refill in refills if refill]
        turns += [edge for span in self.spans for edge in (span.start, span.until, self._notice(span.until))]
        turns += [edge for pause in self.pauses for edge in (pause.span.start, pause.span.until)]
        turns += [grant.activate_by for grant in self.grants if grant.activate_by and not grant.begun]
        turns += [edge for each in self.counted_segments for edge in (each.span.start, each.span.until)]
        return sorted({turn for turn in turns if after < turn < FOREVER})

    @cached_property
    def counted_segments(self) -> list[Segment]:
        """The segments of grants that have a quantity."""
        return [each for each in self.segments if is_counted(self.counted.grants[each.grant])]

    @cached_property
    def spans(self) -> list[Span]:
        """The unbroken stretches of coverage, in order."""
        return union([segment.span for segment in self.segments])

    def _notice(self, end: datetime) -> datetime:
        """From when the member is told that coverage ends at ``end``."""
        return end if end == FOREVER else _before(end, self.policy.notice_window, self.zone)


@lru_cache(maxsize=65_536)
def _before(end: datetime, window: Period, zone: str) -> datetime:
    return add(end, window * -1, zone)


def entitlement(holdings: Holdings, benefit: str, timeline: Timeline) -> Entitlement:
    """The entitlement to ``benefit``; ``timeline`` is the holdings' own, worked out now or stored before."""
    grants = tuple(sorted([g for g in holdings.grants.values() if g.benefit == benefit], key=attrgetter("granted")))
    by_key = {grant.key: grant for grant in grants}
    uses = [use for use in holdings.uses if use.grant in by_key]
    return Entitlement(
        benefit,
        holdings.policies[benefit],
        holdings.zone,
        grants,
        timeline[benefit],
        tuple(pauses(benefit, grants, timeline, holdings.policies)),
        Counted(by_key, timeline[benefit], uses, holdings.zone),
    )


def waits_for_activation(grant: Grant, at: datetime) -> bool:
    """The member can still activate the grant at ``at``, or the provider still has to deliver it."""
    if (grant.begun and grant.begun.at <= at) or (grant.revoked and grant.revoked.at <= at):
        return False
    waits = grant.needs_activation or grant.starts_on_delivery
    return waits and (grant.activate_by is None or at < grant.activate_by)


def _ended_by_revocation(grants: list[Grant], segments: tuple[Segment, ...]) -> bool:
    """What came to its end last came to it by a revocation."""
    ends = {segment.grant: segment.span.until for segment in segments}
    last = max(grants, key=lambda grant: (_end(grant, ends.get(grant.key)), grant.granted))
    return last.revoked is not None and last.revoked.at <= _end(last, ends.get(last.key))


def _end(grant: Grant, end: datetime | None) -> datetime:
    if end is not None:
        return end
    ends = [each for each in (grant.activate_by, grant.revoked.at if grant.revoked else None) if each]
    return min(ends, default=grant.granted.at)
