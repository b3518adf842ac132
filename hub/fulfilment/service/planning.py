"""Deciding, when something is granted, what must be delivered; and calling it off when it is taken back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hub.catalogue import reads as catalogue
from hub.catalogue.rules.values import Delivery
from hub.fulfilment import reads
from hub.fulfilment.models import TaskRow
from hub.fulfilment.rules import planning as rules
from hub.fulfilment.rules.routing import routes
from hub.fulfilment.rules.tasks import VAULT
from hub.fulfilment.service import vault
from hub.journal import service as journal
from hub.members import reads as members

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.expansion import PlannedGrant
    from hub.catalogue.rules.values import Benefit
    from hub.entitlements.rules.granted import GrantRecord
    from hub.fulfilment.rules.tasks import Task
    from hub.journal.rules import Act
    from hub.members.rules import Member


async def plan(member: Member, records: Sequence[GrantRecord], by: Act, reserved_for: UUID | None = None) -> list[Task]:
    """Record, in the caller's transaction, a task for each of the member's grants that a provider has to deliver.

    ``reserved_for`` names the order for which codes were reserved: they become the member's now. Once the
    transaction has committed, ``delivering.tell`` lets the work begin at once; without it, it begins when the
    sweep comes by. A grant that has its task keeps it. The answer is in the order of ``records``.
    """
    benefits = await catalogue.benefits(sorted({each.grant.benefit for each in records}))
    concerned = [each for each in records if benefits[each.grant.benefit].delivery is not Delivery.INTERNAL]
    if not concerned:
        return []
    written = await reads.route_rules(benefits)
    bound = {each.provider for each in (await members.accounts([member.id]))[member.id]}
    new = [
        rules.task(each, benefit, routes(benefit, each.grant.validity, written), bound, by.at)
        for each in concerned
        for benefit in [benefits[each.grant.benefit]]
    ]
    await TaskRow.bulk_create([_row(each) for each in new], on_conflict=["grant_id"], ignore_conflicts=True)
    stored = await reads.tasks_of_grants([each.grant_id for each in new])
    tasks = [stored[each.grant_id] for each in new]
    if reserved_for:
        await vault.issue(reserved_for, tasks, by.at)
    await journal.record(
        by.at,
        by.actor,
        action="plan_delivery",
        subject=f"member:{member.id}",
        member_id=member.id,
        facts={"tasks": [{"id": str(each.id), "benefit": each.benefit} for each in tasks]},
    )
    return tasks


async def codes_needed(planned: Sequence[PlannedGrant], at: datetime) -> Counter[str]:
    """How many codes of which product to reserve for grants about to be sold: those that the vault delivers now.

    Later releases of a drip take their codes when they are released.
    """
    benefits = await catalogue.benefits(sorted({each.benefit for each in planned}))
    written = await reads.route_rules(benefits)
    needed: Counter[str] = Counter()
    for each in planned:
        if _is_vaults(benefits[each.benefit]) and each.granted_at <= at:
            first = routes(benefits[each.benefit], each.validity, written)[0]
            if first.provider == VAULT:
                needed[first.product] += each.quantity or 1
    return needed


def _is_vaults(benefit: Benefit) -> bool:
    return benefit.delivery is Delivery.CODE_VAULT


def _row(task: Task) -> TaskRow:
    return TaskRow(
        id=task.id,
        member_id=task.member_id,
        grant_id=task.grant_id,
        benefit=task.benefit,
        account_at=task.account_at,
        delivery=task.delivery,
        quantity=task.quantity,
        routes=[[each.provider, each.product] for each in task.routes],
        route=task.route,
        provider=task.way.provider,
        state=task.state,
        awaits=task.awaits,
        ready_at=task.ready_at,
        due_at=task.due_at,
        created_at=task.created_at,
        starts_grant=task.starts_grant,
    )
