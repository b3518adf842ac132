"""Looking up orders and their money. Answers are values, and batches answer for every key asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, TypeVar

from tortoise.connection import get_connection

from hub.orders.models import (
    OrderLineRow,
    OrderPartRow,
    OrderRow,
    PaymentCaseRow,
    PaymentMethodRow,
    PaymentRow,
    RefundRow,
)
from hub.orders.reads.rows import card, case, order, part, payment, refund, standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from hub.orders.rules.values import (
        KeptCard,
        Order,
        OrderState,
        Part,
        Payment,
        PaymentCase,
        RefundRecord,
        Standing,
    )

__all__ = ["card", "case", "order", "part", "payment", "refund", "standing"]
"""The values of rows, for those who write them."""

Row = TypeVar("Row", OrderLineRow, OrderPartRow, PaymentRow, RefundRow)


async def orders(ids: Sequence[UUID]) -> dict[UUID, Order]:
    """The orders with these ids; unknown ids are left out."""
    return {each.id: each for each in await _with_lines(await OrderRow.filter(id__in=ids))}


async def orders_by_numbers(numbers: Sequence[str]) -> dict[str, Order]:
    """The orders with these numbers; unknown ones are left out."""
    return {each.number: each for each in await _with_lines(await OrderRow.filter(number__in=numbers))}


async def standings(numbers: Sequence[str]) -> dict[str, Standing]:
    """How the orders with these numbers stand; unknown ones are left out."""
    rows = await OrderRow.filter(number__in=numbers) if numbers else []
    tried = await payments([row.id for row in rows]) if rows else {}
    return {row.number: standing(row, tried[row.id][-1] if tried[row.id] else None) for row in rows}


async def placed(holder_id: UUID) -> Order | None:
    """The order that was placed under this name, if it was."""
    found = await _with_lines(await OrderRow.filter(holder_id=holder_id))
    return found[0] if found else None


async def is_placed(holder_id: UUID) -> bool:
    """Whether an order was placed under this name."""
    return await OrderRow.exists(holder_id=holder_id)


async def orders_of(member_id: UUID, limit: int, before: UUID | None = None) -> list[Order]:
    """At most ``limit`` orders of the member, newest first, all placed before the order ``before``."""
    rows = OrderRow.filter(member_id=member_id).order_by("-id").limit(limit)
    return await _with_lines(await (rows.filter(id__lt=before) if before else rows))


async def all_orders(limit: int, before: UUID | None = None, states: Sequence[OrderState] = ()) -> list[Order]:
    """At most ``limit`` orders of all members in one of ``states`` (none: in any), newest first."""
    rows = OrderRow.all().order_by("-id").limit(limit)
    if states:
        rows = rows.filter(state__in=states)
    return await _with_lines(await (rows.filter(id__lt=before) if before else rows))


_BOUGHT = """
    SELECT line.member_id, offer, sum(quantity)::int AS units
    FROM order_lines AS line JOIN orders ON orders.id = order_id
    WHERE line.member_id = ANY($1) AND offer = ANY($2) AND state NOT IN ('EXPIRED', 'CANCELLED')
    AND (state <> 'REFUNDED' OR EXISTS (
        SELECT FROM order_parts WHERE line_id = line.id AND refunded_minor < price_minor - discount_minor
    ))
    GROUP BY line.member_id, offer
"""


async def bought(member_id: UUID, offers: Sequence[str]) -> Counter[str]:
    """How often the member has bought each of these offers, for its limit and its introductory price.

    An order that waits for its payment counts; one that expired, was cancelled, or was refunded to the last unit of
    money does not.
    """
    return (await bought_by([member_id], offers))[member_id]


async def bought_by(member_ids: Sequence[UUID], offers: Sequence[str]) -> dict[UUID, Counter[str]]:
    """As ``bought``, for many members at once."""
    found = {each: Counter[str]() for each in member_ids}
    for row in await get_connection("default").execute_query_dict(_BOUGHT, [list(member_ids), list(offers)]):
        found[row["member_id"]][row["offer"]] = row["units"]
    return found


async def parts(order_ids: Sequence[UUID]) -> dict[UUID, list[Part]]:
    """The parts of each of these orders, in the order of their lines and units."""
    rows = await OrderPartRow.filter(order_id__in=order_ids).order_by("id")
    currencies = await _currencies(order_ids)
    return {id_: [part(row, currencies[id_]) for row in own] for id_, own in _by_order(order_ids, rows).items()}


async def parts_of_grants(grant_ids: Sequence[UUID]) -> dict[UUID, Part]:
    """The part that each of these grants was bought as; grants that were not bought are left out."""
    rows = await OrderPartRow.filter(grant_id__in=grant_ids)
    currencies = await _currencies([row.order_id for row in rows])
    return {row.grant_id: part(row, currencies[row.order_id]) for row in rows if row.grant_id}


async def payments(order_ids: Sequence[UUID]) -> dict[UUID, list[Payment]]:
    """The payments of each of these orders, in the order tried."""
    rows = await PaymentRow.filter(order_id__in=order_ids).order_by("number")
    return {id_: list(map(payment, own)) for id_, own in _by_order(order_ids, rows).items()}


async def refunds(order_ids: Sequence[UUID]) -> dict[UUID, list[RefundRecord]]:
    """The refunds of each of these orders, oldest first."""
    rows = await RefundRow.filter(order_id__in=order_ids).order_by("id")
    return {id_: list(map(refund, own)) for id_, own in _by_order(order_ids, rows).items()}


async def cards(member_id: UUID) -> list[KeptCard]:
    """The cards that gateways keep for the member, newest first."""
    return [card(row) for row in await PaymentMethodRow.filter(member_id=member_id).order_by("-id")]


async def cases(limit: int, before: UUID | None = None, *, is_open: bool = True) -> list[PaymentCase]:
    """At most ``limit`` payment cases, open or resolved, newest first."""
    rows = PaymentCaseRow.filter(resolved_at__isnull=is_open).order_by("-id").limit(limit)
    return [case(row) for row in await (rows.filter(id__lt=before) if before else rows)]


async def cases_by_ids(ids: Sequence[UUID]) -> dict[UUID, PaymentCase]:
    """The cases with these ids; unknown ids are left out."""
    return {row.id: case(row) for row in await PaymentCaseRow.filter(id__in=ids)}


async def cases_of(order_ids: Sequence[UUID]) -> dict[UUID, list[PaymentCase]]:
    """The cases about each of these orders, oldest first."""
    found: dict[UUID, list[PaymentCase]] = {each: [] for each in order_ids}
    for row in await PaymentCaseRow.filter(order_id__in=order_ids).order_by("id"):
        if row.order_id:
            found[row.order_id].append(case(row))
    return found


async def _with_lines(rows: Sequence[OrderRow]) -> list[Order]:
    ids = [row.id for row in rows]
    lines = _by_order(ids, await OrderLineRow.filter(order_id__in=ids).order_by("number"))
    return [order(row, lines[row.id]) for row in rows]


async def _currencies(order_ids: Sequence[UUID]) -> dict[UUID, str]:
    return dict(await OrderRow.filter(id__in=order_ids).values_list("id", "currency"))


def _by_order(order_ids: Sequence[UUID], rows: Sequence[Row]) -> dict[UUID, list[Row]]:
    grouped: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.order_id].append(row)
    return {id_: grouped[id_] for id_ in order_ids}
