"""What happens to codes between the stock and a member: reserved, issued, given back, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.connection import get_connection

from hub.fulfilment.errors import OutOfStock
from hub.fulfilment.models import CodeRow
from hub.fulfilment.rules.codes import CodeState
from hub.fulfilment.rules.tasks import VAULT
from hub.fulfilment.service.reserving import FREED, Wish, take

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.fulfilment.rules.tasks import Task

_ISSUE = """
    UPDATE codes SET state = 'ISSUED', member_id = given.member_id, task_id = given.task_id, issued_at = $4
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS given (id, member_id, task_id)
    WHERE codes.id = given.id AND codes.state = 'RESERVED'
"""


async def reserve(holder: UUID, wanted: Mapping[str, int], at: datetime, until: datetime) -> None:
    """Keep so many codes of each product for ``holder`` (an order) ``until`` then: all of them or none.

    Refuses with ``OutOfStock``. The soonest-ending codes go first. Repeated for the same holder it changes nothing.
    Call it before your own transaction: it commits for itself, together with whoever asks at the same time. What is
    neither issued nor given back is free again once ``until`` has passed.
    """
    missing = {}
    for product, quantity in sorted(wanted.items()):
        if lacking := await take(Wish(holder, product, quantity, until, at)):
            missing[product] = lacking
    if missing:
        await give_back(holder)
        raise OutOfStock(missing)


async def issue(holder: UUID, tasks: Sequence[Task], at: datetime) -> int:
    """Make the codes reserved for ``holder`` the members' whose ``tasks`` they deliver now; how many were issued.

    In the caller's transaction. What is released later gets its codes then. A task for which no codes are reserved
    (any more) is left to take them from the stock when it is worked on.
    """
    rows = await CodeRow.filter(holder_id=holder, state=CodeState.RESERVED).order_by("slot").select_for_update()
    usable = [row for row in rows if row.ends_at is None or row.ends_at > at]
    given: list[tuple[UUID, UUID, UUID]] = []
    for task in tasks:
        own = [row for row in usable if row.product == task.way.product][: task.quantity]
        if task.way.provider == VAULT and task.ready_at <= at and len(own) == task.quantity:
            given += [(row.id, task.member_id, task.id) for row in own]
            usable = [row for row in usable if row not in own]
    if given:
        await get_connection("default").execute_query(_ISSUE, [*map(list, zip(*given, strict=True)), at])
    return len(given)


async def give_back(holder: UUID) -> int:
    """Put what is still reserved for ``holder`` back into the stock, in the caller's transaction; how many."""
    return await CodeRow.filter(holder_id=holder, state=CodeState.RESERVED).update(**FREED)


async def give_back_overdue(at: datetime) -> int:
    """Put back every code whose reservation has run out; how many."""
    return await CodeRow.filter(state=CodeState.RESERVED, reserved_until__lte=at).update(**FREED)
