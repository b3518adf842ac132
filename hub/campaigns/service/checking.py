"""Whether campaigns keep what they promise, over the whole database. Every statement names what does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.connection import get_connection

from hub.kernel.findings import Finding

if TYPE_CHECKING:
    from datetime import datetime

_NEVER = {
    "has spent something else than its redemptions cost": """
        SELECT campaigns.code AS about FROM campaigns JOIN campaign_budgets AS b ON campaign_id = campaigns.id
        LEFT JOIN LATERAL (
            SELECT coalesce(sum(cost_minor), 0) AS cost, count(*) AS times FROM redemptions AS r
            WHERE r.campaign_id = b.campaign_id AND r.state <> 'RELEASED' AND note <> 'BEYOND_BUDGET'
        ) AS r ON true
        WHERE (spent_minor, count) IS DISTINCT FROM (cost, times)""",
    "has told or given something to a member who is held out": """
        SELECT DISTINCT campaigns.code AS about FROM campaigns JOIN participants AS p ON p.campaign_id = campaigns.id
        WHERE variant = 'HELD_OUT' AND (
            EXISTS (SELECT FROM touches AS t WHERE t.campaign_id = p.campaign_id AND t.member_id = p.member_id)
            OR EXISTS (SELECT FROM redemptions AS r WHERE r.campaign_id = p.campaign_id AND r.member_id = p.member_id)
        )""",
    "says that a message was sent, and there is none": """
        SELECT DISTINCT campaigns.code AS about FROM campaigns JOIN touches AS t ON t.campaign_id = campaigns.id
        WHERE t.state = 'SENT' AND NOT EXISTS (SELECT FROM messages WHERE key = message_key)""",
    "is over, and somebody is still due": """
        SELECT DISTINCT campaigns.code AS about FROM campaigns JOIN participants ON campaign_id = campaigns.id
        WHERE campaigns.state = 'ENDED' AND due_at IS NOT NULL""",
    "made an order cheaper, and no redemption says so": """
        SELECT number AS about FROM orders WHERE starts_with(discount_reference, 'campaign:')
        AND NOT EXISTS (SELECT FROM redemptions WHERE redemptions.holder_id = orders.holder_id)""",
}
_OVERDUE = """
    SELECT number AS about FROM redemptions AS r JOIN orders AS o ON o.holder_id = r.holder_id
    WHERE r.state = 'HELD' AND o.paid_at < $1::timestamptz - interval '1 hour'
"""


async def findings(at: datetime) -> list[Finding]:
    """All that does not hold about campaigns at ``at``; nothing, if all is well."""
    connection = get_connection("default")
    found = []
    for what, statement in _NEVER.items():
        found += [Finding(row["about"], what) for row in await connection.execute_query_dict(statement)]
    rows = await connection.execute_query_dict(_OVERDUE, [at])
    return found + [Finding(row["about"], "was paid an hour ago, and its offer is not booked") for row in rows]
