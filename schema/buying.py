"""Buying: ordering what is in a cart, paying for it, giving it up."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import strawberry
from strawberry import relay

from hub.campaigns.service import redeeming
from hub.kernel import money
from hub.kernel.errors import InvalidInput
from hub.orders.service import closing, paying, placing
from schema.campaign_refusals import CouponNotValid
from schema.context import Info
from schema.entitlement_changes import KEY, act, member_of
from schema.entitlement_refusals import (
    AlreadyEntitled,
    BundleRefusal,
    IdempotencyKeyReused,
    StackLimitReached,
    WindowOver,
)
from schema.members import hub_member
from schema.order_refusals import (
    BundleChanged,
    CurrenciesMixed,
    NotOnSale,
    OfferLimitReached,
    OrderNotPayable,
    OutOfStock,
    PaymentsClosed,
    PaymentUnderWay,
    PriceChanged,
)
from schema.orders import Order, seen_order
from schema.payment_types import Payment
from schema.quotes import CartInput, cart_of
from schema.refusals import InvalidInputRefusal, NotFoundRefusal
from schema.scalars import MoneyAmount


@strawberry.input(description="What to order.")
class PlaceOrderInput:
    """A cart that the member agrees to."""

    cart: CartInput = strawberry.field(description="What to buy.")
    currency: str | None = strawberry.field(default=None, description="With `total`: the currency shown.")
    total: MoneyAmount | None = strawberry.field(
        default=None, description="The total that the member was shown; another one is then refused."
    )
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.type(description="The order.")
class OrderPayload:
    """An order as it stands."""

    order: Order = strawberry.field(description="The order.")


PlaceOrderResult = Annotated[
    OrderPayload
    | PriceChanged
    | OutOfStock
    | NotOnSale
    | OfferLimitReached
    | CurrenciesMixed
    | StackLimitReached
    | AlreadyEntitled
    | BundleRefusal
    | CouponNotValid
    | IdempotencyKeyReused
    | NotFoundRefusal
    | InvalidInputRefusal,
    strawberry.union("PlaceOrderResult", description="The order, or why there is none."),
]


@strawberry.input(description="How to pay which order.")
class PayOrderInput:
    """A payment."""

    order: relay.GlobalID = strawberry.field(description="The order.")
    card: str = strawberry.field(
        default="", description="The token that the gateway gave for the card, or a kept card; free orders need none."
    )
    keep_card: bool = strawberry.field(default=False, description="Keep the card for later; the member agrees to it.")
    return_url: str | None = strawberry.field(
        default=None, description="Where the member comes back to from their bank: an http or https address."
    )
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.type(description="How the order stands after a try to pay it.")
class PayOrderPayload:
    """The order and the payment. A declined card is a payment as well: look at its state."""

    order: Order = strawberry.field(description="The order.")
    payment: Payment | None = strawberry.field(description="The payment; null: the order costs nothing.")
    client_secret: str | None = strawberry.field(
        description="Where the member must act and the payment has no address for it: for the gateway's own script."
    )


PayOrderResult = Annotated[
    PayOrderPayload
    | OrderNotPayable
    | PaymentUnderWay
    | PaymentsClosed
    | BundleChanged
    | StackLimitReached
    | AlreadyEntitled
    | WindowOver
    | NotFoundRefusal
    | InvalidInputRefusal,
    strawberry.union("PayOrderResult", description="How the order stands, or why it cannot be paid."),
]


@strawberry.input(description="Which order to give up.")
class CancelOrderInput:
    """An order that is not paid."""

    order: relay.GlobalID = strawberry.field(description="The order.")


CancelOrderResult = Annotated[
    OrderPayload | OrderNotPayable | PaymentUnderWay | NotFoundRefusal,
    strawberry.union("CancelOrderResult", description="The cancelled order, or why it cannot be cancelled."),
]


@strawberry.type
class BuyingMutation:
    """Buying."""

    @strawberry.mutation(description="Order what is in a cart; it is to be paid within half an hour.")
    async def place_order(
        self, info: Info, input: Annotated[PlaceOrderInput, strawberry.argument(description="What to order.")]
    ) -> PlaceOrderResult:
        member = await hub_member(info, input.cart.member)
        by = act(info, input.idempotency_key)
        cart = input.cart
        return OrderPayload(
            order=Order.of(await redeeming.place(member, cart_of(cart), by, _terms(input), cart.coupon))
        )

    @strawberry.mutation(description="Pay an order. Once it is paid, all of it is given in the same moment.")
    async def pay_order(
        self, info: Info, input: Annotated[PayOrderInput, strawberry.argument(description="How to pay.")]
    ) -> PayOrderResult:
        order = await seen_order(info, input.order)
        member = await member_of(info, order.member_id)
        means = paying.Means(input.card, keep=input.keep_card, return_url=_return_url(input.return_url))
        by = act(info, input.idempotency_key)
        answer = await paying.pay(info.context.ports, member, order.number, means, by)
        info.context.renew()
        return PayOrderPayload(
            order=Order.of(answer.order),
            payment=Payment.of(answer.payment) if answer.payment else None,
            client_secret=answer.client_secret.expose() if answer.client_secret else None,
        )

    @strawberry.mutation(description="Give up an order that is not paid; giving it up again changes nothing.")
    async def cancel_order(
        self, info: Info, input: Annotated[CancelOrderInput, strawberry.argument(description="Which order.")]
    ) -> CancelOrderResult:
        order = await seen_order(info, input.order)
        member = await member_of(info, order.member_id)
        return OrderPayload(order=Order.of(await closing.cancel(member, order.number, act(info, str(order.id)))))


def _terms(given: PlaceOrderInput) -> placing.Terms:
    if (given.total is None) != (given.currency is None):
        raise InvalidInput("total", "give the total and its currency together")
    return placing.Terms(total=money.Money(given.currency or "", given.total) if given.total is not None else None)


def _return_url(given: str | None) -> str | None:
    if given is not None and (urlsplit(given).scheme not in {"http", "https"} or len(given) > 2_000):  # noqa: PLR2004
        raise InvalidInput("returnUrl", "give an http or https address of at most 2000 characters")
    return given
