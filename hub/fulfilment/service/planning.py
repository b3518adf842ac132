"""Deciding, when something is granted, what must be delivered; and calling it off when it is taken back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import orjson
from tortoise.connection import get_connection

from hub.catalogue import reads as catalogue
from hub.catalogue.rules.values import Delivery
from hub.fulfilment import reads
from hub.fulfilment.rules import planning as rules
from hub.fulfilment.rules.routing import routes
from hub.fulfilment.rules.tasks import VAULT
from hub.fulfilment.service import vault
from hub.journal import service as journal
from hub.journal.rules import Deed
from hub.members import reads as members

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.expansion import PlannedGrant
    from hub.entitlements.rules.granted import GrantRecord
    from hub.fulfilment.rules.tasks import Task
    from hub.journal.rules import Act
    from hub.members.rules import Member


async def plan(member: Member, records: Sequence[GrantRecord], by: Act, reserved_for: UUID | None = None) -> list[Task]:
    """As ``store``, and say so in the journal."""
    tasks = await store(member, records, by.at, reserved_for)
    if tasks:
        await journal.record_all(by.at, by.actor, [deed(member, tasks)])
    return tasks


def deed(member: Member, tasks: Sequence[Task]) -> Deed:
    """What the journal says of planned deliveries."""
    facts = {"tasks": [{"id": str(each.id), "benefit": each.benefit} for each in tasks]}
    return Deed("plan_delivery", f"member:{member.id}", member.id, facts)


async def store(
    member: Member, records: Sequence[GrantRecord], at: datetime, reserved_for: UUID | None = None
) -> list[Task]:
    """Record, in the caller's transaction, a task for each of the member's grants that a provider has to deliver.

    ``reserved_for`` names the order for which codes were reserved: they become the member's now. Once the
    transaction has committed, ``delivering.tell`` lets the work begin at once; without it, it begins when the
    sweep comes by. A grant that has its task keeps it. The answer is in the order of ``records``.
    """
    benefits = await catalogue.benefits(sorted({each.grant.benefit for each in records}))
    concerned = [each for each in records if benefits[each.grant.benefit].delivery is not Delivery.INTERNAL]
    if not concerned:
        return []
    written = await reads.route_rules(sorted({each.grant.benefit for each in concerned}))
    bound = {each.provider for each in (await members.accounts([member.id]))[member.id]}
    new = [
        rules.task(each, benefit, routes(benefit, each.grant.validity, written), bound, at)
        for each in concerned
        for benefit in [benefits[each.grant.benefit]]
    ]
    tasks = await _store(new)
    if reserved_for and any(each.way.provider == VAULT for each in tasks):
        await vault.issue(reserved_for, tasks, at)
    return tasks


_COLUMNS = (
    "id, member_id, grant_id, benefit, account_at, delivery, quantity, routes, route, provider, state, awaits,"
    " ready_at, due_at, tries, note, created_at, starts_grant"
)
_INSERT = f"""
    INSERT INTO tasks ({_COLUMNS}) SELECT {_COLUMNS} FROM json_populate_recordset(NULL::tasks, $1::json)
    ON CONFLICT (grant_id) DO NOTHING RETURNING id
"""  # noqa: S608 - names of ours


async def _store(new: Sequence[Task]) -> list[Task]:
    """The task of each grant, in the same order: the ``new`` one, or the one that it had before."""
    rows = orjson.dumps([_columns(each) for each in new], default=str).decode()
    written = await get_connection("default").execute_query_dict(_INSERT, [rows])
    if len(written) == len(new):
        return list(new)
    stored = await reads.tasks_of_grants([each.grant_id for each in new])
    return [stored[each.grant_id] for each in new]


async def codes_needed(planned: Sequence[PlannedGrant], at: datetime) -> Counter[str]:
    """How many codes of which product to reserve for grants about to be sold: those that the vault delivers now.

    Later releases of a drip take their codes when they are released.
    """
    benefits = await catalogue.benefits(sorted({each.benefit for each in planned}))
    codes = {code for code, each in benefits.items() if each.delivery is Delivery.CODE_VAULT}
    written = await reads.route_rules(codes) if codes else []
    needed: Counter[str] = Counter()
    for each in planned:
        if each.benefit in codes and each.granted_at <= at:
            first = routes(benefits[each.benefit], each.validity, written)[0]
            if first.provider == VAULT:
                needed[first.product] += each.quantity or 1
    return needed


def _columns(task: Task) -> dict[str, object]:
    return {
        "id": task.id,
        "member_id": task.member_id,
        "grant_id": task.grant_id,
        "benefit": task.benefit,
        "account_at": task.account_at,
        "delivery": task.delivery,
        "quantity": task.quantity,
        "routes": [[each.provider, each.product] for each in task.routes],
        "route": task.route,
        "provider": task.way.provider,
        "state": task.state,
        "awaits": task.awaits,
        "ready_at": task.ready_at,
        "due_at": task.due_at,
        "tries": task.tries,
        "note": task.note,
        "created_at": task.created_at,
        "starts_grant": task.starts_grant,
    }
