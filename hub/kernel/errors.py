"""Refusals: typed facts about why something asked for was not done."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Refusal(Exception):
    """Something asked for was not done, and nothing was changed.

    ``code`` is stable and belongs to the public interface; the fields are the facts behind it.
    The text says what is wrong and what to do, in words for the person who asked.
    """

    code: ClassVar[str] = "REFUSED"

    def __str__(self) -> str:
        """One line: the code and the facts, so that an unhandled refusal still explains itself."""
        facts = ", ".join(f"{name}={value}" for name, value in self.facts().items())
        return f"{self.code}: {facts}" if facts else self.code

    def facts(self) -> dict[str, object]:
        """The fields of this refusal by name."""
        return asdict(self)


@dataclass(frozen=True)
class InvalidInput(Refusal):
    """A value from outside is not what it must be; ``message`` says what to give instead."""

    code: ClassVar[str] = "INVALID_INPUT"

    field: str
    message: str

    def __str__(self) -> str:
        """The field and what to do about it."""
        return f"{self.field}: {self.message}"


@dataclass(frozen=True)
class NotFound(Refusal):
    """There is no such thing, or the caller may not see it: the two look the same from outside."""

    code: ClassVar[str] = "NOT_FOUND"

    kind: str
    key: str

    def __str__(self) -> str:
        """What was looked for."""
        return f"no {self.kind} {self.key!r}"
