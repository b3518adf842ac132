"""What a cart costs: introductory prices, the discount, and each part's share of the money, exact to the minor unit.

A discount is allocated to the lines by their prices, and each line's share to its parts by theirs, always by the
largest remainder. A part's price is its share, by weight, of the price of the bundle it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hub.kernel.errors import InvalidInput
from hub.kernel.money import Money, split
from hub.orders.errors import CurrenciesMixed, NotOnSale, OfferLimitReached

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.bundles import Offer
    from hub.catalogue.rules.expansion import PlannedGrant

MAX_LINES = 20
MAX_QUANTITY = 20
MAX_PARTS = 500
"""How many grants one order may give."""


@dataclass(frozen=True, slots=True)
class PercentOff:
    """``percent`` (1 to 100) of the whole cart, rounded down to the minor unit; ``reference`` says whose gift it is."""

    percent: int
    reference: str = ""

    def amount(self, subtotal: Money) -> int:
        """What comes off ``subtotal``, in minor units."""
        return subtotal.amount_minor * self.percent // 100


@dataclass(frozen=True, slots=True)
class AmountOff:
    """A fixed amount off the whole cart, never more than it costs; ``reference`` says whose gift it is."""

    off: Money
    reference: str = ""

    def amount(self, subtotal: Money) -> int:
        """What comes off ``subtotal``, in minor units."""
        return (subtotal - max(subtotal - self.off, Money(subtotal.currency, 0))).amount_minor


Discount = PercentOff | AmountOff


@dataclass(frozen=True, slots=True)
class CartLine:
    """``quantity`` times the bundle of ``offer``, each with the same ``choices`` by choice group."""

    offer: str
    quantity: int
    choices: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Cart:
    """What a member wants to buy through ``channel`` (``None``: wherever anything is sold).

    ``agreed`` are offers, by code, to which the member agreed before: they count as they were agreed to, and not as
    they are sold now.
    """

    lines: Sequence[CartLine]
    discount: Discount | None = None
    channel: str | None = None
    agreed: Mapping[str, Offer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A cart's line with what it means now: the offer, the revision, and the grants that each one gives.

    ``bought`` is how often the member has bought the offer so far, what comes before in the cart included; where that
    matters to nothing, it is not counted.
    """

    line: CartLine
    offer: Offer
    revision_id: UUID
    gives: Sequence[PlannedGrant]
    bought: int


@dataclass(frozen=True, slots=True)
class PricedPart:
    """One grant that the line gives: the ``unit``-th bundle's, at ``path`` and ``number``; amounts in minor units."""

    unit: int
    path: str
    number: int
    benefit: str
    price_minor: int
    discount_minor: int = 0

    @property
    def amount_minor(self) -> int:
        """What the member pays for it."""
        return self.price_minor - self.discount_minor


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its money; ``introductory`` of its units have the introductory price."""

    line: CartLine
    bundle: str
    revision_id: UUID
    introductory: int
    subtotal: Money
    discount: Money
    parts: tuple[PricedPart, ...]

    @property
    def total(self) -> Money:
        """What the member pays for it."""
        return self.subtotal - self.discount


@dataclass(frozen=True, slots=True)
class Priced:
    """A cart with its money; ``discount_reference`` says whose gift the discount is."""

    lines: tuple[PricedLine, ...]
    subtotal: Money
    discount: Money
    discount_reference: str = ""

    @property
    def total(self) -> Money:
        """What the member pays."""
        return self.subtotal - self.discount


def check_cart(cart: Cart) -> None:
    """Refuse (``InvalidInput``) a cart without lines, with too many, or with amounts that make no sense."""
    if not 0 < len(cart.lines) <= MAX_LINES:
        raise InvalidInput("lines", f"order 1 to {MAX_LINES} lines at a time")
    if any(not 0 < line.quantity <= MAX_QUANTITY for line in cart.lines):
        raise InvalidInput("quantity", f"order each offer 1 to {MAX_QUANTITY} times")
    if isinstance(cart.discount, PercentOff) and not 0 < cart.discount.percent <= 100:  # noqa: PLR2004 (a whole)
        raise InvalidInput("discount", "give 1 to 100 percent off")
    if isinstance(cart.discount, AmountOff) and cart.discount.off.amount_minor <= 0:
        raise InvalidInput("discount", "give an amount above zero")


def check_sale(wanted: Wanted, channel: str | None, at: datetime) -> None:
    """Refuse an offer outside its sale window or channel (``NotOnSale``), and above the member's limit."""
    offer = wanted.offer
    if not offer.is_on_sale(at) or offer.channel not in (None, channel):
        raise NotOnSale(offer.code, offer.sale_from, offer.sale_until, offer.channel)
    limit = offer.per_member_limit
    if limit is not None and wanted.bought + wanted.line.quantity > limit:
        raise OfferLimitReached(offer.code, limit, max(limit - wanted.bought, 0))


def is_counted(offer: Offer) -> bool:
    """Whether it matters how often a member bought the offer before."""
    return offer.per_member_limit is not None or offer.introductory is not None


def price(wanted: Sequence[Wanted], discount: Discount | None) -> Priced:
    """The money of all lines. Refused: several currencies, and more than ``MAX_PARTS`` grants."""
    currencies = {each.offer.price.currency for each in wanted}
    if len(currencies) > 1:
        raise CurrenciesMixed(sorted(currencies))
    if sum(len(each.gives) * each.line.quantity for each in wanted) > MAX_PARTS:
        raise InvalidInput(
            "quantity", f"this is more than the {MAX_PARTS} benefits that one order may give; order less"
        )
    [currency] = currencies
    full = [_full_price(each) for each in wanted]
    subtotal = Money(currency, sum(line.subtotal.amount_minor for line in full))
    off = Money(currency, discount.amount(subtotal) if discount else 0)
    shares = off.split([line.subtotal.amount_minor for line in full])
    lines = tuple(_discounted(line, share) for line, share in zip(full, shares, strict=True))
    return Priced(lines, subtotal, off, discount.reference if discount else "")


def introductory_units(offer: Offer, quantity: int, bought: int) -> int:
    """How many of ``quantity`` have the introductory price: it is that of the first ``periods`` a member ever buys."""
    left = offer.introductory.periods - bought if offer.introductory else 0
    return min(quantity, max(left, 0))


def _full_price(wanted: Wanted) -> PricedLine:
    offer, quantity = wanted.offer, wanted.line.quantity
    introductory = introductory_units(offer, quantity, wanted.bought)
    prices = [(offer.introductory or offer).price] * introductory + [offer.price] * (quantity - introductory)
    parts = tuple(part for unit, each in enumerate(prices, start=1) for part in _parts(unit, each, wanted.gives))
    subtotal = Money(offer.price.currency, sum(each.amount_minor for each in prices))
    nothing = Money(offer.price.currency, 0)
    return PricedLine(wanted.line, offer.bundle, wanted.revision_id, introductory, subtotal, nothing, parts)


def _parts(unit: int, paid: Money, gives: Sequence[PlannedGrant]) -> list[PricedPart]:
    shares = split(paid.amount_minor, [each.weight for each in gives])
    return [
        PricedPart(unit, each.path, each.number, each.benefit, share) for each, share in zip(gives, shares, strict=True)
    ]


def _discounted(line: PricedLine, discount: Money) -> PricedLine:
    shares = split(discount.amount_minor, [part.price_minor for part in line.parts])
    parts = (replace(part, discount_minor=share) for part, share in zip(line.parts, shares, strict=True))
    return replace(line, discount=discount, parts=tuple(parts))
