"""The tables of orders and of the money that moves for them. Amounts are minor units of the order's currency."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from hub.kernel.ids import new_id


def written(*rows: Model) -> str:
    """The rows as a JSON array of their columns, for a statement that adds them."""
    return orjson.dumps([dict(row.__iter__()) for row in rows], default=str).decode()


class OrderRow(Model):
    """An order. ``holder_id`` is the name under which the vault keeps codes for it."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    number: str = fields.TextField()
    member_id: UUID = fields.UUIDField()
    holder_id: UUID = fields.UUIDField(unique=True)
    source: str = fields.TextField()
    state: str = fields.TextField()
    currency: str = fields.TextField()
    subtotal_minor: int = fields.BigIntField()
    discount_minor: int = fields.BigIntField()
    discount_reference: str = fields.TextField(default="")
    placed_at: datetime = fields.DatetimeField()
    pay_by: datetime = fields.DatetimeField()
    paid_at: datetime | None = fields.DatetimeField(null=True)
    closed_at: datetime | None = fields.DatetimeField(null=True)
    closed_because: str = fields.TextField(default="")

    class Meta:
        """Table, checks and indexes."""

        table = "orders"
        indexes = (Index(fields=("member_id", "id"), name="orders_member"),)
        constraints = (
            UniqueConstraint(fields=("number",), name="orders_number"),
            CheckConstraint(
                check="state IN ('AWAITING_PAYMENT', 'PAID', 'EXPIRED', 'CANCELLED', 'PARTLY_REFUNDED', 'REFUNDED')",
                name="orders_state",
            ),
            CheckConstraint(check="discount_minor BETWEEN 0 AND subtotal_minor", name="orders_money"),
            CheckConstraint(
                check="(paid_at IS NOT NULL) = (state IN ('PAID', 'PARTLY_REFUNDED', 'REFUNDED'))", name="orders_paid"
            ),
        )


class OrderLineRow(Model):
    """One line of an order: ``quantity`` times a revision, ``introductory`` of them at the introductory price."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    order_id: UUID = fields.UUIDField()
    member_id: UUID = fields.UUIDField()
    number: int = fields.IntField()
    offer: str = fields.TextField()
    bundle: str = fields.TextField()
    revision_id: UUID = fields.UUIDField()
    choices: dict[str, Any] = fields.JSONField(default=dict)
    quantity: int = fields.IntField()
    introductory: int = fields.IntField()
    subtotal_minor: int = fields.BigIntField()
    discount_minor: int = fields.BigIntField()

    class Meta:
        """Table, keys and checks."""

        table = "order_lines"
        indexes = (Index(fields=("member_id", "offer"), name="order_lines_bought"),)
        constraints = (
            UniqueConstraint(fields=("order_id", "number"), name="order_lines_number"),
            CheckConstraint(check="quantity > 0 AND introductory BETWEEN 0 AND quantity", name="order_lines_quantity"),
            CheckConstraint(check="discount_minor BETWEEN 0 AND subtotal_minor", name="order_lines_money"),
        )


class OrderPartRow(Model):
    """One grant that a line gives: the ``unit``-th bundle's, at ``path`` and ``number``. Refunded at most once."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    order_id: UUID = fields.UUIDField()
    line_id: UUID = fields.UUIDField()
    member_id: UUID = fields.UUIDField()
    unit: int = fields.IntField()
    path: str = fields.TextField()
    number: int = fields.IntField()
    benefit: str = fields.TextField()
    refund_rule: str = fields.TextField()
    price_minor: int = fields.BigIntField()
    discount_minor: int = fields.BigIntField()
    grant_id: UUID | None = fields.UUIDField(null=True, unique=True)
    refund_id: UUID | None = fields.UUIDField(null=True)
    refunded_minor: int | None = fields.BigIntField(null=True)

    class Meta:
        """Table, keys and checks."""

        table = "order_parts"
        indexes = (Index(fields=("order_id",), name="order_parts_order"),)
        constraints = (
            UniqueConstraint(fields=("line_id", "unit", "path", "number"), name="order_parts_place"),
            CheckConstraint(check="discount_minor BETWEEN 0 AND price_minor", name="order_parts_money"),
            CheckConstraint(
                check="refunded_minor BETWEEN 0 AND price_minor - discount_minor", name="order_parts_refunded"
            ),
            CheckConstraint(
                check="(refund_id IS NULL) = (refunded_minor IS NULL) AND (refund_id IS NULL OR grant_id IS NOT NULL)",
                name="order_parts_refunded_whole",
            ),
            CheckConstraint(check="refund_rule IN ('UNUSED', 'BEFORE_USE', 'NONE')", name="order_parts_refund_rule"),
        )


class PayerRow(Model):
    """What a gateway calls one of our members."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    member_id: UUID = fields.UUIDField()
    gateway: str = fields.TextField()
    payer: str = fields.TextField()

    class Meta:
        """Table and keys."""

        table = "payers"
        constraints = (
            UniqueConstraint(fields=("member_id", "gateway"), name="payers_member"),
            UniqueConstraint(fields=("gateway", "payer"), name="payers_payer"),
        )


class PaymentMethodRow(Model):
    """A card that a gateway keeps for a member, for later charges; the member agreed to that."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    member_id: UUID = fields.UUIDField()
    gateway: str = fields.TextField()
    method: str = fields.TextField()
    brand: str = fields.TextField()
    last4: str = fields.TextField()
    expires_year: int = fields.IntField()
    expires_month: int = fields.IntField()
    kept_at: datetime = fields.DatetimeField()

    class Meta:
        """Table and keys."""

        table = "payment_methods"
        indexes = (Index(fields=("member_id",), name="payment_methods_member"),)
        constraints = (UniqueConstraint(fields=("gateway", "method"), name="payment_methods_method"),)


