"""Agreements and their renewals as they are known outside the database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.bundles import Introductory
    from hub.kernel.calendar import Period
    from hub.kernel.money import Money


class State(StrEnum):
    """How an agreement stands."""

    ACTIVE = "ACTIVE"
    """It will renew; nothing is under way."""
    NOTICED = "NOTICED"
    """The member was told of the charge that comes next."""
    CHARGING = "CHARGING"
    """The gateway has been asked for the money, and its word is awaited."""
    PAST_DUE = "PAST_DUE"
    """A charge was declined; it is tried again, or waits for another card."""
    PAUSED = "PAUSED"
    """The member wants no charge before a date."""
    LAPSED = "LAPSED"
    """It could not be renewed. Final."""
    CANCELLED = "CANCELLED"
    """The member, or staff for them, ended it. Final."""
    ENDED = "ENDED"
    """It ended by itself: a raised price was not accepted, or what it renews is not sold any more. Final."""

    @property
    def is_live(self) -> bool:
        """It may still renew."""
        return self not in (State.LAPSED, State.CANCELLED, State.ENDED)


class Because(StrEnum):
    """Why an agreement is over."""

    CANCELLED = "CANCELLED"
    """The member or staff cancelled it."""
    DECLINED = "DECLINED"
    """The card was declined to the last try."""
    PRICE_NOT_ACCEPTED = "PRICE_NOT_ACCEPTED"
    """The price was raised, and the member did not accept that in time."""
    WITHDRAWN = "WITHDRAWN"
    """What it renews is not given any more."""
    NOT_GRANTED = "NOT_GRANTED"
    """What was paid for could not be given; the money goes back."""


class Outcome(StrEnum):
    """What became of a renewal."""

    PAID = "PAID"
    WAIVED = "WAIVED"
    """Given without a charge."""
    FAILED = "FAILED"


class ConsentKind(StrEnum):
    """What the member agreed to."""

    AGREED = "AGREED"
    """To renew by itself."""
    PRICE = "PRICE"
    """To a raised price."""
    SWITCHED = "SWITCHED"
    """To renew another offer instead."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is renewed, how often, and for how much: the price, after the first periods at the introductory one."""

    offer: str
    choices: Mapping[str, Sequence[str]]
    period: Period
    price: Money
    introductory: Introductory | None = None

    def introductory_left(self, bought: int) -> int:
        """How many more periods have the introductory price, for a member who has ``bought`` so many."""
        return max(self.introductory.periods - bought, 0) if self.introductory else 0


@dataclass(frozen=True, slots=True)
class Card:
    """The stored card that is charged."""

    gateway: str
    method: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """A member's consent to renew ``terms``.

    ``number`` is that of the next renewal. ``held_offer`` is what the running period was bought as: another than that
    of ``terms`` where the member switches at its end. ``watches`` are the benefits at whose end it falls due; without
    any, the ``number``-th renewal is due at ``anchor`` + (``number`` - ``since``) periods.
    """

    id: UUID
    member_id: UUID
    state: State
    terms: Terms
    held_offer: str
    card: Card
    watches: tuple[str, ...]
    anchor: datetime
    since: int
    number: int
    agreed_at: datetime
    paused_until: datetime | None = None
    ended_at: datetime | None = None
    ended_because: Because | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """The ``number``-th renewal of an agreement.

    ``due_at`` is when the period it pays for begins. ``noticed_at`` is when its last notice was written, of ``amount``
    on ``charge_at``, the ``notices``-th; ``asked`` is the raised price for which consent was asked. ``order`` is the
    number of its order. ``noted`` is the number of the last payment whose decline was written down, ``retry_at`` when
    the next is made.
    """

    id: UUID
    agreement_id: UUID
    number: int
    offer: str
    due_at: datetime
    amount: Money | None = None
    asked: Money | None = None
    notices: int = 0
    noticed_at: datetime | None = None
    charge_at: datetime | None = None
    order: str = ""
    noted: int = 0
    declines: int = 0
    declined_at: datetime | None = None
    reason: str = ""
    is_hard: bool = False
    retry_at: datetime | None = None
    is_waived: bool = False
    grace_grants: tuple[UUID, ...] = ()
    outcome: Outcome | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent, as it was given: by whom, when, through which channel, to which version of the terms."""

    id: UUID
    agreement_id: UUID
    kind: ConsentKind
    at: datetime
    by: str
    channel: str
    terms_version: str
    terms: Terms
