"""What a renewal costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hub.catalogue.rules.bundles import Offer
    from hub.kernel.money import Money
    from hub.renewals.rules.values import Terms


@dataclass(frozen=True, slots=True)
class Price:
    """What the next renewal costs, and whether the member has to consent to that first."""

    amount: Money
    needs_consent: bool = False


def price_due(terms: Terms, offer: Offer | None, bought: int) -> Price:
    """The price of the next renewal: the agreed one, less where the offer costs less by now, more with consent alone.

    The introductory price is that of the first periods that the member ever bought.
    """
    if terms.introductory and terms.introductory_left(bought):
        return Price(terms.introductory.price)
    now = offer.price if offer and offer.price.currency == terms.price.currency else terms.price
    return Price(now, needs_consent=now > terms.price)
