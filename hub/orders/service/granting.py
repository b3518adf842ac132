"""What was paid for becomes the member's: grants, deliveries and codes, with the order, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise.connection import get_connection

from hub.catalogue import reads as catalogue
from hub.catalogue.rules.expansion import expand
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service import granting
from hub.entitlements.service.planning import OneBundle
from hub.journal import service as journal
from hub.journal.rules import Deed
from hub.members import reads as members
from hub.orders import reads
from hub.orders.errors import BundleChanged, OfferLimitReached
from hub.orders.rules.values import OrderState
from hub.orders.service import finding, supplying
from hub.orders.service.placing import lock_buying

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from hub.entitlements.rules.granted import GrantRecord
    from hub.entitlements.service.granting import Gifts
    from hub.fulfilment.rules.tasks import Task
    from hub.journal.rules import Act
    from hub.members.rules import Member
    from hub.orders.models import OrderLineRow, OrderPartRow, OrderRow

Place = tuple[UUID, int, str, int]
"""Where a grant belongs in an order: line, unit, path and number."""


@dataclass(frozen=True, slots=True)
class Sale:
    """What a locked order is for, weighed and ready to be given; ``parts`` are those that each grant is for."""

    order: OrderRow
    member: Member
    gifts: Gifts
    parts: Mapping[UUID, GrantRecord]


async def weigh(order: OrderRow, by: Act, member: Member | None = None) -> Sale:
    """Decide on granting what the locked ``order`` is for, in the caller's transaction.

    Nothing is written yet: what is refused here, perhaps by a benefit's policy, has left no trace.
    """
    member = member or (await members.members([order.member_id]))[order.member_id]
    lines = await finding.lines(order.id)
    if order.state == OrderState.EXPIRED and order.source != Source.RENEWAL:  # renewals have no limits
        await _check_limits_again(member, lines)
    parts = await finding.parts(order.id)
    units = [(line, unit) for line in lines for unit in range(1, line.quantity + 1)]
    asked = [OneBundle(line.bundle, line.choices, line.revision_id) for line, _ in units]
    gifts = await granting.weigh(member, asked, Origin(Source(order.source), order.number), by)
    given = {
        (line.id, unit, each.path, each.number): each
        for (line, unit), gift in zip(units, gifts.given, strict=True)
        for each in gift.records
    }
    return Sale(order, member, gifts, _joined(parts, lines, given))


def _joined(
    parts: Sequence[OrderPartRow], lines: Sequence[OrderLineRow], given: Mapping[Place, GrantRecord]
) -> dict[UUID, GrantRecord]:
    known = {(row.line_id, row.unit, row.path, row.number): row.id for row in parts}
    if known.keys() != given.keys():
        lost = {place[0] for place in known.keys() ^ given.keys()}
        raise BundleChanged(next(line.bundle for line in lines if line.id in lost))
    return {known[place]: each for place, each in given.items()}


_CALL_PAID = """
    WITH joined AS (
        UPDATE order_parts SET grant_id = pair.grant_id FROM unnest($3::uuid[], $4::uuid[]) AS pair (id, grant_id)
        WHERE order_parts.id = pair.id
    ) UPDATE orders SET state = 'PAID', paid_at = $2, closed_at = NULL, closed_because = '' WHERE id = $1
"""


async def give(sale: Sale, by: Act) -> list[Task]:
    """Grant what was weighed, plan its deliveries, issue its codes, and call the order paid, in the same transaction.

    The answer is what there is to deliver.
    """
    order, records = sale.order, list(sale.parts.values())
    await granting.store(sale.gifts, by.at)
    pairs = [list(sale.parts), [each.grant.key for each in records]]
    await get_connection("default").execute_query(_CALL_PAID, [order.id, by.at, *pairs])
    order.state, order.paid_at, order.closed_at, order.closed_because = OrderState.PAID, by.at, None, ""
    tasks, planned = await supplying.hand_over(sale.member, records, by.at, order.holder_id)
    paid = Deed("pay", f"order:{order.number}", order.member_id, {"number": order.number})
    await journal.record_all(by.at, by.actor, [*sale.gifts.deeds(), *planned, paid])
    return tasks


async def grant_all(order: OrderRow, by: Act, member: Member) -> list[Task]:
    """Weigh what the locked ``order`` is for and give it, in the caller's transaction, which a refusal rolls back."""
    async with catalogue.at_one_version():
        return await give(await weigh(order, by, member), by)


async def reserve_again(order: OrderRow, at: datetime) -> None:
    """Keep the codes that an expired order gave back, for it is paid after all; else ``OutOfStock``."""
    member = (await members.members([order.member_id]))[order.member_id]
    lines = await finding.lines(order.id)
    revisions = await catalogue.revisions([line.revision_id for line in lines])
    planned = [
        each
        for line in lines
        for each in expand(revisions[line.revision_id].content, line.choices, at, member.zone) * line.quantity
    ]
    await supplying.reserve(order.holder_id, await supplying.codes_needed(planned, at), at, at)


async def _check_limits_again(member: Member, lines: Sequence[OrderLineRow]) -> None:
    """An expired order no longer counts, and the member may have bought the offer elsewhere since.

    That is also so for its introductory price, which there is for the first units alone.
    """
    await lock_buying(member)
    codes = [line.offer for line in lines]
    bought, offers = await reads.bought(member.id, codes), await catalogue.offers(codes)
    for line in lines:
        offer = offers[line.offer]
        limits = [(offer.per_member_limit, line.quantity)]
        if offer.introductory and line.introductory:
            limits.append((offer.introductory.periods, line.introductory))
        for limit, units in limits:
            if limit is not None and bought[line.offer] + units > limit:
                raise OfferLimitReached(line.offer, limit, max(limit - bought[line.offer], 0))
        bought[line.offer] += line.quantity
