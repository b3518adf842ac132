"""Why something the hub needs is not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from hub.kernel.errors import Refusal


@dataclass(eq=False)
class StartFailed(Refusal):
    """Something the hub needs did not start or is not there; ``message`` is one line: why, and what to do."""

    code: ClassVar[str] = "START_FAILED"

    message: str

    def __str__(self) -> str:
        """The line itself."""
        return self.message


class DataInUse(StartFailed):
    """Another hub is at work on the data directory."""

    code: ClassVar[str] = "DATA_IN_USE"
