"""What access refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from hub.kernel.errors import Refusal


@dataclass(eq=False)
class Unauthenticated(Refusal):
    """It is not known who asks: the credential is missing, unknown, over, or of somebody else's issuer."""

    code: ClassVar[str] = "UNAUTHENTICATED"

    why: str

    def __str__(self) -> str:
        """What to do about it."""
        return f"{self.why}; sign in and send the header `authorization: Bearer TOKEN`"


@dataclass(eq=False)
class KeyNameTaken(Refusal):
    """A key of this name is in use; revoke it first or choose another name."""

    code: ClassVar[str] = "KEY_NAME_TAKEN"

    name: str
