"""What the catalogue refuses, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from hub.kernel.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing wrong in a catalogue document: its position (both from 1), the entry, and what to do about it."""

    line: int
    column: int
    where: str
    message: str

    def __str__(self) -> str:
        """``LINE: where: message``; put the file's name before it."""
        return f"{self.line}: {self.where}: {self.message}" if self.where else f"{self.line}: {self.message}"


@dataclass(eq=False)
class InvalidCatalogue(Refusal):
    """The document has mistakes, and nothing of it was taken over. All of them are listed, in reading order."""

    code: ClassVar[str] = "INVALID_CATALOGUE"

    mistakes: Sequence[Mistake]

    def __str__(self) -> str:
        """One mistake a line."""
        return "\n".join(str(mistake) for mistake in self.mistakes)


@dataclass(eq=False)
class ChoiceMissing(Refusal):
    """A choice group of the bundle was not chosen from, or too little: name ``pick`` of ``options``."""

    code: ClassVar[str] = "CHOICE_MISSING"

    choice: str
    pick: int
    given: int
    options: Sequence[str]


@dataclass(eq=False)
class ChoiceTooMany(Refusal):
    """More was chosen than the choice group allows: name ``pick`` of ``options``."""

    code: ClassVar[str] = "CHOICE_TOO_MANY"

    choice: str
    pick: int
    given: int
    options: Sequence[str]


@dataclass(eq=False)
class OptionRepeated(Refusal):
    """One option was chosen twice; each may be chosen once."""

    code: ClassVar[str] = "OPTION_REPEATED"

    choice: str
    option: str


@dataclass(eq=False)
class UnknownOption(Refusal):
    """The choice group has no such option: choose among ``options``."""

    code: ClassVar[str] = "UNKNOWN_OPTION"

    choice: str
    option: str
    options: Sequence[str]


@dataclass(eq=False)
class UnknownChoice(Refusal):
    """What was granted has no such choice group (or it lies inside an option that was not chosen)."""

    code: ClassVar[str] = "UNKNOWN_CHOICE"

    choice: str
    choices: Sequence[str]


@dataclass(eq=False)
class WindowOver(Refusal):
    """A part of the bundle is valid only up to ``until``, and the grant comes later: nothing of it is left."""

    code: ClassVar[str] = "WINDOW_OVER"

    path: str
    until: datetime
