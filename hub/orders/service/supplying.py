"""What orders ask of deliveries and of the code vault, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.fulfilment import reads as fulfilment
from hub.fulfilment.rules.codes import CodeState
from hub.fulfilment.service import delivering, planning, vault, withdrawing
from hub.orders.rules.pacing import KEEP_CODES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.expansion import PlannedGrant
    from hub.entitlements.rules.granted import GrantRecord
    from hub.journal.rules import Act
    from hub.members.rules import Member
    from hub.ports import Ports

_SEEN = {CodeState.REVEALED, CodeState.REDEEMED}


async def reserve(holder: UUID, planned: Sequence[PlannedGrant], at: datetime, until: datetime) -> None:
    """Keep the codes that these grants need, all or none, somewhat longer than ``until``; else ``OutOfStock``.

    Commits for itself. Repeated for the same holder it changes nothing.
    """
    wanted = await planning.codes_needed(planned, at)
    if wanted:
        await vault.reserve(holder, wanted, at, until + KEEP_CODES)


async def give_back(holder: UUID) -> None:
    """Put what is still reserved back into the stock, in the caller's transaction."""
    await vault.give_back(holder)


async def hand_over(member: Member, records: Sequence[GrantRecord], by: Act, holder: UUID) -> None:
    """Plan the deliveries of what was granted, and make the codes reserved by ``holder`` the member's."""
    await planning.plan(member, records, by, reserved_for=holder)


async def take_back(member: Member, grant_ids: Sequence[UUID], by: Act) -> None:
    """Call off or take back the deliveries of these grants as far as that is possible."""
    await withdrawing.cancel(member, grant_ids, by)


async def start(ports: Ports, grant_ids: Sequence[UUID]) -> None:
    """Let workers begin with what there is to deliver, or to take back, for these grants; after the commit."""
    await delivering.tell(ports, [*(await fulfilment.tasks_of_grants(grant_ids)).values()])


async def grants_with_codes_seen(grant_ids: Sequence[UUID]) -> set[UUID]:
    """Of these grants, those whose code the member has seen or used."""
    tasks = await fulfilment.tasks_of_grants(grant_ids)
    codes = await fulfilment.codes_of_tasks([each.id for each in tasks.values()])
    return {grant_id for grant_id, task in tasks.items() if any(code.state in _SEEN for code in codes[task.id])}
