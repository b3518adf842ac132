"""What a part of an order is worth when it is returned, by its benefit's rule.

A part that was never begun is worth all that was paid for it; one that is over, lapsed, revoked or fully used is
worth nothing. In between, a counted benefit is worth the share of its quantity that is left, and any other the share
of its time. A lifetime has no measurable share: once begun it is worth nothing. An allowance, which comes afresh
every period, goes by its time. A code that was revealed is used. Values are rounded up to the minor unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from hub.catalogue.rules.values import RefundRule
from hub.kernel.calendar import FOREVER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hub.entitlements.rules.values import Grant
    from hub.kernel.calendar import Span

_ALL, _NONE = Fraction(1), Fraction(0)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a part's grant stands: where it lies on the timeline, what was used of it, whether its code was shown."""

    grant: Grant
    spans: Sequence[Span]
    used: int = 0
    is_code_revealed: bool = False


def share(rule: RefundRule, standing: Standing, at: datetime) -> Fraction:
    """The share of a part's price that goes back if it is returned at ``at``; nothing: it cannot be returned."""
    if rule is RefundRule.NONE or standing.is_code_revealed:
        return _NONE
    left = left_of(standing, at)
    return _NONE if rule is RefundRule.BEFORE_USE and left != _ALL else left


def value(amount_minor: int, share: Fraction) -> int:
    """A share of what was paid, rounded up to the minor unit."""
    return ceil(amount_minor * share)


def left_of(standing: Standing, at: datetime) -> Fraction:
    """The share of the grant that is unused at ``at``, between 0 and 1."""
    grant = standing.grant
    if grant.revoked:
        return _NONE
    if not standing.spans:
        has_lapsed = grant.begun is None and grant.activate_by is not None and at >= grant.activate_by
        return _NONE if has_lapsed else _ALL
    time_left = _time_left(standing.spans, at)
    if grant.quantity and grant.allowance is None:
        return Fraction(max(grant.quantity - standing.used, 0), grant.quantity) if time_left else _NONE
    return time_left


def _time_left(spans: Sequence[Span], at: datetime) -> Fraction:
    """The share of the time that lies after ``at``; of an endless one, all or nothing."""
    if at <= min(span.start for span in spans):
        return _ALL
    if max(span.until for span in spans) == FOREVER:
        return _NONE
    total = sum((span.until - span.start for span in spans), timedelta())
    ahead = sum((span.until - max(span.start, at) for span in spans if span.until > at), timedelta())
    return Fraction(ahead // timedelta(microseconds=1), total // timedelta(microseconds=1))
