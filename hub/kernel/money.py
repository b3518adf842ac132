"""Money: integer minor units and a currency, never a float; split without losing a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from iso4217 import Currency

from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence

_AMOUNT = re.compile(r"(-?[0-9]{1,15}(?:\.[0-9]{1,4})?) ([A-Za-z]{3})")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """``amount_minor`` units of ``currency`` (an ISO 4217 code): 1 yuan is ``Money("CNY", 100)``."""

    currency: str
    amount_minor: int

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read an amount in major units and its currency, such as ``15.00 CNY``, exactly.

        Refuses with ``InvalidInput`` what is not one, a currency that ISO 4217 does not have, and more decimals
        than the currency has.
        """
        found = _AMOUNT.fullmatch(text)
        if not found:
            raise InvalidInput("money", f"{text!r} is not an amount of money; write e.g. 15.00 CNY")
        amount, currency = Decimal(found[1]), found[2]
        minor = amount.scaleb(decimals(currency))
        if minor != int(minor):
            raise InvalidInput("money", f"{text!r} has more decimals than the {decimals(currency)} of {currency}")
        return cls(currency, int(minor))

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with all decimals of the currency."""
        return Decimal(self.amount_minor).scaleb(-decimals(self.currency))

    def __str__(self) -> str:
        """Write the amount in major units with all decimals of the currency: ``15.00 CNY``."""
        return f"{self.amount:f} {self.currency}"

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


def decimals(currency: str) -> int:
    """How many decimals the amounts of an ISO 4217 currency have; refuses what is not money people pay with."""
    try:
        exponent = Currency(currency).exponent
    except ValueError:
        exponent = None
    if exponent is None:
        raise InvalidInput("currency", f"{currency!r} is not an ISO 4217 currency; write e.g. CNY or USD")
    return exponent


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
