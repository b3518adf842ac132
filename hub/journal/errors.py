"""What the journal refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from hub.kernel.errors import Refusal


@dataclass(eq=False)
class IdempotencyKeyReused(Refusal):
    """The key was used before for a request with other content; give each new request a new key."""

    code: ClassVar[str] = "IDEMPOTENCY_KEY_REUSED"

    key: str
