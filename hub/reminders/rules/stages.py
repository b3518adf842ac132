"""Stages: when reminders of a coverage end are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from hub.kernel.calendar import FOREVER, Period, add
from hub.kernel.errors import InvalidInput
from hub.notifications.rules.hours import TEN, at_hour, local_date

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime, time

MOST_STAGES = 12

LONGEST_DAYS = 731
"""No stage is further from the end than two years."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A period before the coverage end, or after it."""

    period: Period
    is_after: bool = False

    @classmethod
    def parse(cls, text: str) -> Stage:
        """Read ``-P7D`` (before) or ``+P3D`` (after); else ``InvalidInput``."""
        if text[:1] not in {"-", "+"}:
            raise InvalidInput("stages", f"{text!r} is not a stage; write e.g. -P7D (before the end) or +P3D (after)")
        return cls(Period.parse(text[1:]), is_after=text[0] == "+")

    def __str__(self) -> str:
        """As ``parse`` reads it."""
        return f"{'+' if self.is_after else '-'}{self.period}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """The stages of a benefit, and the hour on the member's clock; late ones are worth sending for ``useful_for``."""

    stages: tuple[Stage, ...]
    hour: time = TEN
    useful_for: timedelta = timedelta(days=3)


USUAL = Schedule(tuple(map(Stage.parse, ("-P30D", "-P7D", "-P1D", "+P3D"))))


@dataclass(frozen=True, slots=True)
class Due:
    """A stage of one coverage end: due at ``at``, and worth sending before ``until``."""

    stage: Stage
    at: datetime
    until: datetime


def read_stages(texts: Sequence[str]) -> tuple[Stage, ...]:
    """The stages of a schedule; none means that nobody is reminded.

    Refuses more than 12, repeated ones, and those further than two years from the end.
    """
    if len(texts) > MOST_STAGES or len({str(Stage.parse(each)) for each in texts}) < len(texts):
        raise InvalidInput("stages", f"give at most {MOST_STAGES} stages, each once")
    stages = tuple(map(Stage.parse, texts))
    if any(_about_days(each.period) > LONGEST_DAYS for each in stages):
        raise InvalidInput("stages", "a stage is at most two years before or after the end")
    return stages


def _about_days(period: Period) -> int:
    return period.months * 30 + period.days + period.elapsed.days


def dues(end: datetime, zone: str, schedule: Schedule) -> list[Due]:
    """When each stage of ``end`` is due, in that order; what has no end has none.

    A stage is late until the next is due, the coverage it speaks of has ended, or ``useful_for`` has passed.
    """
    if end == FOREVER:
        return []
    laid = sorted((_due_at(stage, end, zone, schedule.hour), str(stage), stage) for stage in schedule.stages)
    ends = [*(at for at, _, _ in laid[1:]), FOREVER]
    return [
        Due(stage, at, min(later, at + schedule.useful_for, FOREVER if stage.is_after else end))
        for (at, _, stage), later in zip(laid, ends, strict=False)
    ]


def next_due(
    end: datetime, zone: str, schedule: Schedule, *, since: datetime, settled: Collection[str] = ()
) -> Due | None:
    """The first stage of ``end`` that is due at or after ``since`` and is not among those ``settled``."""
    return next(
        (each for each in dues(end, zone, schedule) if each.at >= since and str(each.stage) not in settled), None
    )


def following(laid: Sequence[Due], due: Due) -> Due | None:
    """The stage after ``due``, of those that ``dues`` laid out."""
    return next(iter(laid[laid.index(due) + 1 :]), None)


def _due_at(stage: Stage, end: datetime, zone: str, hour: time) -> datetime:
    period = stage.period if stage.is_after else stage.period * -1
    return at_hour(local_date(add(end, period, zone), zone), hour, zone)
