"""A task and its states."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.values import Delivery

VAULT: Final = "vault"
"""The route's provider that is our own stock of codes."""


class State(StrEnum):
    """How a delivery stands."""

    QUEUED = "QUEUED"
    """Will be sent when it is due."""
    SENT = "SENT"
    """A request is on its way, or its outcome was never heard."""
    AWAITING_MEMBER = "AWAITING_MEMBER"
    """The member has to do something first."""
    AWAITING_PROVIDER = "AWAITING_PROVIDER"
    """The provider has taken it on; the result comes by callback or by asking."""
    RETRYING = "RETRYING"
    """It did not come about yet, or nobody knows; it is taken up again when due."""
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"
    """Needs a person."""
    CANCELLED = "CANCELLED"
    """Taken back, or never needed."""


class Awaited(StrEnum):
    """What the member has to do first."""

    ACCOUNT = "ACCOUNT"
    """Name the account or phone number to deliver to."""
    ACTIVATION = "ACTIVATION"
    """Activate the grant."""


_DELIVERING = frozenset({State.QUEUED, State.SENT, State.AWAITING_PROVIDER, State.RETRYING})
_ENDS = frozenset({State.DELIVERED, State.FAILED, State.CANCELLED})

NEXT: Final = {
    State.QUEUED: _DELIVERING | _ENDS | {State.AWAITING_MEMBER},
    State.AWAITING_MEMBER: _ENDS | {State.QUEUED},
    State.SENT: _DELIVERING | _ENDS,
    State.AWAITING_PROVIDER: _DELIVERING | _ENDS,
    State.RETRYING: _DELIVERING | _ENDS | {State.AWAITING_MEMBER},
    State.FAILED: frozenset({State.QUEUED, State.DELIVERED, State.CANCELLED}),
    State.DELIVERED: frozenset({State.CANCELLED, State.QUEUED}),
    State.CANCELLED: frozenset[State](),
}
"""From each state, those that may follow it."""


def moved(before: State, after: State) -> State:
    """``after``, if it may follow ``before`` or is the same."""
    if after != before and after not in NEXT[before]:
        raise ValueError(f"a task never goes from {before} to {after}")
    return after


@dataclass(frozen=True, slots=True)
class Route:
    """One way to deliver: ``product`` is the provider's own code, or the name of a stock in the vault."""

    provider: str
    product: str


@dataclass(frozen=True, slots=True)
class Task:
    """The delivery of one grant.

    ``account_at`` is the provider at which the member's account is noted. ``route`` counts from 0 in ``routes``.
    ``due_at`` is when it is taken up next, ``None`` when it waits for somebody. ``ready_at`` is from when it could
    be delivered: deadlines count from there. ``tries`` counts what came to nothing since the last success or
    decision. ``note`` says to staff why it stands as it does. With ``starts_grant`` the time of the grant begins when
    it is delivered. ``has_link``: it gave a link. ``withdrawn_at`` is when it was to be taken back.
    """

    id: UUID
    member_id: UUID
    grant_id: UUID
    benefit: str
    account_at: str
    delivery: Delivery
    quantity: int
    routes: tuple[Route, ...]
    route: int
    state: State
    awaits: Awaited | None
    ready_at: datetime
    due_at: datetime | None
    tries: int
    note: str
    created_at: datetime
    starts_grant: bool = False
    has_link: bool = False
    delivered_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def way(self) -> Route:
        """The route it is on."""
        return self.routes[self.route]
