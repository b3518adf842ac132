"""Why an order, a payment or a refund is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from hub.kernel.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hub.kernel.money import Money


@dataclass(eq=False)
class NotOnSale(Refusal):
    """The offer is sold from ``sale_from`` until ``sale_until`` (``None``: open), and through ``channel`` alone."""

    code: ClassVar[str] = "NOT_ON_SALE"

    offer: str
    sale_from: datetime | None
    sale_until: datetime | None
    channel: str | None


@dataclass(eq=False)
class OfferLimitReached(Refusal):
    """A member may buy the offer ``limit`` times; ``left`` more are possible."""

    code: ClassVar[str] = "OFFER_LIMIT_REACHED"

    offer: str
    limit: int
    left: int


@dataclass(eq=False)
class CurrenciesMixed(Refusal):
    """One order is paid in one currency; order what is sold in another on its own."""

    code: ClassVar[str] = "CURRENCIES_MIXED"

    currencies: Sequence[str]


@dataclass(eq=False)
class PriceChanged(Refusal):
    """The total is not what the member agreed to any more: show them ``now`` and ask again."""

    code: ClassVar[str] = "PRICE_CHANGED"

    agreed: Money
    now: Money


@dataclass(eq=False)
class OrderNotPayable(Refusal):
    """The order does not wait for a payment: it is ``state``."""

    code: ClassVar[str] = "ORDER_NOT_PAYABLE"

    order: str
    state: str


@dataclass(eq=False)
class PaymentUnderWay(Refusal):
    """A payment of the order is not decided yet; wait for its outcome."""

    code: ClassVar[str] = "PAYMENT_UNDER_WAY"

    order: str


@dataclass(eq=False)
class PaymentsClosed(Refusal):
    """No payment gateway is set up under this name, so nothing can be paid or given back through it."""

    code: ClassVar[str] = "PAYMENTS_CLOSED"

    gateway: str


@dataclass(eq=False)
class NotPaid(Refusal):
    """There is nothing to refund: the order is ``state``."""

    code: ClassVar[str] = "NOT_PAID"

    order: str
    state: str


@dataclass(eq=False)
class AlreadyRefunded(Refusal):
    """A part is refunded once; ``parts`` were before."""

    code: ClassVar[str] = "ALREADY_REFUNDED"

    order: str
    parts: Sequence[str]


@dataclass(eq=False)
class NothingToRefund(Refusal):
    """By their rules the parts asked for have no value left to give back; nothing was taken from the member."""

    code: ClassVar[str] = "NOTHING_TO_REFUND"

    order: str


@dataclass(eq=False)
class BundleChanged(Refusal):
    """What the bundle gives by now is not what was ordered: one of its windows has moved past a release."""

    code: ClassVar[str] = "BUNDLE_CHANGED"

    bundle: str


@dataclass(eq=False)
class CardDeclined(Refusal):
    """The bank will not have this card kept: ``reason`` is its word."""

    code: ClassVar[str] = "CARD_DECLINED"

    reason: str
