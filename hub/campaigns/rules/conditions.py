"""Conditions on members: a tree that is data, as people write it in YAML and pages in JSON.

Every condition has a ``kind``. Periods count back from, or on from, the instant at which the condition is evaluated, on
the hub's calendar; spans are half-open.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter

from hub.campaigns.rules.shapes import Amount, Code, Length, Shape, Word, read
from hub.kernel.errors import InvalidInput
from hub.members.rules import Locale

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CONDITIONS = 60
DEEPEST = 8

Number = Annotated[int, Field(ge=1, le=1_000_000)]


class Did(StrEnum):
    """What a member did in a campaign, or what was done with them."""

    JOINED = "JOINED"
    HELD_OUT = "HELD_OUT"
    RECEIVED = "RECEIVED"
    OPENED = "OPENED"
    CLICKED = "CLICKED"
    REDEEMED = "REDEEMED"


class Every(Shape):
    """All of these hold; of none at all: every member."""

    kind: Literal["ALL"]
    of: tuple[Condition, ...]


class Some(Shape):
    """At least one of these holds."""

    kind: Literal["ANY"]
    of: Annotated[tuple[Condition, ...], Field(min_length=1)]


class Not(Shape):
    """This does not hold."""

    kind: Literal["NOT"]
    of: Condition


class Holds(Shape):
    """Covered by this benefit now."""

    kind: Literal["HOLDS"]
    benefit: Code


class HoldsBundle(Shape):
    """Was given this bundle, and something of it is in force now."""

    kind: Literal["HOLDS_BUNDLE"]
    bundle: Code


class Tier(Shape):
    """Covered now by a benefit of this tier group whose rank is ``at_least`` that."""

    kind: Literal["TIER"]
    group: Word
    at_least: Annotated[int, Field(ge=-1_000_000, le=1_000_000)] = 1


class Ends(Shape):
    """A coverage by this benefit ends after now and not later than ``within``, and nothing continues it."""

    kind: Literal["ENDS"]
    benefit: Code
    within: Length


class Ended(Shape):
    """The last coverage by this benefit ended at least ``at_least`` ago and less than ``less_than`` ago."""

    kind: Literal["ENDED"]
    benefit: Code
    at_least: Length | None = None
    less_than: Length | None = None


class Bought(Shape):
    """Paid for these offers (none given: for any) at least ``times``, in the time ``within`` until now."""

    kind: Literal["BOUGHT"]
    offers: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    times: Number = 1
    within: Length | None = None


class Spent(Shape):
    """Paid at least so much for orders, in the time ``within`` until now; what went back is not counted."""

    kind: Literal["SPENT"]
    at_least: Amount
    within: Length | None = None


class Renews(Shape):
    """Has an agreement that renews by itself, or will again after a pause."""

    kind: Literal["RENEWS"]


class Speaks(Shape):
    """Reads this language."""

    kind: Literal["LOCALE"]
    locale: Locale


class Lives(Shape):
    """Has the calendar of this time zone."""

    kind: Literal["ZONE"]
    zone: Word


class Tagged(Shape):
    """Has this tag."""

    kind: Literal["TAG"]
    tag: Word


class Has(Shape):
    """The host application says this of them: such as the ``channel`` through which they came."""

    kind: Literal["ATTRIBUTE"]
    name: Word
    value: Word | bool | Annotated[int, Field(ge=-(2**53), le=2**53)]


class Used(Shape):
    """Used this benefit (none given: any) in the time ``within`` until now."""

    kind: Literal["USED"]
    within: Length
    benefit: Code | None = None


class Since(Shape):
    """Became a member of the hub in the time ``within`` until now."""

    kind: Literal["MEMBER_SINCE"]
    within: Length


class Answered(Shape):
    """Did this in that campaign."""

    kind: Literal["CAMPAIGN"]
    campaign: Code
    did: Did


class Among(Shape):
    """Is one of these members, named as the host application names them."""

    kind: Literal["MEMBERS"]
    members: Annotated[tuple[Word, ...], Field(min_length=1, max_length=1_000)]


Condition = Annotated[
    Every
    | Some
    | Not
    | Holds
    | HoldsBundle
    | Tier
    | Ends
    | Ended
    | Bought
    | Spent
    | Renews
    | Speaks
    | Lives
    | Tagged
    | Has
    | Used
    | Since
    | Answered
    | Among,
    Field(discriminator="kind"),
]
"""Any of them."""

for _inner in (Every, Some, Not):
    _inner.model_rebuild()

EVERYONE = Every(kind="ALL", of=())


def parts(condition: Condition) -> Iterator[Condition]:
    """The condition and all within it."""
    yield condition
    if isinstance(condition, Every | Some):
        for each in condition.of:
            yield from parts(each)
    elif isinstance(condition, Not):
        yield from parts(condition.of)


def named(condition: Condition, name: str) -> set[str]:
    """The codes that occur in it under this field, such as ``benefit``."""
    return {code for each in parts(condition) if (code := getattr(each, name, None))}


def _shallow(given: object) -> object:
    _check_depth(given, 2 * DEEPEST)
    return given


def _check_depth(given: object, left: int) -> None:
    """Before anything recurses into it: a list and the object around it are two levels."""
    if left < 0:
        raise InvalidInput("condition", f"conditions lie at most {DEEPEST} deep in one another; write it flatter")
    inside = given.values() if isinstance(given, dict) else given if isinstance(given, list) else ()
    for each in inside:
        _check_depth(each, left - 1)


def _few(condition: Condition) -> Condition:
    if sum(1 for _ in parts(condition)) > MOST_CONDITIONS:
        raise InvalidInput("condition", f"this has more than {MOST_CONDITIONS} conditions; save some of it as tags")
    return condition


WholeCondition = Annotated[Condition, BeforeValidator(_shallow), AfterValidator(_few)]
"""A condition as it is given from outside: a tree that is neither too deep nor too large."""

CONDITION: TypeAdapter[Condition] = TypeAdapter(WholeCondition)


def read_condition(given: object) -> Condition:
    """The condition that plain JSON says; refuses (``InvalidInput``) anything else, and trees too large."""
    return read(CONDITION, given, "condition")
