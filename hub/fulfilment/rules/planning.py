"""From a grant to the task that delivers it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from hub.catalogue.rules.values import Delivery
from hub.fulfilment.rules.tasks import Awaited, State, Task
from hub.kernel.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from hub.catalogue.rules.values import Benefit
    from hub.entitlements.rules.granted import GrantRecord
    from hub.fulfilment.rules.tasks import Route


def task(
    record: GrantRecord, benefit: Benefit, routes: tuple[Route, ...], bound: Collection[str], at: datetime
) -> Task:
    """The task for a grant recorded at ``at``; ``bound`` are the providers at which the member's account is known.

    A release of a drip is due when it is released, not before.
    """
    ready_at = max(at, record.grant.granted.at)
    awaits = awaited(record, benefit, bound)
    return Task(
        id=new_id(),
        member_id=record.member_id,
        grant_id=UUID(str(record.grant.key)),
        benefit=benefit.code,
        account_at=benefit.provider,
        delivery=benefit.delivery,
        quantity=record.grant.quantity or 1,
        routes=routes,
        route=0,
        state=State.AWAITING_MEMBER if awaits else State.QUEUED,
        awaits=awaits,
        ready_at=ready_at,
        due_at=None if awaits else ready_at,
        tries=0,
        note="",
        created_at=at,
        starts_grant=record.grant.starts_on_delivery,
    )


def awaited(record: GrantRecord, benefit: Benefit, bound: Collection[str]) -> Awaited | None:
    """What the member has to do before the grant can be delivered."""
    if record.grant.needs_activation and not record.grant.activated:
        return Awaited.ACTIVATION
    if benefit.delivery is Delivery.DIRECT and benefit.provider not in bound:
        return Awaited.ACCOUNT
    return None
