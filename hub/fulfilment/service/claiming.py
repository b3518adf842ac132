"""Which tasks are due, and who works on them: leases in the database, so that a dead worker's task falls due again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.fulfilment import reads
from hub.kernel.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.fulfilment.rules.sendings import Sending
    from hub.fulfilment.rules.tasks import Task

_TOLD_AGAIN_AFTER = timedelta(seconds=15)
_SWEPT_AT_ONCE = 1_000

_CLAIM = """
    UPDATE tasks SET lease = $5, due_at = $4, told_at = NULL
    WHERE id IN (
        SELECT id FROM tasks WHERE id = ANY ($1) AND provider = $2 AND due_at <= $3
        ORDER BY due_at, id
        LIMIT greatest(0, $6 - (SELECT count(*) FROM tasks WHERE provider = $2 AND lease IS NOT NULL AND due_at > $3))
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id
"""

_SWEEP = """
    UPDATE tasks SET told_at = $1
    WHERE id IN (
        SELECT id FROM tasks WHERE due_at <= $1 AND (told_at IS NULL OR told_at <= $2)
        ORDER BY due_at, id LIMIT $3
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id, provider
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A task that is ours to work on until the lease ends, with its open order, or the one that delivered."""

    task: Task
    sending: Sending | None
    lease: UUID


async def claim(ids: Sequence[UUID], provider: str, at: datetime, until: datetime, at_once: int) -> list[Claim]:
    """Take what is due of these tasks, none that another worker has, and no more than the provider takes at once.

    The lease ends at ``until``: then whatever was not concluded falls due again.
    """
    async with in_transaction() as connection:
        await connection.execute_query("SELECT pg_advisory_xact_lock(hashtext($1))", [f"claim {provider}"])
        lease = new_id()
        rows = await connection.execute_query_dict(_CLAIM, [list(ids), provider, at, until, lease, at_once])
        claimed = sorted(row["id"] for row in rows)
        tasks, sendings = await reads.tasks(claimed), await reads.current_sendings(claimed)
    return [Claim(tasks[each], sendings.get(each), lease) for each in claimed]


async def sweep(at: datetime) -> dict[str, list[UUID]]:
    """Some of the tasks that are due and of which nobody was told lately, by provider; from now on somebody was."""
    found = defaultdict(list)
    arguments = [at, at - _TOLD_AGAIN_AFTER, _SWEPT_AT_ONCE]
    for row in await get_connection("default").execute_query_dict(_SWEEP, arguments):
        found[row["provider"]].append(row["id"])
    return found
