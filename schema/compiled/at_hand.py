"""Resolvers that need not wait where what they look up is in process: compiled operations call the other way at once.

What the other way cannot find it refuses with any exception; the standard executor then waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

R = TypeVar("R", bound="Callable[..., Any]")

_MARK = "at_hand"


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
