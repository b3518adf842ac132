"""Refusals: typed facts about why something asked for was not done."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import ClassVar


@dataclass(eq=False)
class Refusal(Exception):
    """Something asked for was not done, and nothing was changed.

    ``code`` is stable and belongs to the public interface; the fields are the facts behind it.
    The text says what is wrong and what to do, in words for the person who asked. Subclasses are
    ``@dataclass(eq=False)``, not frozen: an exception must let ``contextlib`` set its traceback.
    """

    code: ClassVar[str] = "REFUSED"

    def __str__(self) -> str:
        """One line: the code and the facts, so that an unhandled refusal still explains itself."""
        facts = ", ".join(f"{name}={value}" for name, value in self.facts().items())
        return f"{self.code}: {facts}" if facts else self.code

    def __eq__(self, other: object) -> bool:
        """Equal when they are the same refusal with the same facts."""
        return type(self) is type(other) and isinstance(other, Refusal) and self.facts() == other.facts()

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(self.code)

    def facts(self) -> dict[str, object]:
        """The fields of this refusal by name."""
        return asdict(self)


@dataclass(eq=False)
class InvalidInput(Refusal, ValueError):
    """A value from outside is not what it must be; ``message`` says what to give instead."""

    code: ClassVar[str] = "INVALID_INPUT"

    field: str
    message: str

    def __str__(self) -> str:
        """The field and what to do about it."""
        return f"{self.field}: {self.message}"


@dataclass(eq=False)
class NotFound(Refusal):
    """There is no such thing, or the caller may not see it: the two look the same from outside."""

    code: ClassVar[str] = "NOT_FOUND"

    kind: str
    key: str

    def __str__(self) -> str:
        """What was looked for."""
        return f"no {self.kind} {self.key!r}"
