"""What orders do: give a bundle and plan its deliveries, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service import granting
from hub.entitlements.service.planning import OneBenefit, OneBundle
from hub.fulfilment.service.planning import plan
from hub.journal.rules import Act
from hub.kernel.calendar import Period
from hub.kernel.ids import new_id

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.fulfilment.rules.tasks import Task
    from hub.members.rules import Member

EVERYTHING = OneBundle("everything")


def one(benefit: str, quantity: int | None = None) -> OneBenefit:
    return OneBenefit(benefit, Period.parse("P1M"), quantity)


async def buy(member: Member, asked: OneBenefit | OneBundle, at: datetime, order: UUID | None = None) -> list[Task]:
    by = Act("system", at, new_id().hex)
    async with in_transaction():
        gifts = await granting.weigh(member, [asked], Origin(Source.PURCHASE), by)
        await granting.store(gifts, at)
        return await plan(member, gifts.given[0].records, by, order)
