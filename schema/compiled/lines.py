"""Lines of source text, and the pieces that they are put together from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Form:
    """How a value is completed: a Python expression over ``{v}``, and whether that has to be awaited."""

    expression: str
    is_async: bool = False
    is_kept: bool = False
    """The value is an entry of the catalogue, of which no more is shown than can be kept."""
    in_place: str = ""
    """The same with ``await`` in it, where that is more than an ``await`` before it."""

    def of(self, value: str) -> str:
        """The expression for the value of that name."""
        return self.expression.replace("{v}", value)

    def awaited(self, value: str) -> str:
        """The same, with ``await`` where it needs one."""
        if self.in_place:
            return self.in_place.replace("{v}", value)
        return f"await {self.of(value)}" if self.is_async else self.of(value)


@dataclass(frozen=True, slots=True)
class Step:
    """The lines that put the value of one field, completed, into the variable ``target``."""

    key: str
    target: str
    lines: list[str]
    is_async: bool
    field: str
    is_kept: bool = False
    is_guarded: bool = False
    """Not everybody may see the field: whoever asks is asked for it."""


def object_literal(steps: Sequence[Step]) -> str:
    """The dictionary of what the steps found."""
    return "{" + ", ".join(f"{step.key!r}: {step.target}" for step in steps) + "}"


def indented(lines: Iterable[str]) -> list[str]:
    """The lines, one level deeper."""
    return [f"    {each}" for each in lines]
