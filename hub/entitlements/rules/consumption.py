"""Using up quantities: what is left of a grant, and which grants a consumption takes from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from hub.entitlements.errors import InsufficientQuantity
from hub.entitlements.rules.values import Grant, Segment, Use
from hub.kernel.calendar import add

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from hub.catalogue.rules.values import Allowance
    from hub.entitlements.rules.values import Key
    from hub.kernel.calendar import Span


@dataclass(frozen=True, slots=True)
class Counted:
    """A benefit's counted grants with what was used of them, and where on the timeline they lie."""

    grants: Mapping[Key, Grant]
    segments: Sequence[Segment]
    uses: Sequence[Use]
    zone: str

    def in_force(self, at: datetime) -> list[Segment]:
        """The segments of counted grants at ``at``, first the one to take from first.

        Priority (lower first), then the earlier end, then the earlier recorded.
        """
        covering = [each for each in self.segments if each.span.covers(at) and is_counted(self.grants[each.grant])]
        ends = {each.grant: each.span.until for each in sorted(self.segments, key=lambda each: each.span.until)}
        return sorted(covering, key=lambda each: _first_to_take(self.grants[each.grant], ends[each.grant]))

    def left(self, at: datetime) -> int:
        """What can be consumed at ``at``."""
        return sum(self.left_of(segment.grant, at) for segment in self.in_force(at))

    def left_of(self, key: Key, at: datetime) -> int:
        """What is left of one grant at ``at``, whether or not it is in force."""
        grant = self.grants[key]
        uses = [use for use in self.uses if use.grant == key and use.at <= at]
        if grant.allowance is None:
            return (grant.quantity or 0) - sum(use.quantity for use in uses)
        spans = [segment.span for segment in self.segments if segment.grant == key]
        if not spans:
            return 0
        refills = [each for each in _refills(grant.allowance, spans[0].start, at, self.zone) if _in_any(spans, each)]
        return _left_of_allowance(grant.allowance, refills, uses)

    def next_refill(self, key: Key, at: datetime) -> datetime | None:
        """When the grant's allowance refills next after ``at`` while it is in force; ``None`` if it does not."""
        allowance = self.grants[key].allowance
        spans = [segment.span for segment in self.segments if segment.grant == key]
        if allowance is None or not spans:
            return None
        last = spans[-1].until
        for instant in _each(allowance, spans[0].start, self.zone):
            if instant >= last:
                return None
            if instant > at and _in_any(spans, instant):
                return instant
        return None


def is_counted(grant: Grant) -> bool:
    """The grant has a quantity to use up."""
    return grant.quantity is not None or grant.allowance is not None


def take(counted: Counted, benefit: str, quantity: int, at: datetime) -> tuple[Use, ...]:
    """The uses that a consumption of ``quantity`` at ``at`` makes: all of it or ``InsufficientQuantity``.

    Of two at once the one that was asked for first may be recorded last: what was used after ``at`` stays used.
    """
    uses: list[Use] = []
    missing = quantity
    instants = [at, *(use.at for use in counted.uses if use.at > at)]
    for segment in counted.in_force(at):
        part = min(missing, *(counted.left_of(segment.grant, each) for each in instants))
        if part > 0:
            uses.append(Use(segment.grant, at, part))
            missing -= part
    if missing:
        raise InsufficientQuantity(benefit, quantity, quantity - missing)
    return tuple(uses)


def _first_to_take(grant: Grant, end: datetime) -> tuple[object, ...]:
    return (grant.priority, end, grant.granted)


def _each(allowance: Allowance, anchor: datetime, zone: str) -> Iterator[datetime]:
    return (add(anchor, allowance.every * k, zone) if k else anchor for k in count())


def _refills(allowance: Allowance, anchor: datetime, to: datetime, zone: str) -> Iterator[datetime]:
    for instant in _each(allowance, anchor, zone):
        if instant > to:
            return
        yield instant


def _in_any(spans: Iterable[Span], at: datetime) -> bool:
    return any(span.covers(at) for span in spans)


def _left_of_allowance(allowance: Allowance, refills: list[datetime], uses: list[Use]) -> int:
    left = 0
    happened = sorted([(at, 0) for at in refills] + [(use.at, use.quantity) for use in uses])
    for _, used in happened:
        left = left - used if used else min(left, allowance.rollover) + allowance.quantity
    return left
