"""What was paid for becomes the member's: grants, deliveries and codes, with the order, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.connection import get_connection

from hub.catalogue import reads as catalogue
from hub.catalogue.rules.expansion import expand
from hub.entitlements import reads as entitlements
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service import granting
from hub.entitlements.service.changing import lock
from hub.entitlements.service.planning import OneBundle
from hub.journal import service as journal
from hub.members import reads as members
from hub.orders import reads
from hub.orders.errors import BundleChanged, OfferLimitReached
from hub.orders.models import OrderLineRow, OrderPartRow
from hub.orders.rules.values import OrderState
from hub.orders.service import supplying
from hub.orders.service.placing import lock_buying

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hub.entitlements.rules.granted import GrantRecord
    from hub.journal.rules import Act
    from hub.members.rules import Member
    from hub.orders.models import OrderRow

Place = tuple[UUID, int, str, int]
"""Where a grant belongs in an order: line, unit, path and number."""


async def grant_all(order: OrderRow, by: Act) -> None:
    """Grant what the locked ``order`` is for, plan its deliveries, issue its codes, and call it paid.

    In the caller's transaction; a refusal, which may come from a benefit's policy, must roll all of it back.
    """
    member = (await members.members([order.member_id]))[order.member_id]
    lines = await OrderLineRow.filter(order_id=order.id).order_by("number")
    if order.state == OrderState.EXPIRED:
        await _check_limits_again(member, lines)
    parts = await OrderPartRow.filter(order_id=order.id)
    await lock(member, {each.benefit for each in parts})  # at once: line by line, two orders could wait for each other
    given = {place: each for line in lines for place, each in (await _grant_line(member, order, line, by)).items()}
    await _join_parts(parts, lines, given)
    order.state, order.paid_at, order.closed_at, order.closed_because = OrderState.PAID, by.at, None, ""
    await order.save(update_fields=["state", "paid_at", "closed_at", "closed_because"])
    await supplying.hand_over(member, list(given.values()), by, order.holder_id)
    facts = {"number": order.number}
    await journal.record(
        by.at, by.actor, action="pay", subject=f"order:{order.number}", member_id=member.id, facts=facts
    )


async def reserve_again(order: OrderRow, at: datetime) -> None:
    """Keep the codes that an expired order gave back, for it is paid after all; else ``OutOfStock``."""
    member = (await members.members([order.member_id]))[order.member_id]
    lines = await OrderLineRow.filter(order_id=order.id).order_by("number")
    revisions = await catalogue.revisions([line.revision_id for line in lines])
    planned = [
        each
        for line in lines
        for each in expand(revisions[line.revision_id].content, line.choices, at, member.zone) * line.quantity
    ]
    await supplying.reserve(order.holder_id, planned, at, at)


async def _check_limits_again(member: Member, lines: Sequence[OrderLineRow]) -> None:
    """An expired order no longer counts, and the member may have bought the offer elsewhere since."""
    await lock_buying(member)
    codes = [line.offer for line in lines]
    bought, offers = await reads.bought(member.id, codes), await catalogue.offers(codes)
    for line in lines:
        limit = offers[line.offer].per_member_limit
        if limit is not None and bought[line.offer] + line.quantity > limit:
            raise OfferLimitReached(line.offer, limit, max(limit - bought[line.offer], 0))
        bought[line.offer] += line.quantity


async def _grant_line(member: Member, order: OrderRow, line: OrderLineRow, by: Act) -> dict[Place, GrantRecord]:
    asked = OneBundle(line.bundle, line.choices, line.revision_id)
    origin = Origin(Source(order.source), order.number)
    units = [await granting.record(member, asked, origin, by) for _ in range(line.quantity)]
    unit_of = {grant: unit for unit, each in enumerate(units, start=1) for grant in each.grants}
    found = await entitlements.records([*unit_of])
    return {(line.id, unit_of[UUID(str(each.grant.key))], each.path, each.number): each for each in found}


async def _join_parts(
    rows: Sequence[OrderPartRow], lines: Sequence[OrderLineRow], given: dict[Place, GrantRecord]
) -> None:
    parts = {(row.line_id, row.unit, row.path, row.number): row.id for row in rows}
    if parts.keys() != given.keys():
        lost = {place[0] for place in parts.keys() ^ given.keys()}
        raise BundleChanged(next(line.bundle for line in lines if line.id in lost))
    pairs: list[Any] = [(parts[place], each.grant.key) for place, each in given.items()]
    await get_connection("default").execute_query(
        "UPDATE order_parts SET grant_id = pair.grant_id FROM unnest($1::uuid[], $2::uuid[]) AS pair (id, grant_id)"
        " WHERE order_parts.id = pair.id",
        [*map(list, zip(*pairs, strict=True))],
    )
