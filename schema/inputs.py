"""What is to be granted, as clients say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.entitlements.service.planning import Asked, OneBenefit, OneBundle
from hub.kernel.calendar import FOREVER, Period, Span
from hub.kernel.errors import InvalidInput

Choices = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Wish:
    """The fields that say what to grant; many combinations of them make no sense."""

    benefit: str | None
    bundle: str | None
    choices: object
    period: Period | None
    starts_at: datetime | None
    until: datetime | None
    quantity: int | None
    activate_within: Period | None


def asked(wish: Wish) -> Asked:
    """What the wish asks for; refuses (``InvalidInput``) one that contradicts itself."""
    if (wish.benefit is None) == (wish.bundle is None):
        raise InvalidInput("benefit", "name either a benefit or a bundle")
    if wish.bundle is not None:
        _check_nothing_more(wish)
        return OneBundle(wish.bundle, choices_of(wish.choices))
    if wish.choices is not None:
        raise InvalidInput("choices", "choices belong to bundles; leave them out")
    return OneBenefit(wish.benefit or "", _validity(wish), quantity=wish.quantity, activate_within=wish.activate_within)


def _check_nothing_more(wish: Wish) -> None:
    for name in ("period", "starts_at", "until", "quantity", "activate_within"):
        if getattr(wish, name) is not None:
            raise InvalidInput(name, "the bundle itself says this; leave it out")


def _validity(wish: Wish) -> Period | Span:
    if (wish.period is None) == (wish.starts_at is None):
        raise InvalidInput("period", "give either a period, or from (and until, unless it never ends)")
    if wish.starts_at is not None:
        return Span(wish.starts_at, wish.until or FOREVER)
    if wish.until is not None or wish.period is None:
        raise InvalidInput("until", "until belongs to a window that starts at from; leave it out")
    return wish.period


def choices_of(given: object) -> Choices:
    """The picks by choice group; refuses (``InvalidInput``) JSON of any other shape."""
    if given is None:
        return {}
    if isinstance(given, dict) and all(isinstance(each, list) for each in given.values()):
        return {str(group): [str(pick) for pick in picks] for group, picks in given.items()}
    raise InvalidInput("choices", 'give an object from choice group to picks, such as {"drinks": ["tea"]}')
