"""Refusals of messages and their templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from hub.kernel.errors import Refusal


@dataclass(eq=False)
class TemplateMistakes(Refusal):
    """A template cannot be used as it is; ``mistakes`` say where and why."""

    code: ClassVar[str] = "TEMPLATE_MISTAKES"

    template: str
    mistakes: list[str]

    def __str__(self) -> str:
        """All of them."""
        return f"{self.template}: {'; '.join(self.mistakes)}"


@dataclass(eq=False)
class DraftChanged(Refusal):
    """What is to be published is not what is being written any more: somebody saved it meanwhile."""

    code: ClassVar[str] = "DRAFT_CHANGED"

    template: str

    def __str__(self) -> str:
        """What to do."""
        return f"{self.template}: somebody changed this draft meanwhile; look at it again and publish then"


@dataclass(eq=False)
class NothingToDecide(Refusal):
    """What became of the message is known; ``state`` is how it stands."""

    code: ClassVar[str] = "NOTHING_TO_DECIDE"

    state: str
