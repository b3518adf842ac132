"""Taking back what was bought, and recording what goes back for it. The money itself follows (``sending``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hub.entitlements import reads as entitlements
from hub.entitlements.service import using
from hub.entitlements.service.changing import lock
from hub.journal import service as journal
from hub.kernel.errors import NotFound
from hub.kernel.ids import new_id
from hub.members import reads as members
from hub.orders import reads
from hub.orders.errors import AlreadyRefunded, NothingToRefund, NotPaid
from hub.orders.models import OrderPartRow, OrderRow, PaymentRow, RefundRow
from hub.orders.rules.refunding import Standing, share, value
from hub.orders.rules.values import OrderState, PaymentState, RefundCause, RefundState
from hub.orders.service import supplying
from hub.orders.service.telling import SEND_REFUND, tell_deliveries

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from hub.entitlements.rules.holdings import Holdings
    from hub.journal.rules import Act
    from hub.members.rules import Member
    from hub.orders.rules.values import Part, RefundRecord
    from hub.ports import Ports


@dataclass(frozen=True, slots=True)
class Return:
    """What is returned: the parts with these ids (``None``: the whole order), and why.

    ``in_full`` gives back all that was paid for them, whatever was used and whatever their rules say.
    """

    reason: str
    part_ids: Collection[UUID] | None = None
    in_full: bool = False


@dataclass(frozen=True, slots=True)
class Worth:
    """What a part is worth if it is returned, in minor units; ``None``: it cannot be returned."""

    part: Part
    minor: int | None


async def refund(ports: Ports, number: str, wanted: Return, by: Act) -> RefundRecord:
    """Take parts of the order ``number`` back and record what goes back for them, once per idempotency key.

    In one transaction: the grants are revoked, deliveries are called off or providers asked to take them back,
    unseen codes return to the stock, and the refund is due. Of a whole order, parts of which nothing is left (or
    which were returned before) stay as they are: the member has had them. Providers are not waited for.
    Refused: ``NotFound``, ``NotPaid``, ``AlreadyRefunded``, ``NothingToRefund``, an empty reason.
    """
    journal.check_reason(wanted.reason)

    async def do() -> dict[str, Any]:
        order = await _lock(number)
        chosen = await _chosen(order, wanted)
        member = (await members.members([order.member_id]))[order.member_id]
        worths = [each for each in await _worths(member, chosen, wanted, by.at) if each.minor is not None]
        if not worths:
            raise NothingToRefund(number)
        return {"refund": str(await _take_back(member, order, worths, wanted, by))}

    ids = None if wanted.part_ids is None else sorted(map(str, wanted.part_ids))
    request = {"order": number, "parts": ids, "reason": wanted.reason, "in_full": wanted.in_full}
    answer = await journal.once(f"refund:{by.actor}", by.key, request, by.at, do)
    record = reads.refund(await RefundRow.get(id=UUID(answer["refund"])))
    await ports.queue.tell(SEND_REFUND, [record.id])
    await tell_deliveries(ports, record.order_id)
    return record


async def preview_refund(number: str, wanted: Return, at: datetime) -> list[Worth]:
    """What each part would be worth at ``at``. Changes nothing; refuses as ``refund``, but for worthlessness."""
    order = await OrderRow.get_or_none(number=number)
    if order is None:
        raise NotFound("order", number)
    chosen = await _chosen(order, wanted)
    member = (await members.members([order.member_id]))[order.member_id]
    holdings = await entitlements.holdings(member, {each.benefit for each in chosen})
    return await _weigh(chosen, holdings, wanted, at)


async def _lock(number: str) -> OrderRow:
    order = await OrderRow.select_for_update().get_or_none(number=number)
    if order is None:
        raise NotFound("order", number)
    return order


async def _chosen(order: OrderRow, wanted: Return) -> list[Part]:
    """The parts to return; refuses an order that was not paid and a part that was returned before."""
    if not OrderState(order.state).is_granted:
        raise NotPaid(order.number, order.state)
    parts = (await reads.parts([order.id]))[order.id]
    standing = [each for each in parts if each.refund_id is None]
    if wanted.part_ids is None:
        if not standing:
            raise AlreadyRefunded(order.number, tuple(str(each.id) for each in parts))
        return standing
    known = {each.id: each for each in parts}
    for each in wanted.part_ids:
        if each not in known:
            raise NotFound("part", str(each))
    chosen = [known[each] for each in dict.fromkeys(wanted.part_ids)]
    if before := [str(each.id) for each in chosen if each.refund_id]:
        raise AlreadyRefunded(order.number, tuple(before))
    return chosen


async def _worths(member: Member, parts: Sequence[Part], wanted: Return, at: datetime) -> list[Worth]:
    """As ``_weigh``, with everything locked that could change it."""
    held = await lock(member, {each.benefit for each in parts})
    return await _weigh(parts, held.holdings, wanted, at)


async def _weigh(parts: Sequence[Part], holdings: Holdings, wanted: Return, at: datetime) -> list[Worth]:
    seen = await supplying.grants_with_codes_seen([each.grant_id for each in parts if each.grant_id])
    standings = _standings(parts, holdings, seen)
    return [Worth(each, _worth(each, standings[each.id], wanted, at)) for each in parts]


def _worth(part: Part, standing: Standing, wanted: Return, at: datetime) -> int | None:
    if wanted.in_full:
        return part.amount.amount_minor
    left = share(part.refund_rule, standing, at)
    return value(part.amount.amount_minor, left) if left else None


def _standings(parts: Sequence[Part], holdings: Holdings, seen: Collection[UUID]) -> Mapping[UUID, Standing]:
    timeline = holdings.timeline()
    standings = {}
    for part in parts:
        grant = holdings.grant(part.grant_id or "")
        spans = [each.span for each in timeline[part.benefit] if each.grant == grant.key]
        used = sum(use.quantity for use in holdings.uses if use.grant == grant.key)
        standings[part.id] = Standing(grant, spans, used, part.grant_id in seen)
    return standings


async def _take_back(member: Member, order: OrderRow, worths: Sequence[Worth], wanted: Return, by: Act) -> UUID:
    payment = await PaymentRow.get_or_none(order_id=order.id, state=PaymentState.SUCCEEDED)
    amount = sum(each.minor or 0 for each in worths)
    refund_id = new_id()
    row = RefundRow(
        id=refund_id,
        order_id=order.id,
        payment_id=payment.id if payment else None,
        member_id=member.id,
        cause=RefundCause.RETURN,
        key=f"{order.number}-r{await RefundRow.filter(order_id=order.id).count() + 1}",
        currency=order.currency,
        amount_minor=amount,
        state=RefundState.DUE if amount else RefundState.REFUNDED,
        reason=wanted.reason.strip(),
        at=by.at,
        by=by.actor,
        due_at=by.at if amount else None,
        settled_at=None if amount else by.at,
    )
    await row.save(force_create=True)
    await return_parts(member, order, {each.part: each.minor or 0 for each in worths}, row, by)
    return refund_id


async def return_parts(
    member: Member, order: OrderRow, returned: Mapping[Part, int], refund: RefundRow, by: Act
) -> None:
    """Take these parts of the locked order back for ``refund``, in the caller's transaction."""
    grants = [each.grant_id for each in returned if each.grant_id]
    await using.take_back(await entitlements.records(grants), refund.reason, member, by)
    await supplying.take_back(member, grants, by)
    for part, minor in returned.items():
        await OrderPartRow.filter(id=part.id).update(refund_id=refund.id, refunded_minor=minor)
    is_all = not await OrderPartRow.exists(order_id=order.id, refund_id=None)
    order.state = OrderState.REFUNDED if is_all else OrderState.PARTLY_REFUNDED
    await order.save(update_fields=["state"])
    facts = {"number": order.number, "amount": f"{refund.amount_minor} {refund.currency}", "reason": refund.reason}
    await journal.record(
        by.at, by.actor, action="refund", subject=f"order:{order.number}", member_id=member.id, facts=facts
    )
