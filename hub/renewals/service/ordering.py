"""A renewal's order and its payments."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from hub.catalogue import reads as catalogue
from hub.entitlements.rules.granted import Source
from hub.journal.rules import Act
from hub.orders.rules.pricing import Cart, CartLine, PercentOff
from hub.orders.service import paying, placing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from hub.catalogue.rules.bundles import Offer
    from hub.members.rules import Member
    from hub.orders.rules.values import Order, Standing
    from hub.ports import Ports
    from hub.renewals.rules.policy import Policy
    from hub.renewals.rules.values import Agreement, Renewal
    from hub.renewals.service.situation import Situation

    Placing = Callable[[Member, Cart, Act, placing.Terms], Awaitable[Order]]
    """Orders as ``placing.place`` does, perhaps with an offer."""

_ACTOR = "system"
_WAIVED = PercentOff(100, "waived")
_LONGER = timedelta(days=30)
"""How much longer than the last try an order may be paid: what staff retry late still finds it."""


async def place(found: Situation, policy: Policy, renewal: Renewal, at: datetime, place_: Placing) -> str:
    """The number of the renewal's order: there is one, however often this is asked. Refuses what ``place_`` refuses."""
    agreement = found.facts.agreement
    pay_within = max(policy.retries, default=timedelta(0)) + policy.grace + _LONGER
    terms = placing.Terms(source=Source.RENEWAL, pay_within=pay_within)
    amount = renewal.amount.amount_minor if renewal.amount else 0
    by = Act(_ACTOR, at, f"renewal:{renewal.id}:{renewal.notices}:{amount}{':waived' if renewal.is_waived else ''}")
    async with catalogue.at_one_version():
        return (await place_(found.member, _cart(agreement, found.offer, renewal), by, terms)).number


def _cart(agreement: Agreement, offer: Offer, renewal: Renewal) -> Cart:
    """The offer as it was agreed to: on sale or not, for the amount of the notice."""
    price = agreement.terms.price if renewal.is_waived else renewal.amount or agreement.terms.price
    agreed = replace(
        offer,
        price=price,
        introductory=None,
        sale_from=None,
        sale_until=None,
        per_member_limit=None,
        channel=None,
    )
    line = CartLine(offer.code, 1, agreement.terms.choices)
    return Cart([line], _WAIVED if renewal.is_waived else None, agreed={offer.code: agreed})


async def pay(ports: Ports, found: Situation, renewal: Renewal) -> Standing:
    """Charge the stored card for the renewal's order, once more than was found; the same try again changes nothing."""
    card, last = found.facts.agreement.card, found.facts.payment
    means = paying.Means(source=card.method, gateway=card.gateway, member_present=False)
    by = Act(_ACTOR, ports.clock.now(), f"try:{last.number + 1 if last else 1}")
    return (await paying.attempt(ports, found.member, renewal.order, means, by))[0]
