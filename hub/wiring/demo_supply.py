"""How the demo's benefits are delivered: by the stand-in providers, and from a stocked vault."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hub.catalogue.rules.values import Delivery
from hub.fulfilment.rules.stocking import Batch, Pattern
from hub.fulfilment.rules.tasks import Route
from hub.fulfilment.service import routing, stocking, watching

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.catalogue.rules.values import Benefit
    from hub.journal.rules import Act
    from hub.ports import Ports

_WORDS = {Delivery.DIRECT: "now", Delivery.CODE_PROVIDER: "code-now", Delivery.LINK: "link-now"}
"""What tells a stand-in, in the name of a product, what to give and how soon."""

_FIRST = {Delivery.DIRECT: "sunrise", Delivery.CODE_PROVIDER: "harbour", Delivery.LINK: "harbour"}
_STOCK = 100
_SCARCE = 8
_WARN_BELOW = 20
_GOOD_FOR = timedelta(days=730)


async def supply(ports: Ports, benefits: Iterable[Benefit], by: Act) -> None:
    """Write the ways down and fill the vault; of one product there is too little, for the console to show."""
    benefits = list(benefits)
    for each in benefits:
        if each.delivery in _WORDS:
            await routing.route(each.code, _ways(each), by)
    vaulted = [each.code for each in benefits if each.delivery is Delivery.CODE_VAULT]
    for number, product in enumerate(vaulted):
        count = _SCARCE if number == len(vaulted) - 1 else _STOCK
        pattern = Pattern(prefix=f"{product[:2].upper()}-", length=12)
        until = by.at + _GOOD_FOR
        await stocking.generate(ports, Batch(product, "demo"), pattern, count, until, by)
        await watching.warn_below(product, _WARN_BELOW, by)


def _ways(benefit: Benefit) -> list[Route]:
    product = f"{benefit.code}-{_WORDS[benefit.delivery]}"
    return [Route(_FIRST[benefit.delivery], product), Route("drizzle", product)]
