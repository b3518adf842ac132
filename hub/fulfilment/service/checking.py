"""Whether deliveries and codes agree with one another and with the grants, over the whole database.

Every statement names what does not; none should name anything. A task is ``task ID``, a code ``code ID``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.connection import get_connection

from hub.kernel.findings import Finding

if TYPE_CHECKING:
    from datetime import datetime

_NEVER = {
    "is another member's, or of another benefit, than its grant": """
        SELECT 'task ' || tasks.id AS about FROM tasks JOIN grants ON grants.id = grant_id
        WHERE (tasks.member_id, tasks.benefit) <> (grants.member_id, grants.benefit)""",
    "is delivered, and neither a provider nor the vault nor a person did it": """
        SELECT 'task ' || tasks.id AS about FROM tasks WHERE state = 'DELIVERED' AND provider <> 'vault'
        AND NOT EXISTS (SELECT FROM sendings WHERE task_id = tasks.id AND sendings.state = 'DELIVERED')
        AND NOT EXISTS (SELECT FROM journal WHERE subject = 'task:' || tasks.id AND action = 'mark_delivered_delivery')
        """,
    "is delivered by a provider, and not said to be": """
        SELECT 'task ' || tasks.id AS about FROM tasks JOIN sendings ON task_id = tasks.id
        WHERE sendings.state = 'DELIVERED' AND tasks.state <> 'DELIVERED'""",
    "was delivered again after it had been given up": """
        SELECT DISTINCT 'task ' || task_id AS about FROM sendings WHERE state = 'SURPLUS'""",
    "has come to its end, and an order for it is still open": """
        SELECT 'task ' || tasks.id AS about FROM tasks JOIN sendings ON task_id = tasks.id
        WHERE sendings.state = 'OPEN' AND tasks.state IN ('DELIVERED', 'CANCELLED')""",
    "gave its member more or fewer codes than were bought": """
        SELECT 'task ' || tasks.id AS about FROM tasks
        WHERE state = 'DELIVERED' AND delivery IN ('CODE_VAULT', 'CODE_PROVIDER') AND quantity <> (
            SELECT count(*) FROM codes WHERE task_id = tasks.id AND issued_at IS NOT NULL
            AND (codes.state <> 'VOID' OR issued_at >= ready_at)
        ) AND NOT EXISTS (
            SELECT FROM journal WHERE subject = 'task:' || tasks.id AND action = 'mark_delivered_delivery'
        )""",
    "is cancelled, and its member still holds a code of it": """
        SELECT DISTINCT 'task ' || tasks.id AS about FROM tasks JOIN codes ON task_id = tasks.id
        WHERE tasks.state = 'CANCELLED' AND codes.state IN ('ISSUED', 'REVEALED', 'REDEEMED')""",
    "belongs to another member than its task": """
        SELECT 'code ' || codes.id AS about FROM codes JOIN tasks ON tasks.id = task_id
        WHERE codes.member_id <> tasks.member_id""",
    "runs though it was not delivered, or was delivered and does not run": """
        SELECT 'grant ' || grants.id AS about FROM grants JOIN tasks ON grant_id = grants.id
        WHERE starts_on_delivery AND revoked_at IS NULL
        AND (activated_at IS NOT NULL) <> (delivered_at IS NOT NULL)""",
}
_OVERDUE = {
    "is due for an hour, and nobody works on it": """
        SELECT 'task ' || id AS about FROM tasks WHERE due_at < $1::timestamptz - interval '1 hour'""",
    "is being delivered though its grant was taken back an hour ago": """
        SELECT 'task ' || tasks.id AS about FROM tasks JOIN grants ON grants.id = grant_id
        WHERE revoked_at < $1::timestamptz - interval '1 hour' AND withdrawn_at IS NULL
        AND state IN ('QUEUED', 'AWAITING_MEMBER')""",
    "is reserved though its reservation ran out an hour ago": """
        SELECT 'code ' || id AS about FROM codes
        WHERE state = 'RESERVED' AND reserved_until < $1::timestamptz - interval '1 hour'""",
}


async def findings(at: datetime) -> list[Finding]:
    """All that does not hold of deliveries and codes at ``at``; nothing, if all is well."""
    connection = get_connection("default")
    found = []
    for what, statement in _NEVER.items():
        found += [Finding(row["about"], what) for row in await connection.execute_query_dict(statement)]
    for what, statement in _OVERDUE.items():
        found += [Finding(row["about"], what) for row in await connection.execute_query_dict(statement, [at])]
    return found
