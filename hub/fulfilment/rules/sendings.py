"""An order placed for a task at a provider."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.fulfilment.rules.tasks import Route


class SendingState(StrEnum):
    """How an order at a provider stands."""

    OPEN = "OPEN"
    """Not sent yet, in doubt, or accepted."""
    DELIVERED = "DELIVERED"
    NOT_DONE = "NOT_DONE"
    """The provider did nothing, and will not."""
    TAKEN_BACK = "TAKEN_BACK"
    """Delivered or not, the member no longer has it."""
    SURPLUS = "SURPLUS"
    """Delivered although we had given it up: the member may have it twice. Needs a person."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One order: ``id`` is what the provider knows it by, ``sent_at`` when a request for it last went out.

    ``sent_at`` is ``None`` while nothing is at the provider under this id, so that it is safe to send. ``changed_at``
    is when the provider said, while a request was under way, that there is news to ask for.
    """

    id: UUID
    task_id: UUID
    route: Route
    state: SendingState
    sent_at: datetime | None
    accepted_at: datetime | None = None
    changed_at: datetime | None = None
    reference: str | None = None

    @property
    def is_in_doubt(self) -> bool:
        """Something may be at the provider, or is, and its end is not known."""
        return self.state is SendingState.OPEN and self.sent_at is not None
