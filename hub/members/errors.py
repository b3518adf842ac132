"""What the members' capability refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from hub.kernel.errors import Refusal


@dataclass(eq=False)
class MemberExists(Refusal):
    """There is a member with this external id already, and what is known of them differs in ``differing``."""

    code: ClassVar[str] = "MEMBER_EXISTS"

    external_id: str
    differing: tuple[str, ...]