class PaymentRow(Model):
    """One try to take an order's total. ``ask_at`` is when the gateway is asked how it stands, if nobody told us."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    order_id: UUID = fields.UUIDField()
    member_id: UUID = fields.UUIDField()
    number: int = fields.IntField()
    request_key: str = fields.TextField()
    gateway: str = fields.TextField()
    key: str = fields.TextField()
    payer: str = fields.TextField(default="")
    state: str = fields.TextField()
    currency: str = fields.TextField()
    amount_minor: int = fields.BigIntField()
    reference: str | None = fields.TextField(null=True)
    reason: str = fields.TextField(default="")
    is_hard = fields.BooleanField(default=False, db_default=False)
    url: str | None = fields.TextField(null=True)
    at: datetime = fields.DatetimeField()
    tries: int = fields.IntField(default=0)
    ask_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table, keys and checks."""

        table = "payments"
        constraints = (
            UniqueConstraint(fields=("key",), name="payments_key"),
            UniqueConstraint(fields=("order_id", "number"), name="payments_number"),
            UniqueConstraint(fields=("order_id", "request_key"), name="payments_request"),
            UniqueConstraint(fields=("gateway", "reference"), name="payments_reference"),
            UniqueConstraint(fields=("order_id",), name="payments_one_pays", condition="state = 'SUCCEEDED'"),
            CheckConstraint(
                check="state IN ('UNKNOWN', 'PENDING', 'ACTION_REQUIRED', 'SUCCEEDED', 'DECLINED', 'NOT_MADE',"
                " 'SURPLUS')",
                name="payments_state",
            ),
            CheckConstraint(check="amount_minor > 0", name="payments_amount"),
            CheckConstraint(
                check="ask_at IS NOT NULL OR state NOT IN ('UNKNOWN', 'PENDING')", name="payments_never_forgotten"
            ),
            CheckConstraint(
                check="reference IS NOT NULL OR state NOT IN ('SUCCEEDED', 'SURPLUS')", name="payments_referenced"
            ),
        )


class PaymentEventRow(Model):
    """A gateway's message, verified, kept as it came, and acted on once; ``outcome`` says what came of it."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    gateway: str = fields.TextField()
    event: str = fields.TextField()
    kind: str = fields.TextField()
    body: str = fields.TextField()
    said_at: datetime = fields.DatetimeField()
    received_at: datetime = fields.DatetimeField()
    times: int = fields.IntField(default=1)
    handled_at: datetime | None = fields.DatetimeField(null=True)
    outcome: str = fields.TextField(default="")

    class Meta:
        """Table and keys."""

        table = "payment_events"
        constraints = (UniqueConstraint(fields=("gateway", "event"), name="payment_events_once"),)


class RefundRow(Model):
    """Money that goes back. ``due_at`` is when the gateway is asked, or asked again."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    order_id: UUID = fields.UUIDField()
    payment_id: UUID | None = fields.UUIDField(null=True)
    member_id: UUID = fields.UUIDField()
    cause: str = fields.TextField()
    key: str = fields.TextField()
    currency: str = fields.TextField()
    amount_minor: int = fields.BigIntField()
    state: str = fields.TextField()
    reason: str = fields.TextField()
    reference: str | None = fields.TextField(null=True)
    at: datetime = fields.DatetimeField()
    by: str = fields.TextField()
    tries: int = fields.IntField(default=0)
    due_at: datetime | None = fields.DatetimeField(null=True)
    settled_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        """Table, keys and checks."""

        table = "refunds"
        indexes = (Index(fields=("order_id",), name="refunds_order"),)
        constraints = (
            UniqueConstraint(fields=("key",), name="refunds_key"),
            UniqueConstraint(fields=("payment_id",), name="refunds_of_surplus_once", condition="cause = 'SURPLUS'"),
            CheckConstraint(check="cause IN ('RETURN', 'SURPLUS', 'CHARGE_BACK')", name="refunds_cause"),
            CheckConstraint(
                check="state IN ('DUE', 'UNKNOWN', 'PENDING', 'REFUNDED', 'DECLINED')", name="refunds_state"
            ),
            CheckConstraint(check="amount_minor >= 0", name="refunds_amount"),
            CheckConstraint(check="payment_id IS NOT NULL OR amount_minor = 0", name="refunds_payment"),
            CheckConstraint(
                check="due_at IS NOT NULL OR state NOT IN ('DUE', 'UNKNOWN', 'PENDING')", name="refunds_never_forgotten"
            ),
        )


class PaymentCaseRow(Model):
    """Something about money that did not fit, kept for a person. One kind is noted once for one thing."""

    id: UUID = fields.UUIDField(primary_key=True, default=new_id)
    kind: str = fields.TextField()
    about: str = fields.TextField()
    order_id: UUID | None = fields.UUIDField(null=True)
    payment_id: UUID | None = fields.UUIDField(null=True)
    refund_id: UUID | None = fields.UUIDField(null=True)
    member_id: UUID | None = fields.UUIDField(null=True)
    at: datetime = fields.DatetimeField()
    facts: dict[str, Any] = fields.JSONField(default=dict)
    resolved_at: datetime | None = fields.DatetimeField(null=True)
    resolved_by: str = fields.TextField(default="")
    resolution: str = fields.TextField(default="")

    class Meta:
        """Table, keys and checks."""

        table = "payment_cases"
        constraints = (
            UniqueConstraint(fields=("kind", "about"), name="payment_cases_once"),
            CheckConstraint(check="(resolved_at IS NULL) = (resolution = '')", name="payment_cases_resolved"),
        )
