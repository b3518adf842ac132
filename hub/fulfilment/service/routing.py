"""Writing down by which routes a benefit is delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.catalogue import reads as catalogue
from hub.fulfilment.models import RouteRow
from hub.fulfilment.rules.routing import check
from hub.journal import service as journal
from hub.kernel.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.fulfilment.rules.tasks import Route
    from hub.journal.rules import Act
    from hub.kernel.calendar import Period


async def route(benefit: str, routes: Sequence[Route], by: Act, period: Period | None = None) -> None:
    """From now on deliver ``benefit`` by these routes, best first; with ``period``, its grants of exactly that length.

    None at all takes back what was written down. Deliveries that are planned already keep their routes. Refuses an
    unknown benefit, and routes that cannot deliver it.
    """
    known = (await catalogue.benefits([benefit])).get(benefit)
    if known is None:
        raise NotFound("benefit", benefit)
    check(known, routes)
    length = str(period) if period else ""
    async with in_transaction():
        await RouteRow.filter(benefit=benefit, period=length).delete()
        await RouteRow.bulk_create(
            RouteRow(benefit=benefit, period=length, rank=rank, provider=each.provider, product=each.product)
            for rank, each in enumerate(routes)
        )
        facts = {"period": length, "routes": [f"{each.provider}:{each.product}" for each in routes]}
        await journal.record(by.at, by.actor, action="route_benefit", subject=f"benefit:{benefit}", facts=facts)
