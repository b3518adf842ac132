"""Shorter ways that compiled operations may go.

Resolvers need not wait where what they look up is in process: compiled operations call the other way at once. What that
cannot find it refuses with any exception; the standard executor then waits for it.

Objects of a GraphQL type need not be made where something lighter has the same attributes: it may stand for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

R = TypeVar("R", bound="Callable[..., Any]")

_MARK = "at_hand"

T = TypeVar("T", bound=type)

_STAND_INS: dict[type, set[type]] = {}


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


def stands_for(origin: type) -> Callable[[T], T]:
    """Mark a class: it has what compiled operations read of an ``origin``, and is read as one."""

    def mark(stand_in: T) -> T:
        _STAND_INS.setdefault(origin, set()).add(stand_in)
        return stand_in

    return mark


def stand_ins(origin: type) -> frozenset[type]:
    """The classes that are read as an ``origin``."""
    return frozenset(_STAND_INS.get(origin, ()))
