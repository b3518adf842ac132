"""Whether the money adds up, over the whole database. Every statement names what does not; none should name anything.

What an order costs is what its lines cost, and what a line costs is what its parts cost. A paid order was paid once,
in full, and everything it is for was granted and is being delivered; nothing was granted for an order that was not
paid. What went back is what was returned, never more than was paid, and what was returned is no longer the member's.
Money without an order to pay for goes back, or waits for a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.connection import get_connection

from hub.kernel.findings import Finding

if TYPE_CHECKING:
    from datetime import datetime


_NEVER = {
    "costs something else than its lines": """
        SELECT number AS about FROM orders LEFT JOIN (
            SELECT order_id, sum(subtotal_minor) AS price, sum(discount_minor) AS off FROM order_lines GROUP BY 1
        ) AS lines ON order_id = orders.id
        WHERE price IS DISTINCT FROM subtotal_minor OR off IS DISTINCT FROM discount_minor""",
    "has a line that costs something else than its parts": """
        SELECT orders.number AS about FROM orders JOIN order_lines AS line ON line.order_id = orders.id LEFT JOIN (
            SELECT line_id, sum(price_minor) AS price, sum(discount_minor) AS off FROM order_parts GROUP BY 1
        ) AS parts ON line_id = line.id
        WHERE price IS DISTINCT FROM line.subtotal_minor OR off IS DISTINCT FROM line.discount_minor""",
    "is not paid by exactly one payment of its total": """
        SELECT orders.number AS about FROM orders
        LEFT JOIN payments ON order_id = orders.id AND payments.state = 'SUCCEEDED'
        WHERE paid_at IS NOT NULL AND subtotal_minor > discount_minor
        AND (amount_minor, payments.currency)
            IS DISTINCT FROM (subtotal_minor - discount_minor, orders.currency)""",
    "keeps money though it is not paid": """
        SELECT orders.number AS about FROM orders JOIN payments ON order_id = orders.id
        WHERE paid_at IS NULL AND payments.state = 'SUCCEEDED'""",
    "is paid, and a part of it was not granted to its member": """
        SELECT DISTINCT orders.number AS about FROM orders JOIN order_parts part ON order_id = orders.id
        LEFT JOIN grants ON grants.id = grant_id AND grants.member_id = orders.member_id
            AND grants.benefit = part.benefit AND grants.reference = orders.number
        WHERE paid_at IS NOT NULL AND grants.id IS NULL""",
    "is not paid, and something was granted for it": """
        SELECT DISTINCT orders.number AS about FROM orders JOIN grants ON reference = orders.number
        AND grants.member_id = orders.member_id AND grants.source = orders.source WHERE paid_at IS NULL""",
    "gave more grants than it has parts": """
        SELECT DISTINCT orders.number AS about FROM orders JOIN grants ON reference = orders.number
        AND grants.member_id = orders.member_id AND grants.source = orders.source
        WHERE NOT EXISTS (SELECT FROM order_parts WHERE grant_id = grants.id)""",
    "is paid, and a part of it is not being delivered": """
        SELECT DISTINCT orders.number AS about FROM orders JOIN order_parts part ON order_id = orders.id
        JOIN benefits ON benefits.code = part.benefit AND benefits.delivery <> 'INTERNAL'
        LEFT JOIN tasks ON tasks.grant_id = part.grant_id
        WHERE paid_at IS NOT NULL AND tasks.id IS NULL""",
    "gave back something else than its parts were worth": """
        SELECT number AS about FROM orders
        WHERE (SELECT coalesce(sum(refunded_minor), 0) FROM order_parts WHERE order_id = orders.id)
        <> (SELECT coalesce(sum(amount_minor), 0) FROM refunds WHERE order_id = orders.id AND cause <> 'SURPLUS')""",
    "has a returned part that its member still holds": """
        SELECT DISTINCT orders.number AS about FROM orders JOIN order_parts ON order_id = orders.id
        JOIN grants ON grants.id = grant_id WHERE refund_id IS NOT NULL AND revoked_at IS NULL""",
    "is said to be refunded, and it is not, or not said to be, and it is": """
        SELECT number AS about FROM orders WHERE paid_at IS NOT NULL AND state <> (
            SELECT CASE count(refund_id) WHEN 0 THEN 'PAID' WHEN count(*) THEN 'REFUNDED' ELSE 'PARTLY_REFUNDED' END
            FROM order_parts WHERE order_id = orders.id
        )""",
    "gives back more than was paid": """
        SELECT payments.key AS about FROM payments WHERE amount_minor < (
            SELECT sum(amount_minor) FROM refunds WHERE payment_id = payments.id AND state <> 'DECLINED'
        )""",
    "is money without an order, and neither goes back nor waits for a person": """
        SELECT payments.key AS about FROM payments WHERE state = 'SURPLUS'
        AND NOT EXISTS (SELECT FROM refunds WHERE payment_id = payments.id AND cause = 'SURPLUS')
        AND NOT EXISTS (SELECT FROM payment_cases WHERE payment_id = payments.id AND resolved_at IS NULL)""",
}
_OVERDUE = {
    "should have expired an hour ago": """
        SELECT number AS about FROM orders WHERE state = 'AWAITING_PAYMENT'
        AND pay_by < $1::timestamptz - interval '1 hour'
        AND NOT EXISTS (
            SELECT FROM payments WHERE order_id = orders.id AND payments.state IN ('UNKNOWN', 'PENDING')
        )""",
    "is undecided since yesterday": """
        SELECT key AS about FROM payments WHERE state IN ('UNKNOWN', 'PENDING')
        AND at < $1::timestamptz - interval '1 day'""",
    "is a refund that is not settled since yesterday": """
        SELECT key AS about FROM refunds WHERE state IN ('DUE', 'UNKNOWN', 'PENDING')
        AND at < $1::timestamptz - interval '1 day'""",
}


async def findings(at: datetime) -> list[Finding]:
    """All that does not hold about orders and money at ``at``; nothing, if all is well."""
    connection = get_connection("default")
    found = []
    for what, statement in _NEVER.items():
        found += [Finding(row["about"], what) for row in await connection.execute_query_dict(statement)]
    for what, statement in _OVERDUE.items():
        found += [Finding(row["about"], what) for row in await connection.execute_query_dict(statement, [at])]
    return found
