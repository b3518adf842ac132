"""Orders, payments, refunds and cases as they are known outside the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.values import RefundRule
    from hub.entitlements.rules.granted import Source
    from hub.kernel.money import Money


class OrderState(StrEnum):
    """How an order stands."""

    AWAITING_PAYMENT = "AWAITING_PAYMENT"
    PAID = "PAID"
    """Paid, granted, and being delivered."""
    EXPIRED = "EXPIRED"
    """Not paid in time. Money that still arrives is turned into its grants if that is possible."""
    CANCELLED = "CANCELLED"
    """Given up: by the member, or because what was paid for could not be granted. Money that arrives goes back."""
    PARTLY_REFUNDED = "PARTLY_REFUNDED"
    REFUNDED = "REFUNDED"
    """Every part was taken back."""

    @property
    def is_granted(self) -> bool:
        """It was paid, and its grants were given (some or all may have been taken back since)."""
        return self in (OrderState.PAID, OrderState.PARTLY_REFUNDED, OrderState.REFUNDED)


class PaymentState(StrEnum):
    """How one try to take the order's total stands."""

    UNKNOWN = "UNKNOWN"
    """Asked for; whether the money was taken is not known. Asked again before anything else happens."""
    PENDING = "PENDING"
    """The gateway is still at it."""
    ACTION_REQUIRED = "ACTION_REQUIRED"
    """The member must do something at their bank."""
    SUCCEEDED = "SUCCEEDED"
    """The money was taken and pays the order."""
    DECLINED = "DECLINED"
    NOT_MADE = "NOT_MADE"
    """The gateway was not reached, or knows nothing of it: no money was taken."""
    SURPLUS = "SURPLUS"
    """Money was taken that the order has no use for; it goes back, or a person decides."""

    @property
    def is_taken(self) -> bool:
        """The member's money is with us."""
        return self in (PaymentState.SUCCEEDED, PaymentState.SURPLUS)

    @property
    def is_undecided(self) -> bool:
        """Nobody but the gateway can say how it ends: the order waits for it."""
        return self in (PaymentState.UNKNOWN, PaymentState.PENDING)


class RefundState(StrEnum):
    """How giving money back stands."""

    DUE = "DUE"
    """Recorded, with all that was taken back for it; the gateway is to be asked."""
    UNKNOWN = "UNKNOWN"
    """The gateway was asked; its answer is not known. Asked again before it is sent again."""
    PENDING = "PENDING"
    """The gateway has taken it on."""
    REFUNDED = "REFUNDED"
    DECLINED = "DECLINED"
    """The gateway refuses for good: a person finds another way."""


class RefundCause(StrEnum):
    """Why money goes back."""

    RETURN = "RETURN"
    """Parts of the order were returned: their value by rule."""
    SURPLUS = "SURPLUS"
    """A payment that the order had no use for: all of it."""
    CHARGE_BACK = "CHARGE_BACK"
    """The member's bank took it back: nothing is sent."""


class CaseKind(StrEnum):
    """What did not fit, and waits for a person."""

    WRONG_AMOUNT = "WRONG_AMOUNT"
    """Another amount than was asked for: the order is not paid; what was really taken is held."""
    OTHER_ORDER = "OTHER_ORDER"
    """The gateway speaks of our payment under another order's number; nothing was changed."""
    UNKNOWN_PAYMENT = "UNKNOWN_PAYMENT"
    """The gateway speaks of a payment or refund that we never asked for; nothing was changed."""
    CONTRADICTION = "CONTRADICTION"
    """The gateway takes back its word; nothing was changed."""
    PAID_TWICE = "PAID_TWICE"
    """A second payment for a paid order; it goes back."""
    PAID_TOO_LATE = "PAID_TOO_LATE"
    """The order had been given up, or could not be fulfilled any more; the money goes back."""
    NOT_GRANTED = "NOT_GRANTED"
    """At the time of payment the benefits could not be given; the order is cancelled and the money goes back."""
    CHARGED_BACK = "CHARGED_BACK"
    """The member's bank took the money back; what was granted for it is taken back."""
    REFUND_DECLINED = "REFUND_DECLINED"
    """The gateway will not give the money back: find another way."""


@dataclass(frozen=True, slots=True)
class Part:
    """One grant that an order's line gives, and what of the money belongs to it; ``grant_id`` is set when paid."""

    id: UUID
    order_id: UUID
    line_id: UUID
    unit: int
    path: str
    number: int
    benefit: str
    refund_rule: RefundRule
    price: Money
    discount: Money
    grant_id: UUID | None = None
    refund_id: UUID | None = None
    refunded: Money | None = None

    @property
    def amount(self) -> Money:
        """What the member pays for it."""
        return self.price - self.discount


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order: ``quantity`` times a pinned revision, ``introductory`` of them at that price."""

    id: UUID
    number: int
    offer: str
    bundle: str
    revision_id: UUID
    choices: Mapping[str, Sequence[str]]
    quantity: int
    introductory: int
    subtotal: Money
    discount: Money

    @property
    def total(self) -> Money:
        """What the member pays for it."""
        return self.subtotal - self.discount


@dataclass(frozen=True, slots=True)
class Order:
    """An order. ``number`` is for people; unpaid, it expires at ``pay_by``. ``closed_because`` is a refusal's code."""

    id: UUID
    number: str
    member_id: UUID
    source: Source
    state: OrderState
    subtotal: Money
    discount: Money
    discount_reference: str
    lines: tuple[Line, ...]
    placed_at: datetime
    pay_by: datetime
    paid_at: datetime | None = None
    closed_at: datetime | None = None
    closed_because: str = ""

    @property
    def total(self) -> Money:
        """What the member pays."""
        return self.subtotal - self.discount


@dataclass(frozen=True, slots=True)
class Payment:
    """One try to take an order's total; ``key`` names it at the gateway, ``reference`` is the gateway's own name.

    ``reason`` is why it was declined, ``is_hard`` that trying again is useless. Where the member must act, ``url`` is
    where.
    """

    id: UUID
    order_id: UUID
    member_id: UUID
    number: int
    gateway: str
    key: str
    payer: str
    state: PaymentState
    amount: Money
    at: datetime
    reference: str | None = None
    reason: str = ""
    is_hard: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How an order stands, whatever it is for; ``payment`` is the last try to pay it."""

    order_id: UUID
    number: str
    state: OrderState
    total: Money
    paid_at: datetime | None
    payment: Payment | None


@dataclass(frozen=True, slots=True)
class RefundRecord:
    """Money that goes back; ``key`` names it at the gateway, ``reference`` is the gateway's own name."""

    id: UUID
    order_id: UUID
    member_id: UUID
    payment_id: UUID | None
    cause: RefundCause
    key: str
    amount: Money
    state: RefundState
    reason: str
    at: datetime
    by: str
    reference: str | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptCard:
    """A card that a gateway keeps for a member; good through the last day of ``expires_month``."""

    member_id: UUID
    gateway: str
    method: str
    brand: str
    last4: str
    expires_year: int
    expires_month: int


@dataclass(frozen=True, slots=True)
class PaymentCase:
    """Something about money that did not fit, kept for a person; ``facts`` is plain JSON without secrets."""

    id: UUID
    kind: CaseKind
    at: datetime
    order_id: UUID | None = None
    payment_id: UUID | None = None
    refund_id: UUID | None = None
    member_id: UUID | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    resolved_at: datetime | None = None
    resolved_by: str = ""
    resolution: str = ""
