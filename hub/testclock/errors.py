"""Why the clock is not moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from hub.kernel.errors import Refusal


@dataclass(eq=False)
class NoTestClock(Refusal):
    """The hub is not a demo, or its database holds something real: its clock cannot be moved."""

    code: ClassVar[str] = "NO_TEST_CLOCK"

    def __str__(self) -> str:
        """What it means, for the command line."""
        return "the clock of this hub cannot be moved: only a demo's can, on a database that was made for it"
