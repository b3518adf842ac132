"""Order numbers: short enough to read out, without letters that look alike, and not to be guessed from another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS = 5
_LENGTH = 10


def order_number(id_: UUID, on: date) -> str:
    """The day, and fifty random bits of the order's id: ``260131-4F7KQ-2ZD8M``."""
    tail = id_.int
    letters = "".join(_LETTERS[tail >> _BITS * place & 31] for place in range(_LENGTH))
    return f"{on:%y%m%d}-{letters[:5]}-{letters[5:]}"
