"""Placing an order: the member agrees to a quote, and what it needs is kept for them until it is paid."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from tortoise.connection import get_connection

from hub.catalogue import reads as catalogue
from hub.entitlements.rules.granted import Source
from hub.journal import service as journal
from hub.kernel.errors import Refusal
from hub.kernel.ids import new_id
from hub.orders import reads
from hub.orders.errors import PriceChanged
from hub.orders.models import OrderLineRow, OrderPartRow, OrderRow
from hub.orders.rules.numbers import order_number
from hub.orders.rules.pacing import PAY_WITHIN
from hub.orders.rules.pricing import price
from hub.orders.rules.values import OrderState
from hub.orders.service import supplying
from hub.orders.service.quoting import preview, wanted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from hub.catalogue.rules.values import Benefit
    from hub.journal.rules import Act
    from hub.kernel.money import Money
    from hub.members.rules import Member
    from hub.orders.rules.pricing import Cart, Priced, PricedLine
    from hub.orders.rules.values import Order


@dataclass(frozen=True, slots=True)
class Terms:
    """What a member agrees to beside the cart itself.

    ``total`` is what they were shown (``None``: whatever it costs), ``source`` why they order. The order is to be paid
    within ``pay_within``.
    """

    total: Money | None = None
    source: Source = Source.PURCHASE
    pay_within: timedelta = PAY_WITHIN


async def place(member: Member, cart: Cart, by: Act, terms: Terms | None = None) -> Order:
    """Order ``cart`` for ``member``, once per idempotency key; it is to be paid by ``pay_by``.

    The codes that it needs are kept until then. The price and the sale window are those of now, however late in that
    time it is paid. Refused: what ``quote`` refuses, ``PriceChanged``, and ``OutOfStock``.
    """
    terms = terms or Terms()
    holder = uuid5(member.id, by.key)

    async def do() -> dict[str, Any]:
        await lock_buying(member)
        return {"order": str(await _store(member, cart, by, terms, holder))}

    if not await OrderRow.exists(holder_id=holder):
        await _reserve(member, cart, by, holder, terms.pay_within)
    request = {"cart": asdict(cart), "terms": asdict(terms)}
    try:
        answer = await journal.once(f"order:{member.id}", by.key, request, by.at, do)
    except Refusal:
        if not await OrderRow.exists(holder_id=holder):
            await supplying.give_back(holder)
        raise
    id_ = UUID(answer["order"])
    return (await reads.orders([id_]))[id_]


async def lock_buying(member: Member) -> None:
    """Let one transaction at a time count what the member has bought: limits and introductory prices hang on it."""
    await get_connection("default").execute_query(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [f"orders:{member.id}"]
    )


async def _reserve(member: Member, cart: Cart, by: Act, holder: UUID, pay_within: timedelta) -> None:
    wishes = await wanted(member, cart, by.at)
    planned = [each for wish in wishes for each in [*wish.gives] * wish.line.quantity]
    await supplying.reserve(holder, planned, by.at, by.at + pay_within)


async def _store(member: Member, cart: Cart, by: Act, terms: Terms, holder: UUID) -> UUID:
    wishes = await wanted(member, cart, by.at)
    priced = price(wishes, cart.discount)
    if terms.total is not None and terms.total != priced.total:
        raise PriceChanged(terms.total, priced.total)
    await preview(member, wishes, by.at)
    row = _order_row(member, priced, by, terms, holder)
    lines = [_line_row(row, number, each) for number, each in enumerate(priced.lines, start=1)]
    benefits = await catalogue.benefits(sorted({part.benefit for line in priced.lines for part in line.parts}))
    parts = [each for line, own in zip(lines, priced.lines, strict=True) for each in _part_rows(line, own, benefits)]
    await row.save(force_create=True)
    await OrderLineRow.bulk_create(lines)
    await OrderPartRow.bulk_create(parts)
    facts = {"number": row.number, "total": str(priced.total), "offers": [line.line.offer for line in priced.lines]}
    await journal.record(
        by.at, by.actor, action="order", subject=f"order:{row.number}", member_id=member.id, facts=facts
    )
    return row.id


def _order_row(member: Member, priced: Priced, by: Act, terms: Terms, holder: UUID) -> OrderRow:
    id_ = new_id()
    return OrderRow(
        id=id_,
        number=order_number(id_, by.at.astimezone(ZoneInfo(member.zone)).date()),
        member_id=member.id,
        holder_id=holder,
        source=terms.source,
        state=OrderState.AWAITING_PAYMENT,
        currency=priced.total.currency,
        subtotal_minor=priced.subtotal.amount_minor,
        discount_minor=priced.discount.amount_minor,
        discount_reference=priced.discount_reference,
        placed_at=by.at,
        pay_by=by.at + terms.pay_within,
    )


def _line_row(order: OrderRow, number: int, priced: PricedLine) -> OrderLineRow:
    return OrderLineRow(
        id=new_id(),
        order_id=order.id,
        member_id=order.member_id,
        number=number,
        offer=priced.line.offer,
        bundle=priced.bundle,
        revision_id=priced.revision_id,
        choices={group: list(picks) for group, picks in priced.line.choices.items()},
        quantity=priced.line.quantity,
        introductory=priced.introductory,
        subtotal_minor=priced.subtotal.amount_minor,
        discount_minor=priced.discount.amount_minor,
    )


def _part_rows(line: OrderLineRow, priced: PricedLine, benefits: Mapping[str, Benefit]) -> list[OrderPartRow]:
    return [
        OrderPartRow(
            order_id=line.order_id,
            line_id=line.id,
            member_id=line.member_id,
            unit=each.unit,
            path=each.path,
            number=each.number,
            benefit=each.benefit,
            refund_rule=benefits[each.benefit].refund,
            price_minor=each.price_minor,
            discount_minor=each.discount_minor,
        )
        for each in priced.parts
    ]
