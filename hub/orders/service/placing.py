"""Placing an order: the member agrees to a quote, and what it needs is kept for them until it is paid."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from tortoise.connection import get_connection

from hub.catalogue import reads as catalogue
from hub.entitlements.rules.granted import Source
from hub.entitlements.service.previewing import check_planned
from hub.journal import service as journal
from hub.kernel.errors import Refusal
from hub.kernel.ids import new_id
from hub.orders import reads
from hub.orders.errors import PriceChanged
from hub.orders.models import OrderLineRow, OrderPartRow, OrderRow, written
from hub.orders.rules.numbers import order_number
from hub.orders.rules.pacing import PAY_WITHIN
from hub.orders.rules.pricing import is_counted, price
from hub.orders.rules.values import OrderState
from hub.orders.service import supplying
from hub.orders.service.quoting import given, wanted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from hub.catalogue.rules.values import Benefit
    from hub.journal.rules import Act
    from hub.kernel.money import Money
    from hub.members.rules import Member
    from hub.orders.rules.pricing import Cart, Priced, PricedLine, Wanted
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
    placed: list[Order] = []

    async def do() -> dict[str, Any]:
        priced = await _priced(member, cart, by.at, terms, wishes)
        placed.append(await _store(member, priced, by, terms, holder))
        return {"order": str(placed[0].id)}

    request = {"cart": asdict(cart), "terms": asdict(terms)}
    async with catalogue.at_one_version():
        wishes = await _reserve(member, cart, by, holder, terms.pay_within)
        try:
            answer = await journal.once(f"order:{member.id}", by.key, request, by.at, do)
        except Refusal:
            if not await OrderRow.exists(holder_id=holder):
                await supplying.give_back(holder)
            raise
    id_ = UUID(answer["order"])
    return placed[0] if placed else (await reads.orders([id_]))[id_]


async def lock_buying(member: Member) -> None:
    """Let one transaction at a time count what the member has bought: limits and introductory prices hang on it."""
    await get_connection("default").execute_query(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [f"orders:{member.id}"]
    )


async def _reserve(member: Member, cart: Cart, by: Act, holder: UUID, pay_within: timedelta) -> Sequence[Wanted]:
    """Keep the codes for the cart, unless it was ordered before, and say what it means.

    That is nothing where it is refused: it may be a repetition of what was not refused then.
    """
    try:
        wishes = await wanted(member, cart, by.at)
    except Refusal:
        return ()
    needed = await supplying.codes_needed(given(wishes), by.at)
    if needed and not await OrderRow.exists(holder_id=holder):
        await supplying.reserve(holder, needed, by.at, by.at + pay_within)
    return wishes


async def _priced(member: Member, cart: Cart, at: datetime, terms: Terms, known: Sequence[Wanted]) -> Priced:
    """What the cart costs, ``known`` as it is, unless that hangs on what was bought before; refuses as ``place``."""
    wishes = known
    if not known or any(is_counted(each.offer) for each in known):
        await lock_buying(member)
        wishes = await wanted(member, cart, at)
    priced = price(wishes, cart.discount)
    if terms.total is not None and terms.total != priced.total:
        raise PriceChanged(terms.total, priced.total)
    await check_planned(member, given(wishes), at)
    return priced


_INSERT = """
    WITH placed AS (INSERT INTO orders SELECT * FROM json_populate_recordset(NULL::orders, $1::json)),
    lined AS (INSERT INTO order_lines SELECT * FROM json_populate_recordset(NULL::order_lines, $2::json))
    INSERT INTO order_parts SELECT * FROM json_populate_recordset(NULL::order_parts, $3::json)
"""


async def _store(member: Member, priced: Priced, by: Act, terms: Terms, holder: UUID) -> Order:
    row = _order_row(member, priced, by, terms, holder)
    lines = [_line_row(row, number, each) for number, each in enumerate(priced.lines, start=1)]
    benefits = await catalogue.benefits(sorted({part.benefit for line in priced.lines for part in line.parts}))
    parts = [each for line, own in zip(lines, priced.lines, strict=True) for each in _part_rows(line, own, benefits)]
    await get_connection("default").execute_query(_INSERT, [written(row), written(*lines), written(*parts)])
    facts = {"number": row.number, "total": str(priced.total), "offers": [line.line.offer for line in priced.lines]}
    await journal.record(
        by.at, by.actor, action="order", subject=f"order:{row.number}", member_id=member.id, facts=facts
    )
    return reads.order(row, lines)


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
