"""How much may be asked of a provider now, and whether it is at work at all.

A provider that keeps failing is taken out for a while: its breaker goes from CLOSED to OPEN; then HALF_OPEN lets one
request try, and its answer closes the breaker or opens it again. What is known of that is kept outside the database
and may be lost: then the breaker is closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol


class Breaker(StrEnum):
    """Whether requests to a provider get through."""

    CLOSED = "CLOSED"
    OPEN = "OPEN"
    HALF_OPEN = "HALF_OPEN"


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing may be asked of the provider yet: try again after ``time``; ``why`` is for staff."""

    time: timedelta
    why: str


@dataclass(frozen=True, slots=True)
class Condition:
    """How it stands with a provider; ``failures`` counts those in a row, ``opens_in`` is until it is tried again."""

    breaker: Breaker
    failures: int = 0
    opens_in: timedelta = timedelta(0)


class Traffic(Protocol):
    """Admits requests to providers: so many a second, and none while the breaker is open."""

    def at_once(self) -> int:
        """How many requests to the provider may be under way at the same time, over all workers."""
        ...

    async def admit(self, provider: str) -> Wait | None:
        """``None``: go ahead, and report with ``heard``."""
        ...

    async def heard(self, provider: str, *, is_well: bool) -> None:
        """What came of a request that was admitted: the provider answered as one that works, or it did not."""
        ...

    async def condition(self, provider: str, /) -> Condition:
        """How it stands with the provider now."""
        ...


class FreeTraffic:
    """Admits everything: for processes that ask no provider for anything."""

    def at_once(self) -> int:
        """A few."""
        return 16

    async def admit(self, provider: str) -> Wait | None:
        """Go ahead."""

    async def heard(self, provider: str, *, is_well: bool) -> None:
        """Forget it."""

    async def condition(self, _provider: str, /) -> Condition:
        """All is well as far as anyone knows."""
        return Condition(Breaker.CLOSED)
