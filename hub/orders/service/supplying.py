"""What orders ask of deliveries and of the code vault, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.fulfilment import reads as fulfilment
from hub.fulfilment.rules.codes import CodeState
from hub.fulfilment.service import delivering, planning, vault, withdrawing
from hub.orders.rules.pacing import KEEP_CODES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.expansion import PlannedGrant
    from hub.entitlements.rules.granted import GrantRecord
    from hub.fulfilment.rules.tasks import Task
    from hub.journal.rules import Act, Deed
    from hub.members.rules import Member
    from hub.ports import Ports

_SEEN = {CodeState.REVEALED, CodeState.REDEEMED}


async def codes_needed(planned: Sequence[PlannedGrant], at: datetime) -> Mapping[str, int]:
    """How many codes of which product these grants need at ``at``."""
    return await planning.codes_needed(planned, at)


async def reserve(holder: UUID, needed: Mapping[str, int], at: datetime, until: datetime) -> None:
    """Keep the codes that are needed, all or none, somewhat longer than ``until``; else ``OutOfStock``.

    Commits for itself. Repeated for the same holder it changes nothing.
    """
    await vault.reserve(holder, needed, at, until + KEEP_CODES)


async def give_back(holder: UUID) -> None:
    """Put what is still reserved back into the stock, in the caller's transaction."""
    await vault.give_back(holder)


async def hand_over(
    member: Member, records: Sequence[GrantRecord], at: datetime, holder: UUID
) -> tuple[list[Task], list[Deed]]:
    """Plan the deliveries of what was granted, and make the codes reserved by ``holder`` the member's.

    The answer is what there is to deliver, and what to say of that in the journal.
    """
    tasks = await planning.store(member, records, at, reserved_for=holder)
    return tasks, [planning.deed(member, tasks)] if tasks else []


async def take_back(member: Member, grant_ids: Sequence[UUID], by: Act) -> None:
    """Call off or take back the deliveries of these grants as far as that is possible."""
    await withdrawing.cancel(member, grant_ids, by)


async def begin(ports: Ports, tasks: Sequence[Task]) -> None:
    """Let workers begin with these tasks; after the commit."""
    await delivering.tell(ports, tasks)


async def start(ports: Ports, grant_ids: Sequence[UUID]) -> None:
    """Let workers begin with what there is to deliver, or to take back, for these grants; after the commit."""
    await begin(ports, [*(await fulfilment.tasks_of_grants(grant_ids)).values()])


async def grants_with_codes_seen(grant_ids: Sequence[UUID]) -> set[UUID]:
    """Of these grants, those whose code the member has seen or used."""
    tasks = await fulfilment.tasks_of_grants(grant_ids)
    codes = await fulfilment.codes_of_tasks([each.id for each in tasks.values()])
    return {grant_id for grant_id, task in tasks.items() if any(code.state in _SEEN for code in codes[task.id])}
