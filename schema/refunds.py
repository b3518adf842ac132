"""What the staff do about money: give back what was bought, and close cases."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import relay

from hub.kernel import money
from hub.orders.service import cases, refunding
from schema.context import Info
from schema.entitlement_changes import KEY, act
from schema.entitlement_refusals import IdempotencyKeyReused
from schema.grant_changes import checked_reason
from schema.nodes import uuid_of
from schema.order_refusals import AlreadyRefunded, NothingToRefund, NotPaid
from schema.orders import Order, OrderPart, seen_order
from schema.payment_types import OrderRefund, PaymentCase
from schema.refusals import InvalidInputRefusal, NotFoundRefusal
from schema.texts import Money

Parts = list[relay.GlobalID] | None


@strawberry.type(description="What a part is worth if it is returned now.")
class PartWorth:
    """A part and its value by the benefit's rule."""

    part: OrderPart = strawberry.field(description="The part.")
    worth: Money | None = strawberry.field(description="What goes back; null: nothing is left, and it stays.")


@strawberry.type(description="What returning parts of an order now would give back. Nothing was written.")
class RefundPreview:
    """The parts and the sum."""

    parts: list[PartWorth] = strawberry.field(description="Each part with its value.")
    total: Money = strawberry.field(description="What would go back.")


RefundPreviewResult = Annotated[
    RefundPreview | NotPaid | AlreadyRefunded | NotFoundRefusal,
    strawberry.union("RefundPreviewResult", description="What would go back, or why nothing can."),
]


@strawberry.input(description="What to give back.")
class RefundOrderInput:
    """An order, or parts of it."""

    order: relay.GlobalID = strawberry.field(description="The order.")
    parts: list[relay.GlobalID] | None = strawberry.field(
        default=None, description="The parts to return; left out: everything of which something is left."
    )
    in_full: bool = strawberry.field(
        default=False, description="Give back all that was paid for them, whatever was used of them."
    )
    reason: str = strawberry.field(description="Why, for the member and for the journal; 1 to 500 characters.")
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.type(description="The refund, and the order as it stands now.")
class RefundOrderPayload:
    """A refund is recorded at once; the money follows."""

    order: Order = strawberry.field(description="The order.")
    refund: OrderRefund = strawberry.field(description="The refund.")


RefundOrderResult = Annotated[
    RefundOrderPayload
    | NotPaid
    | AlreadyRefunded
    | NothingToRefund
    | IdempotencyKeyReused
    | NotFoundRefusal
    | InvalidInputRefusal,
    strawberry.union("RefundOrderResult", description="The refund, or why there is none."),
]


@strawberry.input(description="How a payment case ends.")
class ResolvePaymentCaseInput:
    """What a person found and did."""

    case: relay.GlobalID = strawberry.field(description="The case.")
    resolution: str = strawberry.field(description="What was found and done, for the journal; 1 to 500 characters.")
    give_back: bool = strawberry.field(
        default=False, description="Give the payment back, where it is money that its order has no use for."
    )


@strawberry.type(description="The case as it stands now.")
class PaymentCasePayload:
    """A closed case."""

    case: PaymentCase = strawberry.field(description="The case.")


ResolvePaymentCaseResult = Annotated[
    PaymentCasePayload | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("ResolvePaymentCaseResult", description="The closed case, or why it stays open."),
]


@strawberry.type
class RefundQuery:
    """Before giving back."""

    @strawberry.field(description="What returning an order, or parts of it, now would give back.")
    async def preview_refund(
        self,
        info: Info,
        order: Annotated[relay.GlobalID, strawberry.argument(description="The order.")],
        parts: Annotated[Parts, strawberry.argument(description="The parts; left out: all.")] = None,
        *,
        in_full: Annotated[bool, strawberry.argument(description="Whatever was used of them.")] = False,
    ) -> RefundPreviewResult:
        found = await seen_order(info, order)
        wanted = refunding.Return("preview", _ids(parts), in_full)
        worths = await refunding.preview_refund(found.number, wanted, info.context.now)
        currency = found.total.currency
        return RefundPreview(
            parts=[
                PartWorth(
                    part=OrderPart.of(each.part, found.member_id),
                    worth=None if each.minor is None else Money.of(money.Money(currency, each.minor)),
                )
                for each in worths
            ],
            total=Money.of(money.Money(currency, sum(each.minor or 0 for each in worths))),
        )


@strawberry.type
class RefundMutation:
    """Giving back, and closing cases."""

    @strawberry.mutation(description="Take an order or parts of it back and give back what is unused of them, once.")
    async def refund_order(
        self, info: Info, input: Annotated[RefundOrderInput, strawberry.argument(description="What to give back.")]
    ) -> RefundOrderResult:
        found = await seen_order(info, input.order)
        wanted = refunding.Return(checked_reason(input.reason), _ids(input.parts), input.in_full)
        refund = await refunding.refund(info.context.ports, found.number, wanted, act(info, input.idempotency_key))
        info.context.renew()
        return RefundOrderPayload(order=Order.of(await seen_order(info, input.order)), refund=OrderRefund.of(refund))

    @strawberry.mutation(description="Close a payment case with what was found and done; once.")
    async def resolve_payment_case(
        self, info: Info, input: Annotated[ResolvePaymentCaseInput, strawberry.argument(description="How it ends.")]
    ) -> ResolvePaymentCaseResult:
        case_id, by = uuid_of(input.case, "PaymentCase"), act(info, str(input.case))
        resolution = checked_reason(input.resolution)
        return PaymentCasePayload(
            case=PaymentCase.of(await cases.resolve_case(case_id, resolution, by, give_back=input.give_back))
        )


def _ids(parts: Parts) -> list[UUID] | None:
    return None if parts is None else [uuid_of(each, "OrderPart") for each in parts]
