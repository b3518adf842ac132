"""Saying in time that codes run out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.fulfilment import reads
from hub.fulfilment.models import StockLevelRow
from hub.journal import service as journal
from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import datetime

    from hub.journal.rules import Act


MOST = 1_000_000_000
"""Free codes of which anybody may say that they are too few."""


async def warn_below(product: str, count: int, by: Act) -> None:
    """From now on, say so when fewer than ``count`` codes of the product are free."""
    if not 0 < count <= MOST:
        raise InvalidInput("count", f"give 1 to {MOST}")
    async with in_transaction():
        changed = {"warn_below": count, "warned_at": None}
        await StockLevelRow.update_or_create(product=product, defaults=changed)
        facts = {"warn_below": count}
        await journal.record(by.at, by.actor, action="watch_stock", subject=f"stock:{product}", facts=facts)


async def watch(at: datetime) -> list[str]:
    """Note in the journal, once each time, that a product has become scarce; the products."""
    scarce = []
    for stock in await reads.stocks():
        level = StockLevelRow.filter(product=stock.product)
        if not stock.is_low:
            await level.filter(warned_at__isnull=False).update(warned_at=None)
        elif await level.filter(warned_at=None).update(warned_at=at):
            facts = {"free": stock.free, "warn_below": stock.warn_below}
            await journal.record(at, "system", action="low_stock", subject=f"stock:{stock.product}", facts=facts)
            scarce.append(stock.product)
    return scarce
