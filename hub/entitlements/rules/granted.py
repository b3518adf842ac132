"""What is recorded of a grant beside what the rules of time need: whose it is, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from hub.entitlements.rules.values import Grant


class Source(StrEnum):
    """Where a grant came from."""

    PURCHASE = "PURCHASE"
    RENEWAL = "RENEWAL"
    GIFT = "GIFT"
    STAFF = "STAFF"
    CAMPAIGN = "CAMPAIGN"
    IMPORT = "IMPORT"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who gave it and by what: ``reference`` is the order, ticket or file line at the source; ``reason`` a sentence."""

    source: Source
    reference: str = ""


@dataclass(frozen=True, slots=True)
class GrantRecord:
    """A grant as it was recorded: ``path`` and ``number`` name it within the bundle of its ``holding_id``."""

    grant: Grant
    member_id: UUID
    origin: Origin
    holding_id: UUID | None = None
    path: str = ""
    number: int = 1
    weight: int = 1
    revoked_reason: str = ""

    @property
    def is_awaited(self) -> bool:
        """Its time has not begun, since its provider has not delivered it yet."""
        return self.grant.starts_on_delivery and self.grant.begun is None and self.grant.revoked is None


@dataclass(frozen=True, slots=True)
class Holding:
    """A bundle that a member was given: the pinned revision, the choices made, and whether it was taken back."""

    id: UUID
    member_id: UUID
    revision_id: UUID
    origin: Origin
    granted_at: datetime
    choices: Mapping[str, list[str]] = field(default_factory=dict)
    revoked_at: datetime | None = None
