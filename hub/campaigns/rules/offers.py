"""What campaigns give, and on what terms."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter, model_validator

from hub.campaigns.rules.shapes import Amount, Code, Length, Moment, Shape, read
from hub.kernel.errors import InvalidInput
from hub.kernel.money import Money


def _above_zero(given: Money) -> Money:
    if given.amount_minor <= 0:
        raise InvalidInput("amount", "give an amount above zero")
    return given


def _not_below_zero(given: Money) -> Money:
    if given.amount_minor < 0:
        raise InvalidInput("cost", "give an amount that is not below zero")
    return given


Percent = Annotated[int, Field(ge=1, le=100)]
AboveZero = Annotated[Amount, AfterValidator(_above_zero)]
Cost = Annotated[Amount, AfterValidator(_not_below_zero)]
CouponCode = Annotated[str, StringConstraints(to_upper=True, pattern=r"^[A-Za-z0-9]{4,24}$")]
"""What members type: letters and digits."""


class By(StrEnum):
    """How members get at an offer."""

    AUTOMATIC = "AUTOMATIC"
    PERSONAL_CODE = "PERSONAL_CODE"
    SHARED_CODE = "SHARED_CODE"


class PercentOff(Shape):
    """So much of the whole cart."""

    kind: Literal["PERCENT"]
    percent: Percent


class AmountOff(Shape):
    """So much off the whole cart, never more than it costs."""

    kind: Literal["AMOUNT"]
    amount: AboveZero


class Bonus(Shape):
    """A further grant of a benefit once the order is paid; ``cost`` is what each costs the campaign."""

    kind: Literal["BONUS"]
    benefit: Code
    period: Length
    cost: Cost | None = None


class Gift(Shape):
    """A bundle as a gift once the order is paid; ``cost`` is what each costs the campaign."""

    kind: Literal["GIFT"]
    bundle: Code
    cost: Cost | None = None


class Nothing(Shape):
    """No offer: a message only."""

    kind: Literal["NONE"]


Gives = Annotated[PercentOff | AmountOff | Bonus | Gift | Nothing, Field(discriminator="kind")]

_GIVES: TypeAdapter[Gives] = TypeAdapter(Gives)


def read_gives(given: object) -> Gives:
    """What an offer gives, from plain JSON; refuses (``InvalidInput``) anything else."""
    return read(_GIVES, given, "gives")


def is_discount(gives: Gives) -> bool:
    """It makes the order cheaper; else it is given on top."""
    return isinstance(gives, PercentOff | AmountOff)


class Offer(Shape):
    """What members get, on what terms: for orders of ``products`` (offers' codes; none: any), in the window.

    ``budget`` and ``redemptions`` are never exceeded. Members who used a campaign of ``not_with`` do not get it, and no
    order ever has two.
    """

    gives: Gives
    by: By = By.AUTOMATIC
    code: CouponCode | None = None
    products: Annotated[tuple[Code, ...], Field(max_length=100)] = ()
    per_member: Annotated[int, Field(ge=1, le=100)] = 1
    opens: Moment | None = None
    closes: Moment | None = None
    budget: AboveZero | None = None
    redemptions: Annotated[int, Field(ge=1, le=100_000_000)] | None = None
    not_with: Annotated[tuple[Code, ...], Field(max_length=50)] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Offer:
        if (self.by is By.SHARED_CODE) != (self.code is not None):
            raise InvalidInput("code", "a SHARED_CODE has a code, such as SPRING20; nothing else has")
        if self.opens and self.closes and self.closes <= self.opens:
            raise InvalidInput("closes", "the window must end after it begins")
        return self
