"""Shorter ways that compiled operations may go.

Resolvers need not wait where what they look up is in process: compiled operations call the other way at once. What that
cannot find it refuses with any exception; the standard executor then waits for it. Where that would be often, there
is a way that may be sooner: what it cannot find (``NotAtHand``) the compiled operation awaits.

Objects of a GraphQL type need not be made where something lighter has the same attributes: it may stand for them. What
it holds as the answer shows it, need not be looked at again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

R = TypeVar("R", bound="Callable[..., Any]")

_MARK = "at_hand"
_SOONER = "sooner"

T = TypeVar("T", bound=type)


def at_hand(other: Callable[..., Any]) -> Callable[[R], R]:
    """Mark a resolver: ``other(source, info, **arguments)`` answers the same from what is in process."""

    def mark(resolver: R) -> R:
        setattr(resolver, _MARK, other)
        return resolver

    return mark


def other_way(resolver: Callable[..., Any]) -> Callable[..., Any] | None:
    """The other way of a resolver that has one."""
    found: Callable[..., Any] | None = getattr(resolver, _MARK, None)
    return found


class NotAtHand(LookupError):
    """It has to be awaited."""


def sooner(other: Callable[..., Any]) -> Callable[[R], R]:
    """Mark a resolver: ``other(source, info, **arguments)`` often answers the same, without waiting."""

    def mark(resolver: R) -> R:
        setattr(resolver, _SOONER, other)
        return resolver

    return mark


def sooner_way(resolver: Callable[..., Any]) -> Callable[..., Any] | None:
    """The way that may be sooner, of a resolver that has one."""
    found: Callable[..., Any] | None = getattr(resolver, _SOONER, None)
    return found


@dataclass(frozen=True, slots=True)
class StandIn:
    """A class that is read in the place of another.

    ``ready`` are the fields that need no more than a Python expression over ``source``, whose value is what the answer
    shows. ``codes`` are expressions for the code of the catalogue's entry that a field shows.
    """

    kind: type
    ready: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)


_STAND_INS: dict[type, list[StandIn]] = {}


def stands_for(
    origin: type, *, ready: Mapping[str, str] | None = None, codes: Mapping[str, str] | None = None
) -> Callable[[T], T]:
    """Mark a class: it has what compiled operations read of an ``origin``, and is read as one (see ``StandIn``).

    Fields are named as in GraphQL.
    """

    def mark(kind: T) -> T:
        _STAND_INS.setdefault(origin, []).append(StandIn(kind, ready or {}, codes or {}))
        return kind

    return mark


def stand_ins(origin: type) -> list[StandIn]:
    """What is read as an ``origin``."""
    return _STAND_INS.get(origin, [])
