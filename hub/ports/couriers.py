"""Carrying messages out of the hub: to a mail server, or to the operator's own systems."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from asyncio import Semaphore
    from datetime import datetime
    from uuid import UUID

TOGETHER = 16
"""So many letters are noted as handed over at once, and then carried."""


class News(StrEnum):
    """What came of carrying a letter."""

    ACCEPTED = "ACCEPTED"
    """The other side has taken it over."""
    LATER = "LATER"
    """It was not taken, and may be when tried again."""
    REFUSED = "REFUSED"
    """It was not taken and will not be."""
    NO_SUCH_ADDRESS = "NO_SUCH_ADDRESS"
    """It was not taken, and nothing will be that is sent to this address."""
    UNKNOWN = "UNKNOWN"
    """It was on its way when the line broke: nobody on this side can say whether it was taken."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The news, and a ``note`` on it for staff: what the other side said."""

    news: News
    note: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it is carried. ``id`` is the same whenever it is tried, so that the other side can tell.

    ``about`` names its template, ``member`` the host application's id of the member; ``unsubscribe`` is an address
    that takes one POST, for marketing alone.
    """

    id: UUID
    at: datetime
    about: str
    member: str
    name: str
    to: str
    subject: str
    text: str
    html: str
    unsubscribe: str | None = None


class Courier(Protocol):
    """Carries letters by one channel."""

    @property
    def is_safe_to_repeat(self) -> bool:
        """The other side knows a letter that it has by its id, and takes it once however often it is carried."""
        ...

    @property
    def room(self) -> Semaphore:
        """Held while ``TOGETHER`` letters are carried: what has no room in it is not under way yet."""
        ...

    async def carry(self, letter: Letter) -> Outcome:
        """Carry a letter, in seconds at most. Whatever happens out there is an outcome, never an exception."""
        ...
