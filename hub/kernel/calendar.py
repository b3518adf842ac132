"""Instants, periods and spans.

An instant is an aware ``datetime`` in UTC. A period is an ISO 8601 duration with calendar parts (months, days)
and clock parts (elapsed seconds). The arithmetic follows the hub's semantics: months first, then days, both on
the wall clock of a named zone; then the clock parts as elapsed time.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NoReturn

from whenever import Instant, ItemizedDelta, OffsetDateTime, PlainDateTime, TimeZoneNotFoundError

from hub.kernel.errors import InvalidInput

_BEGINNING = datetime.min.replace(tzinfo=UTC)
FOREVER = datetime.max.replace(tzinfo=UTC)
"""The end of what has no end. Later than every instant that can be reached by adding a period."""

_ZERO = timedelta(0)
_EPOCH = Instant.from_timestamp(0)
_MONTHS = {"years": 12, "months": 1}
_DAYS = {"weeks": 7, "days": 1}


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time: ``months`` and ``days`` of the calendar, and ``elapsed`` time of the clock."""

    months: int = 0
    days: int = 0
    elapsed: timedelta = _ZERO

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read an ISO 8601 duration such as ``P1M15D`` or ``PT72H``.

        Refuses what is not one, and zero and negative periods, with ``InvalidInput``.
        """
        return _parsed(text) if isinstance(text, str) else _refused(text)

    def __add__(self, other: Period) -> Period:
        """Part by part: all months, all days, all elapsed time."""
        return Period(self.months + other.months, self.days + other.days, self.elapsed + other.elapsed)

    def __sub__(self, other: Period) -> Period:
        """Take ``other``, which was added before, out of this sum."""
        return Period(self.months - other.months, self.days - other.days, self.elapsed - other.elapsed)

    def __mul__(self, times: int) -> Period:
        """This period ``times`` over, as one period."""
        return Period(self.months * times, self.days * times, self.elapsed * times)

    def __str__(self) -> str:
        """The shortest ISO 8601 duration that means the same."""
        return _written(self)


def _refused(text: object) -> NoReturn:
    raise InvalidInput("period", f"{text!r} is not an ISO 8601 duration; write e.g. P1M, P7D, PT72H")


@lru_cache(maxsize=4_096)
def _parsed(text: str) -> Period:
    try:
        parts = {str(unit): amount for unit, amount in ItemizedDelta.parse_iso(text).items()}
    except ValueError:
        return _refused(text)
    if not parts or min(parts.values()) < 0 or not any(parts.values()):
        raise InvalidInput("period", f"{text!r} must be longer than zero")
    return Period(
        months=sum(parts.get(unit, 0) * size for unit, size in _MONTHS.items()),
        days=sum(parts.get(unit, 0) * size for unit, size in _DAYS.items()),
        elapsed=timedelta(
            hours=parts.get("hours", 0),
            minutes=parts.get("minutes", 0),
            seconds=parts.get("seconds", 0),
            microseconds=parts.get("nanoseconds", 0) // 1000,
        ),
    )


@lru_cache(maxsize=1_024)
def _written(period: Period) -> str:
    years, months = divmod(period.months, 12)
    calendar = _parts({"Y": years, "M": months, "D": period.days})
    minutes, seconds = divmod(period.elapsed, timedelta(minutes=1))
    hours, minutes = divmod(minutes, 60)
    clock = _parts({"H": hours, "M": minutes}) + _seconds(seconds)
    return "P" + (calendar + ("T" + clock if clock else "") or "T0S")


def _parts(amounts: dict[str, int]) -> str:
    return "".join(f"{amount}{unit}" for unit, amount in amounts.items() if amount)


def _seconds(amount: timedelta) -> str:
    return f"{amount.total_seconds():.6f}".rstrip("0").rstrip(".") + "S" if amount else ""


NOTHING = Period()
"""The sum of no periods: where adding up begins. Never a period that someone was granted."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open interval ``[start, until)``; ``until`` is ``FOREVER`` for what has no end."""

    start: datetime
    until: datetime

    @property
    def is_empty(self) -> bool:
        """Nothing lies within."""
        return self.until <= self.start

    def covers(self, at: datetime) -> bool:
        """``at`` lies within; the end does not."""
        return self.start <= at < self.until

    def ending_by(self, at: datetime) -> Span:
        """This span, cut off at ``at``."""
        return Span(self.start, min(self.until, at))


