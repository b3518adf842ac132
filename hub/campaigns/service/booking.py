"""What became of redemptions: the order was paid, and gifts are given; or not, and the budget has it back.

Money that arrives for an order after a day has its discount, too. Where others used the budget meanwhile, that is the
one way beyond it: the redemption says so, and its cost shows in the results.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.campaigns.models import CampaignRow, RedemptionRow
from hub.campaigns.rules.offers import Bonus, Gift, read_gives
from hub.campaigns.rules.values import BEYOND_BUDGET
from hub.campaigns.service.redeeming import release, spend
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service.planning import OneBenefit, OneBundle
from hub.fulfilment.service import giving
from hub.journal import service as journal
from hub.journal.rules import Act
from hub.kernel.errors import Refusal
from hub.members import reads as members
from hub.orders import reads as orders
from hub.orders.rules.values import OrderState

if TYPE_CHECKING:
    from datetime import datetime

    from hub.orders.rules.values import Order
    from hub.ports import Ports

JOB: Final = "settle_redemption"
"""The job that calls ``settle``; its ids are redemptions'."""

_PLACED_WITHIN = timedelta(hours=1)
"""Who held an offer and has not placed the order by then has died."""
_PAID_WITHIN = timedelta(days=1)
"""So long after it expired an order may still be paid."""
_SETTLED_AT_ONCE = 500
_TO_SETTLE = """
    SELECT r.id FROM redemptions AS r LEFT JOIN orders AS o ON o.holder_id = r.holder_id
    WHERE r.state = 'HELD' AND (o.paid_at IS NOT NULL OR o.state = 'CANCELLED'
        OR (o.state = 'EXPIRED' AND o.closed_at <= $3)
        OR (o.id IS NULL AND r.held_at <= $4))
    UNION ALL SELECT r.id FROM redemptions AS r JOIN orders AS o ON o.holder_id = r.holder_id
    WHERE r.state = 'RELEASED' AND r.settled_at > $1::timestamptz - interval '30 days'
        AND o.state IN ('PAID', 'PARTLY_REFUNDED')
    UNION ALL SELECT r.id FROM orders AS o JOIN redemptions AS r ON r.holder_id = o.holder_id
    WHERE o.state = 'REFUNDED' AND r.state = 'TAKEN'
    LIMIT $2
"""


async def tell_due(ports: Ports) -> int:
    """Tell the queue of redemptions whose orders have come to an end; how many."""
    now = ports.clock.now()
    arguments = [now, _SETTLED_AT_ONCE, now - _PAID_WITHIN, now - _PLACED_WITHIN]
    ids = [row["id"] for row in await get_connection("default").execute_query_dict(_TO_SETTLE, arguments)]
    if ids:
        await ports.queue.tell(JOB, ids)
    return len(ids)


async def settle(ports: Ports, redemption_id: UUID) -> None:
    """Book a redemption whose order is paid, and give what belongs to it; else give the budget back.

    Of an order that was refunded whole, what was given with it is taken back, too.
    """
    row = await RedemptionRow.get(id=redemption_id)
    order = await orders.placed(row.holder_id)
    if _is_over(order, row, ports.clock.now()):
        await _take_back(ports, row)
        await release(row.id, ports.clock.now())
    elif order and order.state.is_granted and row.state != "TAKEN":
        row.given, row.note = await _give(ports, row)
        await _take(ports, row, order.number)


def _is_over(order: Order | None, row: RedemptionRow, now: datetime) -> bool:
    """The order came to nothing: long enough ago, where it may still be placed or paid."""
    if order is None:
        return now >= row.held_at + _PLACED_WITHIN
    if order.state is OrderState.EXPIRED:
        return order.closed_at is not None and now >= order.closed_at + _PAID_WITHIN
    return order.state in (OrderState.CANCELLED, OrderState.REFUNDED)


async def _give(ports: Ports, row: RedemptionRow) -> tuple[list[str], str]:
    """The grants of bonus time or a gift; why there are none, where the member's benefits do not take them."""
    gives = read_gives(row.gives)
    if not isinstance(gives, Bonus | Gift):
        return [], ""
    member = (await members.members([row.member_id]))[row.member_id]
    asked = OneBenefit(gives.benefit, gives.period) if isinstance(gives, Bonus) else OneBundle(gives.bundle)
    code = (await CampaignRow.get(id=row.campaign_id)).code
    by = Act("system", ports.clock.now(), f"redemption:{row.id}")
    try:
        given = await giving.give(ports, member, asked, Origin(Source.CAMPAIGN, code), by)
    except Refusal as refusal:
        return [], f"{refusal.code}: {refusal}"
    return [str(each) for each in given.grants], ""


async def _take_back(ports: Ports, row: RedemptionRow) -> None:
    if row.given:
        member = (await members.members([row.member_id]))[row.member_id]
        by = Act("system", ports.clock.now(), f"redemption-back:{row.id}")
        await giving.take_back(ports, member, [UUID(each) for each in row.given], "the order was refunded", by)


async def _take(ports: Ports, row: RedemptionRow, number: str) -> None:
    now = ports.clock.now()
    async with in_transaction():
        locked = await RedemptionRow.select_for_update().get(id=row.id)
        if locked.state == "TAKEN":
            return
        if locked.state == "RELEASED" and not await spend(row.campaign_id, row.cost_minor):
            row.note = BEYOND_BUDGET
        row.state, row.settled_at, row.order_number = "TAKEN", now, number
        await row.save(update_fields=["state", "settled_at", "order_number", "given", "note"])
        facts = {"order": number, "cost": row.cost_minor, "currency": row.currency, "given": row.given}
        subject = f"redemption:{row.id}"
        await journal.record(now, "system", action="redeem", subject=subject, member_id=row.member_id, facts=facts)
