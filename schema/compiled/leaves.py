"""How scalars, enumerations and lists are written: at once where the class is the expected one, else by their type."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from graphql import GraphQLEnumType, Undefined

from schema.compiled.unsure import Unsure

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphql import GraphQLLeafType

AT_ONCE = {
    "String": "{v}.__class__ is str",
    "Boolean": "{v}.__class__ is bool",
    "Int": "{v}.__class__ is int and -2147483648 <= {v} <= 2147483647",
    "Instant": "{v}.__class__ is datetime and {v}.tzinfo is UTC",
}
"""When a value is already what JSON wants; ``orjson`` writes an instant in UTC as the ``Instant`` scalar does."""

NAMES = {"datetime": datetime, "UTC": UTC}
"""What those conditions name."""


def slow(type_: GraphQLLeafType) -> Callable[[object], Any]:
    """Write a value as its type itself does; one that it cannot write is for the standard executor."""

    def write(value: object) -> Any:  # noqa: ANN401 - whatever the scalar writes
        if value is None or isinstance(value, Exception):
            raise Unsure
        written = type_.coerce_output_value(value)
        if written is None or written is Undefined:
            raise Unsure
        return written

    return write


def listed(value: object) -> list[Any] | tuple[Any, ...]:
    """A list, or nothing that the compiler knows."""
    if isinstance(value, list | tuple):
        return value
    raise Unsure


def named(type_: GraphQLEnumType) -> type:
    """The class of an enumeration whose members' names are those that GraphQL shows; of no other is known enough."""
    wrapped: type = type_.wrapped_cls  # type: ignore[attr-defined] # strawberry's own subclass has it
    members: list[Any] = list(wrapped)  # type: ignore[call-overload] # it is an enumeration
    if any(type_.coerce_output_value(each) != each.name for each in members):
        raise Unsure
    return wrapped
