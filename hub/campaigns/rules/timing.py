"""When the steps of a journey are due for one member."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from hub.campaigns.rules.plans import START
from hub.kernel.calendar import Period, add
from hub.notifications.rules.hours import at_hour, local_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hub.campaigns.rules.plans import Journey, Step

USEFUL_FOR = timedelta(days=3)
"""A step that is found later than this is not sent any more."""

_CENTURY = timedelta(days=36_525)


@dataclass(frozen=True, slots=True)
class Due:
    """The ``step``-th step of a plan: due at ``at``, and worth sending before ``until``."""

    step: int
    at: datetime
    until: datetime


def dues(journey: Journey, variant: str, anchor: datetime, zone: str) -> list[Due]:
    """When each step that ``variant`` has is due, in that order.

    A step is late once the next one is due, after three days, and one before the anchor once that has come.
    """
    mine = [
        (number, each) for number, each in enumerate(journey.steps) if not each.variants or variant in each.variants
    ]
    laid = sorted((_due_at(each, journey, anchor, zone), number) for number, each in mine)
    all_of_them = [at for at, _ in laid]
    return [Due(number, at, _until(at, [*all_of_them, anchor])) for at, number in laid]


def next_due(laid: Sequence[Due], now: datetime) -> Due | None:
    """The first that is not late at ``now``."""
    return next((each for each in laid if each.until > now), None)


def following(laid: Sequence[Due], step: int) -> Due | None:
    """The one after ``step``."""
    numbers = [each.step for each in laid]
    after = laid[numbers.index(step) + 1 :] if step in numbers else ()
    return next(iter(after), None)


def _until(at: datetime, all_of_them: Sequence[datetime]) -> datetime:
    later = [each for each in all_of_them if each > at]
    return min([*later, at + USEFUL_FOR])


def _due_at(step: Step, journey: Journey, anchor: datetime, zone: str) -> datetime:
    if step.at == START:
        return anchor
    period = _signed(step.at)
    moved = add(anchor, period, zone)
    return moved if period.elapsed else at_hour(local_date(moved, zone), journey.hour, zone)


@lru_cache(1_024)
def _signed(offset: str) -> Period:
    period = Period.parse(offset[1:])
    return period * -1 if offset[0] == "-" else period


def nominal(period: Period) -> timedelta:
    """A length in days of 24 hours, for windows in which something is counted; a month is 31 of them.

    A century at the most: what is longer means for ever, and would lie beyond the calendar.
    """
    return min(timedelta(days=31 * period.months + period.days) + period.elapsed, _CENTURY)
