"""What renews by itself in a demo: once from a card that pays, once from one that is declined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.adapters.sandbox.gateway.cards import CARDS, NAMED
from hub.catalogue import reads as catalogue
from hub.orders.service.settling import keep_card
from hub.ports.payments import StoredMethod
from hub.renewals.rules.policy import USUAL
from hub.renewals.rules.values import Card
from hub.renewals.service import agreeing

if TYPE_CHECKING:
    from hub.journal.rules import Act
    from hub.members.rules import Member
    from hub.ports import Ports

_GATEWAY = "sandbox"


@dataclass(frozen=True, slots=True)
class Renewing:
    """The member lets this offer renew, from this test card of the sandbox gateway."""

    offer: str
    number: str
    days_ago: int = 0


async def agree(ports: Ports, member: Member, step: Renewing, act: Act) -> None:
    """Keep the card, and agree to the offer as it is sold."""
    number, year = CARDS[step.number].number, act.at.year + 5
    method = f"{NAMED}_{number}_{member.id}"
    stored = StoredMethod(method, CARDS[number].brand, number[-4:], expires_year=year, expires_month=12)
    await keep_card(member.id, _GATEWAY, stored, act.at)
    offer = (await catalogue.live_offers([step.offer]))[step.offer]
    wish = agreeing.Wish(step.offer, offer.price, USUAL.terms_version)
    await agreeing.enable(ports, member, wish, Card(_GATEWAY, method), act)
