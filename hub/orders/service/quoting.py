"""What a cart costs and what it would change. Nothing here writes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.catalogue import reads as catalogue
from hub.catalogue.rules.expansion import expand
from hub.entitlements.service.previewing import preview_planned
from hub.kernel.errors import NotFound
from hub.orders import reads
from hub.orders.rules.pricing import Cart, CartLine, Priced, Wanted, check_cart, check_sale, is_counted, price

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from hub.catalogue.rules.bundles import Offer
    from hub.catalogue.rules.expansion import PlannedGrant
    from hub.catalogue.rules.revisions import Revision
    from hub.entitlements.rules.preview import TimelineChange
    from hub.members.rules import Member


@dataclass(frozen=True, slots=True)
class Quote:
    """The money of a cart, and what buying it at that instant would change on the member's timeline."""

    priced: Priced
    changes: Sequence[TimelineChange]


async def quote(member: Member, cart: Cart, at: datetime) -> Quote:
    """What ``cart`` costs ``member`` at ``at``, and what it would change. Refuses whatever ``place`` would refuse."""
    wishes = await wanted(member, cart, at)
    return Quote(price(wishes, cart.discount), await preview_planned(member, given(wishes), at))


async def wanted(member: Member, cart: Cart, at: datetime) -> list[Wanted]:
    """What the lines of ``cart`` mean at ``at``.

    Refused: what makes no sense (``InvalidInput``), unknown and retired offers (``NotFound``), improper choices,
    ``NotOnSale`` and ``OfferLimitReached``.
    """
    check_cart(cart)
    codes = [line.offer for line in cart.lines]
    offers = {**await catalogue.live_offers(codes), **cart.agreed}
    revisions = await catalogue.current_revisions([offer.bundle for offer in offers.values()])
    counted = [each.code for each in offers.values() if is_counted(each)]
    bought = await reads.bought(member.id, counted) if counted else Counter[str]()
    wishes = []
    for line in cart.lines:
        offer, revision = _found(line, offers, revisions)
        gives = expand(revision.content, line.choices, at, member.zone)
        wish = Wanted(line, offer, revision.id, gives, bought[offer.code])
        check_sale(wish, cart.channel, at)
        bought[offer.code] += line.quantity
        wishes.append(wish)
    return wishes


def _found(line: CartLine, offers: Mapping[str, Offer], revisions: Mapping[str, Revision]) -> tuple[Offer, Revision]:
    offer = offers.get(line.offer)
    revision = revisions.get(offer.bundle) if offer else None
    if offer is None or revision is None:
        raise NotFound("offer", line.offer)
    return offer, revision


def given(wishes: Sequence[Wanted]) -> list[PlannedGrant]:
    """The grants that all lines give, one unit after the other."""
    return [each for wish in wishes for each in [*wish.gives] * wish.line.quantity]
