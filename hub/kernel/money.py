"""Money: integer minor units and a currency, never a float; split without losing a unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """``amount_minor`` units of ``currency`` (an ISO 4217 code): 1 yuan is ``Money("CNY", 100)``."""

    currency: str
    amount_minor: int

    def __add__(self, other: Money) -> Money:
        """The sum; refuses to add two currencies."""
        return Money(self._shared(other), self.amount_minor + other.amount_minor)

    def __sub__(self, other: Money) -> Money:
        """The difference; refuses to mix two currencies."""
        return Money(self._shared(other), self.amount_minor - other.amount_minor)

    def split(self, weights: Sequence[int]) -> list[Money]:
        """Shares in proportion to ``weights`` that add up to exactly this amount."""
        return [Money(self.currency, share) for share in split(self.amount_minor, weights)]

    def _shared(self, other: Money) -> str:
        if self.currency != other.currency:
            raise InvalidInput("currency", f"{self.currency} and {other.currency} cannot be added; use one currency")
        return self.currency


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Shares of ``amount`` by the largest-remainder method: they add up to it, and each is off by less than one.

    Ties go to the earlier share. Weights are not negative; if all are zero, the shares are equal.
    """
    if not weights or min(weights) < 0:
        raise InvalidInput("weights", "give at least one weight, none below zero")
    if not any(weights):
        weights = [1] * len(weights)
    if amount < 0:
        return [-share for share in split(-amount, weights)]
    total = sum(weights)
    shares = [amount * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
    for i in by_remainder[: amount - sum(shares)]:
        shares[i] += 1
    return shares
