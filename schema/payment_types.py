"""Payments, refunds, and what a person has to look at."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay
from strawberry.scalars import JSON

from hub.orders.rules import values
from hub.orders.rules.values import CaseKind, PaymentState, RefundCause, RefundState
from schema.context import Info
from schema.enums import tell
from schema.texts import Money

if TYPE_CHECKING:
    from schema.orders import Order

tell(
    PaymentState,
    "PaymentState",
    "How one try to take an order's total stands.",
    {
        "UNKNOWN": "Asked for; whether the money was taken is not known yet.",
        "PENDING": "The gateway is still at it.",
        "ACTION_REQUIRED": "The member must do something at their bank.",
        "SUCCEEDED": "The money was taken and pays the order.",
        "DECLINED": "The money was not taken.",
        "NOT_MADE": "The gateway never got it: no money was taken.",
        "SURPLUS": "Money was taken that the order has no use for; it goes back.",
    },
)
tell(
    RefundState,
    "RefundState",
    "How giving money back stands.",
    {
        "DUE": "Recorded; the gateway is to be asked.",
        "UNKNOWN": "The gateway was asked; its answer is not known yet.",
        "PENDING": "The gateway has taken it on.",
        "REFUNDED": "The money goes back.",
        "DECLINED": "The gateway refuses for good: a person finds another way.",
    },
)
tell(
    RefundCause,
    "RefundCause",
    "Why money goes back.",
    {
        "RETURN": "Parts of the order were returned.",
        "SURPLUS": "A payment that the order had no use for.",
        "CHARGE_BACK": "The member's bank took it back.",
    },
)
tell(
    CaseKind,
    "PaymentCaseKind",
    "What did not fit.",
    {
        "WRONG_AMOUNT": "Another amount than was asked for.",
        "OTHER_ORDER": "The gateway names our payment with another order.",
        "UNKNOWN_PAYMENT": "The gateway names a payment or refund that we never asked for.",
        "CONTRADICTION": "The gateway takes back its word.",
        "PAID_TWICE": "A second payment for a paid order; it goes back.",
        "PAID_TOO_LATE": "The order could not be fulfilled any more; the money goes back.",
        "NOT_GRANTED": "What was paid for could not be given; the money goes back.",
        "CHARGED_BACK": "The member's bank took the money back, and the benefits with it.",
        "REFUND_DECLINED": "The gateway will not give the money back.",
    },
)


@strawberry.type(description="One try to take an order's total.")
class Payment:
    """A payment."""

    number: int = strawberry.field(description="Counts from 1 within the order.")
    state: PaymentState = strawberry.field(description="How it stands.")
    amount: Money = strawberry.field(description="How much.")
    at: datetime = strawberry.field(description="When it was tried.")
    gateway: str = strawberry.field(description="Through which payment gateway.")
    reason: str | None = strawberry.field(description="Why it was declined, e.g. `insufficient_funds`.")
    url: str | None = strawberry.field(description="Where the member does what their bank asks for.")

    @classmethod
    def of(cls, payment: values.Payment) -> Self:
        """The GraphQL payment of a hub payment."""
        return cls(
            number=payment.number,
            state=payment.state,
            amount=Money.of(payment.amount),
            at=payment.at,
            gateway=payment.gateway,
            reason=payment.reason or None,
            url=payment.url if payment.state is PaymentState.ACTION_REQUIRED else None,
        )


@strawberry.type(description="Money that goes back for an order.")
class OrderRefund:
    """A refund."""

    cause: RefundCause = strawberry.field(description="Why.")
    state: RefundState = strawberry.field(description="How it stands.")
    amount: Money = strawberry.field(description="How much.")
    reason: str = strawberry.field(description="Why, in words.")
    at: datetime = strawberry.field(description="When it was recorded.")
    settled_at: datetime | None = strawberry.field(description="When it was settled.")

    @classmethod
    def of(cls, refund: values.RefundRecord) -> Self:
        """The GraphQL refund of a hub refund."""
        return cls(
            cause=refund.cause,
            state=refund.state,
            amount=Money.of(refund.amount),
            reason=refund.reason,
            at=refund.at,
            settled_at=refund.settled_at,
        )


@strawberry.type(description="Something about money that did not fit, kept for a person.")
class PaymentCase(relay.Node):
    """A case."""

    key: relay.NodeID[UUID]
    value: strawberry.Private[values.PaymentCase]
    kind: CaseKind = strawberry.field(description="What did not fit.")
    at: datetime = strawberry.field(description="When.")
    facts: JSON = strawberry.field(description="What the gateway said, and what we know; never a secret.")
    resolved_at: datetime | None = strawberry.field(description="When a person closed it.")
    resolved_by: str | None = strawberry.field(description="Who closed it.")
    resolution: str | None = strawberry.field(description="What they found and did.")

    @strawberry.field(description="The order that it is about, if that is known.")
    async def order(self, info: Info) -> Annotated[Order, strawberry.lazy("schema.orders")] | None:
        from schema.orders import Order  # noqa: PLC0415 - an order has cases, which have an order

        found = await info.context.loaders.orders.load(self.value.order_id) if self.value.order_id else None
        return Order.of(found) if found else None

    @classmethod
    def of(cls, case: values.PaymentCase) -> Self:
        """The GraphQL case of a hub case."""
        return cls(
            key=case.id,
            value=case,
            kind=case.kind,
            at=case.at,
            facts=JSON(case.facts),
            resolved_at=case.resolved_at,
            resolved_by=case.resolved_by or None,
            resolution=case.resolution or None,
        )
