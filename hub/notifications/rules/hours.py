"""The hours at which members may be written to, on their own clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from typing import TYPE_CHECKING

from whenever import Instant, PlainDateTime

if TYPE_CHECKING:
    from datetime import date, datetime

TEN = time(10)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``begin`` to ``end`` on the member's clock, usually over midnight, nothing is sent."""

    begin: time = time(22)
    end: time = time(8)

    def cover(self, wall: time) -> bool:
        """``wall`` lies in them; the end does not."""
        if self.begin <= self.end:
            return self.begin <= wall < self.end
        return wall >= self.begin or wall < self.end


QUIET = QuietHours()


@lru_cache(4_096)
def local_date(at: datetime, zone: str) -> date:
    """The date on the calendar of ``zone``."""
    return Instant(at).to_tz(zone).date().to_stdlib()


def at_hour(day: date, hour: time, zone: str) -> datetime:
    """The instant of ``hour`` on ``day`` in ``zone``; where clocks go forward over it, as much later."""
    wall = PlainDateTime(day.year, day.month, day.day, hour.hour, hour.minute)
    return wall.assume_tz(zone, disambiguation="compatible").to_instant().to_stdlib()


@lru_cache(4_096)
def after_quiet(at: datetime, zone: str, quiet: QuietHours = QUIET) -> datetime:
    """``at`` itself, or the end of the quiet hours in which it lies."""
    local = Instant(at).to_tz(zone)
    if not quiet.cover(local.time().to_stdlib()):
        return at
    end = at_hour(local.date().to_stdlib(), quiet.end, zone)
    return end if end > at else at_hour(local.date().add(days=1).to_stdlib(), quiet.end, zone)