def union(spans: list[Span]) -> list[Span]:
    """The same instants as disjoint spans in order, neither overlapping nor touching; empty ones are left out."""
    joined: list[Span] = []
    for span in sorted(each for each in spans if not each.is_empty):
        if joined and span.start <= joined[-1].until:
            joined[-1] = Span(joined[-1].start, max(joined[-1].until, span.until))
        else:
            joined.append(span)
    return joined


def intersection(some: list[Span], others: list[Span]) -> list[Span]:
    """The instants that lie in both, as disjoint spans in order."""
    mine, theirs = deque(union(some)), deque(union(others))
    shared: list[Span] = []
    while mine and theirs:
        shared.append(Span(max(mine[0].start, theirs[0].start), min(mine[0].until, theirs[0].until)))
        (mine if mine[0].until < theirs[0].until else theirs).popleft()
    return union(shared)


def without(some: list[Span], others: list[Span]) -> list[Span]:
    """The instants of ``some`` that lie in none of ``others``, as disjoint spans in order."""
    edges = [_BEGINNING, *(edge for span in union(others) for edge in (span.start, span.until)), FOREVER]
    return intersection(some, [Span(*gap) for gap in zip(edges[::2], edges[1::2], strict=True)])


def add(anchor: datetime, period: Period, zone: str) -> datetime:
    """``anchor`` plus ``period`` on the calendar of ``zone``.

    Months come first (a day that the month lacks becomes its last day), then days, then the elapsed time. A wall
    time that occurs twice means the earlier; one that does not occur moves on by the gap's length. What would lie
    beyond year 9999 is ``FOREVER``.
    """
    if anchor == FOREVER:
        return FOREVER
    try:
        moved = _on_the_calendar(anchor, period.months, period.days, zone) if period.months or period.days else anchor
        return moved + period.elapsed
    except TimeZoneNotFoundError:
        raise
    except (OverflowError, ValueError):
        return FOREVER


@lru_cache(maxsize=65_536)
def _on_the_calendar(anchor: datetime, months: int, days: int, zone: str) -> datetime:
    moved = Instant(anchor).to_tz(zone).to_plain().add(months=months, days=days)
    return moved.assume_tz(zone, disambiguation="compatible").to_instant().to_stdlib()


@lru_cache(maxsize=65_536)
def at_wall_time(wall: datetime, zone: str) -> datetime:
    """The instant at which clocks in ``zone`` show ``wall``, which is naive.

    A wall time that occurs twice means the earlier; one that does not occur moves on by the gap's length.
    """
    return PlainDateTime(wall).assume_tz(zone, disambiguation="compatible").to_instant().to_stdlib()


def parse_instant(text: str, field: str = "at") -> datetime:
    """Read an ISO 8601 instant with its offset (``2026-01-31T10:00:00+08:00``, ``…Z``); the answer is in UTC."""
    try:
        return OffsetDateTime.parse_iso(text).to_instant().to_stdlib()
    except (ValueError, TypeError):
        message = f"{text!r} is not an instant; write date, time and offset, e.g. 2026-01-31T10:00:00+08:00"
        raise InvalidInput(field, message) from None


def check_zone(name: str) -> str:
    """The name itself, if it is an IANA time zone such as ``Asia/Shanghai``; else ``InvalidInput``."""
    try:
        _EPOCH.to_tz(name)
    except (TimeZoneNotFoundError, ValueError, TypeError):
        message = f"{name!r} is not a time zone; write an IANA name such as Asia/Shanghai"
        raise InvalidInput("zone", message) from None
    return name
