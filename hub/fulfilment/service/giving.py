"""What staff give and take back by hand: the grants, and with them what providers have to deliver."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tortoise.transactions import in_transaction

from hub.entitlements import reads as entitlements
from hub.entitlements.service import granting, using
from hub.fulfilment import reads
from hub.fulfilment.service.delivering import tell
from hub.fulfilment.service.planning import plan
from hub.fulfilment.service.withdrawing import cancel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.entitlements.rules.granted import Origin
    from hub.entitlements.service.granting import Given
    from hub.entitlements.service.planning import Asked
    from hub.journal.rules import Act
    from hub.members.rules import Member
    from hub.ports import Ports


async def give(ports: Ports, member: Member, asked: Asked, origin: Origin, by: Act) -> Given:
    """Grant what is asked and plan its deliveries, all of it or nothing, once per idempotency key; as ``grant``."""
    async with in_transaction():
        given = await granting.grant(member, asked, origin, by)
        tasks = list((await reads.tasks_of_grants(given.grants)).values())
        if not tasks:
            tasks = await plan(member, await entitlements.records(given.grants), by)
    await tell(ports, tasks)
    return given


async def take_back(ports: Ports, member: Member, grant_ids: Sequence[UUID], reason: str, by: Act) -> None:
    """Revoke the member's grants and call their deliveries off, all or none; as ``revoke``."""
    async with in_transaction():
        await using.revoke(member, grant_ids, reason, by)
        await cancel(member, grant_ids, by)
    await _tell_of(ports, grant_ids)


async def take_back_holding(ports: Ports, member: Member, holding_id: UUID, reason: str, by: Act) -> list[UUID]:
    """Revoke a whole bundle of the member and call its deliveries off; the ids of its grants."""
    async with in_transaction():
        await using.revoke_holding(member, holding_id, reason, by)
        records = await entitlements.records_of_holdings([holding_id])
        grant_ids = [UUID(str(each.grant.key)) for each in records]
        await cancel(member, grant_ids, by)
    await _tell_of(ports, grant_ids)
    return grant_ids


async def _tell_of(ports: Ports, grant_ids: Sequence[UUID]) -> None:
    await tell(ports, list((await reads.tasks_of_grants(grant_ids)).values()))
