"""Why the clock is not moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from hub.kernel.errors import Refusal


@dataclass(eq=False)
class NoTestClock(Refusal):
    """This hub goes by the machine's clock, and cannot be made to go by another: it is not one for trying things."""

    code: ClassVar[str] = "NO_TEST_CLOCK"
