"""What a campaign brought: the difference to those who were held out, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Arm:
    """``members`` people, of whom ``renewed`` did."""

    members: int
    renewed: int

    @property
    def rate(self) -> float:
        """The share that did."""
        return self.renewed / self.members if self.members else 0.0


@dataclass(frozen=True, slots=True)
class Uplift:
    """How much more often those who got it renewed, as a difference of shares: best guess and 95 % interval.

    Where the interval lies above zero, the campaign did something. ``extra`` is how many renewals that is.
    """

    rate: float
    held_out_rate: float
    difference: float
    low: float
    high: float
    extra: float


def uplift(told: Arm, held_out: Arm) -> Uplift | None:
    """The uplift of the ``told`` over the ``held_out``; ``None`` where either arm is empty.

    The interval is Newcombe's (1998, method 10), of the two arms' Wilson intervals: it holds for small arms too.
    """
    if not told.members or not held_out.members:
        return None
    difference = told.rate - held_out.rate
    low, high = _wilson(told)
    their_low, their_high = _wilson(held_out)
    below = sqrt((told.rate - low) ** 2 + (their_high - held_out.rate) ** 2)
    above = sqrt((high - told.rate) ** 2 + (held_out.rate - their_low) ** 2)
    extra = difference * told.members
    return Uplift(told.rate, held_out.rate, difference, difference - below, difference + above, extra)


def _wilson(arm: Arm) -> tuple[float, float]:
    from scipy.stats import binomtest  # noqa: PLC0415 - a second to import, and seldom needed

    interval = binomtest(arm.renewed, arm.members).proportion_ci(CONFIDENCE, method="wilson")
    return float(interval.low), float(interval.high)
