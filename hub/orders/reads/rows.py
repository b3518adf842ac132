"""The values of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.catalogue.rules.values import RefundRule
from hub.entitlements.rules.granted import Source
from hub.kernel.money import Money
from hub.orders.rules.values import (
    CaseKind,
    KeptCard,
    Line,
    Order,
    OrderState,
    Part,
    Payment,
    PaymentCase,
    PaymentState,
    RefundCause,
    RefundRecord,
    RefundState,
    Standing,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.orders.models import (
        OrderLineRow,
        OrderPartRow,
        OrderRow,
        PaymentCaseRow,
        PaymentMethodRow,
        PaymentRow,
        RefundRow,
    )


def order(row: OrderRow, lines: Sequence[OrderLineRow]) -> Order:
    """The value of a row and those of its lines."""
    return Order(
        id=row.id,
        number=row.number,
        member_id=row.member_id,
        source=Source(row.source),
        state=OrderState(row.state),
        subtotal=Money(row.currency, row.subtotal_minor),
        discount=Money(row.currency, row.discount_minor),
        discount_reference=row.discount_reference,
        lines=tuple(_line(each, row.currency) for each in lines),
        placed_at=row.placed_at,
        pay_by=row.pay_by,
        paid_at=row.paid_at,
        closed_at=row.closed_at,
        closed_because=row.closed_because,
    )


def standing(row: OrderRow, payment: Payment | None) -> Standing:
    """How the order in a row stands; ``payment`` is the last of it."""
    total = Money(row.currency, row.subtotal_minor - row.discount_minor)
    return Standing(row.id, row.number, OrderState(row.state), total, row.paid_at, payment)


def _line(row: OrderLineRow, currency: str) -> Line:
    return Line(
        id=row.id,
        number=row.number,
        offer=row.offer,
        bundle=row.bundle,
        revision_id=row.revision_id,
        choices=row.choices,
        quantity=row.quantity,
        introductory=row.introductory,
        subtotal=Money(currency, row.subtotal_minor),
        discount=Money(currency, row.discount_minor),
    )


def part(row: OrderPartRow, currency: str) -> Part:
    """The value of a row."""
    return Part(
        id=row.id,
        order_id=row.order_id,
        line_id=row.line_id,
        unit=row.unit,
        path=row.path,
        number=row.number,
        benefit=row.benefit,
        refund_rule=RefundRule(row.refund_rule),
        price=Money(currency, row.price_minor),
        discount=Money(currency, row.discount_minor),
        grant_id=row.grant_id,
        refund_id=row.refund_id,
        refunded=None if row.refunded_minor is None else Money(currency, row.refunded_minor),
    )


def payment(row: PaymentRow) -> Payment:
    """The value of a row."""
    return Payment(
        id=row.id,
        order_id=row.order_id,
        member_id=row.member_id,
        number=row.number,
        gateway=row.gateway,
        key=row.key,
        payer=row.payer,
        state=PaymentState(row.state),
        amount=Money(row.currency, row.amount_minor),
        at=row.at,
        reference=row.reference,
        reason=row.reason,
        is_hard=row.is_hard,
        url=row.url,
    )


def refund(row: RefundRow) -> RefundRecord:
    """The value of a row."""
    return RefundRecord(
        id=row.id,
        order_id=row.order_id,
        member_id=row.member_id,
        payment_id=row.payment_id,
        cause=RefundCause(row.cause),
        key=row.key,
        amount=Money(row.currency, row.amount_minor),
        state=RefundState(row.state),
        reason=row.reason,
        at=row.at,
        by=row.by,
        reference=row.reference,
        settled_at=row.settled_at,
    )


def card(row: PaymentMethodRow) -> KeptCard:
    """The value of a row."""
    return KeptCard(
        member_id=row.member_id,
        gateway=row.gateway,
        method=row.method,
        brand=row.brand,
        last4=row.last4,
        expires_year=row.expires_year,
        expires_month=row.expires_month,
    )


def case(row: PaymentCaseRow) -> PaymentCase:
    """The value of a row."""
    return PaymentCase(
        id=row.id,
        kind=CaseKind(row.kind),
        at=row.at,
        order_id=row.order_id,
        payment_id=row.payment_id,
        refund_id=row.refund_id,
        member_id=row.member_id,
        facts=row.facts,
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by,
        resolution=row.resolution,
    )
