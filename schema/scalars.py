"""The scalars of the schema, each the hub's own type on the Python side."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NewType, TypeVar

import strawberry
from graphql import GraphQLError

from hub.kernel.calendar import FOREVER, Period, parse_instant
from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

MoneyAmount = NewType("MoneyAmount", int)
"""Integer minor units: 100 for one yuan."""

LARGEST_AMOUNT = 2**53 - 1
"""What every JSON reader takes exactly."""


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read(parse: Callable[[str], T]) -> Callable[[object], T]:
    def read(value: object) -> T:
        if not isinstance(value, str):
            raise GraphQLError(f"{value!r} is not a text")
        try:
            return parse(value)
        except InvalidInput as refusal:
            raise GraphQLError(refusal.message) from None

    return read


def _amount(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST_AMOUNT:
        raise GraphQLError(f"{value!r} is not an amount in whole minor units, such as 1999")
    return value


SCALARS: dict[object, strawberry.types.scalar.ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="Instant",
        description="A point in time as ISO 8601 in UTC, e.g. `2026-01-31T02:00:00Z`; any offset may be sent.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=_written,
        parse_value=_read(parse_instant),
    ),
    Period: strawberry.scalar(
        name="Period",
        description="A length of time as an ISO 8601 duration, e.g. `P1M`, `P7D`, `PT72H`; longer than zero.",
        serialize=str,
        parse_value=_read(Period.parse),
    ),
    MoneyAmount: strawberry.scalar(
        name="MoneyAmount",
        description="An amount of money in whole minor units of its currency: `1999` is 19.99 yuan.",
        serialize=_amount,
        parse_value=_amount,
    ),
}


def ending(until: datetime) -> datetime | None:
    """The end of a span as clients see it: none where there is no end."""
    return None if until == FOREVER else until
