"""A code in the vault and what it may become."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID


class CodeState(StrEnum):
    """How a code stands."""

    FREE = "FREE"
    RESERVED = "RESERVED"
    """Kept for an order that is not paid yet."""
    ISSUED = "ISSUED"
    """A member's, who has not seen it yet."""
    REVEALED = "REVEALED"
    """Its member, or support, has seen it."""
    REDEEMED = "REDEEMED"
    """Used at the provider."""
    VOID = "VOID"
    """Withdrawn: never to be given out."""
    EXPIRED = "EXPIRED"
    """Its end came before it was given out."""


NEXT: Final = {
    CodeState.FREE: frozenset({CodeState.RESERVED, CodeState.ISSUED, CodeState.VOID, CodeState.EXPIRED}),
    CodeState.RESERVED: frozenset({CodeState.FREE, CodeState.ISSUED, CodeState.VOID, CodeState.EXPIRED}),
    CodeState.ISSUED: frozenset({CodeState.FREE, CodeState.REVEALED, CodeState.REDEEMED, CodeState.VOID}),
    CodeState.REVEALED: frozenset({CodeState.REDEEMED, CodeState.VOID}),
    CodeState.REDEEMED: frozenset[CodeState](),
    CodeState.VOID: frozenset[CodeState](),
    CodeState.EXPIRED: frozenset({CodeState.VOID}),
}
"""From each state, those that may follow it."""


GIVEN: Final = frozenset({CodeState.ISSUED, CodeState.REVEALED, CodeState.REDEEMED})
"""The states in which a code is a member's."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code as it is shown, masked. ``ends_at`` is when the provider stops taking it."""

    id: UUID
    product: str
    state: CodeState
    masked: str
    ends_at: datetime | None
    member_id: UUID | None
    task_id: UUID | None
    issued_at: datetime | None
    revealed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stock:
    """All codes of a product, by state; ``soonest_end`` is when the first free one ends, if one does.

    ``warn_below`` is how few free ones are too few, where somebody said so.
    """

    product: str
    counts: Mapping[CodeState, int]
    soonest_end: datetime | None = None
    warn_below: int | None = None

    @property
    def free(self) -> int:
        """How many can be sold."""
        return self.counts.get(CodeState.FREE, 0)

    @property
    def is_low(self) -> bool:
        """There are too few."""
        return self.warn_below is not None and self.free < self.warn_below


def masked(code: str) -> str:
    """Enough to tell two codes apart: the last four characters of a long one.

    >>> masked("ABCD-EFGH-1234"), masked("1234")
    ('••••1234', '••••')
    """
    shown = 4
    return "••••" + (code[-shown:] if len(code) >= 3 * shown else "")
