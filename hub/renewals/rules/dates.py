"""When a renewal falls due, and when its notice and its charge are to be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hub.catalogue.rules.values import Stacking
from hub.kernel.calendar import FOREVER, Period, add, union

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from hub.catalogue.rules.expansion import PlannedGrant
    from hub.catalogue.rules.values import Benefit
    from hub.entitlements.rules.status import Entitlement
    from hub.renewals.rules.policy import Policy
    from hub.renewals.rules.values import Agreement, Terms


@dataclass(frozen=True, slots=True)
class Dates:
    """The next renewal.

    Consent to a raised price is asked for from ``ask_at`` on, its notice is written at ``notice_at``, it is charged at
    ``charge_at``, and the period it pays for begins at ``due_at``.
    """

    ask_at: datetime
    notice_at: datetime
    charge_at: datetime
    due_at: datetime


def covered_until(entitlements: Iterable[Entitlement], at: datetime) -> datetime | None:
    """Until when the member has all of it without a gap, time that waits behind a higher tier included.

    ``None`` where some of it is missing at ``at``.
    """
    ends = [_end(each, at) for each in entitlements]
    known = [each for each in ends if each is not None]
    return min(known) if known and len(known) == len(ends) else None


def _end(entitlement: Entitlement, at: datetime) -> datetime | None:
    held = [segment.span for segment in entitlement.segments] + [pause.span for pause in entitlement.pauses]
    return next((span.until for span in union(held) if span.covers(at)), None)


def watched(gives: Iterable[PlannedGrant], benefits: Mapping[str, Benefit]) -> tuple[str, ...]:
    """The benefits at whose end the bundle falls due: those that queue, for the longest time that it gives any."""
    queued = {
        each.benefit: each.validity
        for each in gives
        if isinstance(each.validity, Period)
        and not each.needs_activation
        and benefits[each.benefit].stacking is Stacking.EXTEND
    }
    longest = max((_length(each) for each in queued.values()), default=None)
    return tuple(sorted(benefit for benefit, validity in queued.items() if _length(validity) == longest))


def _length(period: Period) -> tuple[int, int, float]:
    return (period.months, period.days, period.elapsed.total_seconds())


def nominal(agreement: Agreement, zone: str, number: int | None = None) -> datetime:
    """When the next renewal (or the ``number``-th) is due by the calendar alone."""
    periods = (agreement.number if number is None else number) - agreement.since
    return add(agreement.anchor, agreement.terms.period * periods, zone) if periods else agreement.anchor


def beginning(covered: datetime, period: Period, policy: Policy, now: datetime) -> tuple[datetime, datetime]:
    """When the first notice and the first charge of an agreement made ``now`` are to be, where ``covered`` ends."""
    window = policy.window(period)
    notice_at = max(covered - policy.charge_ahead - window.usual, now)
    return notice_at, max(covered - policy.charge_ahead, notice_at + window.latest)


def under(agreement: Agreement, terms: Terms, zone: str) -> Agreement:
    """The agreement with other terms. Periods of another length count from where the running one ends."""
    if terms.period == agreement.terms.period:
        return replace(agreement, terms=terms)
    return replace(agreement, terms=terms, anchor=nominal(agreement, zone), since=agreement.number)


def upcoming(
    agreement: Agreement, covered: datetime | None, zone: str, policy: Policy, now: datetime, *, ends_early: bool
) -> Dates:
    """The dates of the next renewal: it begins where the coverage ends, so that there is no gap.

    By the calendar, where nothing is covered, or that ends too early because a period was given back, or waits to be
    delivered: that is not charged again, and the next one is in its turn. Periods that were missed are not made up
    for: what would be due in the past is due now. ``FOREVER`` throughout where what is watched never ends.
    """
    due = covered if covered and not ends_early else max(nominal(agreement, zone), covered or now)
    if due == FOREVER:
        return Dates(FOREVER, FOREVER, FOREVER, FOREVER)
    pause = agreement.paused_until
    due = max(due, pause) if pause else due
    charge = due - policy.charge_ahead
    charge = max(charge, pause) if pause else charge
    notice = charge - policy.window(agreement.terms.period).usual
    return Dates(notice - policy.asking, notice, charge, due)
