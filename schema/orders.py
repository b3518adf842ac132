"""Orders: what was bought, how it is paid, and how each part of it is being delivered."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay
from strawberry.scalars import JSON

from hub.entitlements.rules.granted import Source
from hub.fulfilment.rules.tasks import State as DeliveryState
from hub.kernel.errors import NotFound
from hub.orders import reads
from hub.orders.rules import values
from hub.orders.rules.values import OrderState
from schema.bundles import Bundle, Offer, bundle_of
from schema.catalogue import Benefit, benefit_of
from schema.context import Info
from schema.deliveries import Delivery, delivery_of_grant
from schema.entitlement_changes import member_of
from schema.enums import tell
from schema.grants import Grant, sight_of
from schema.nodes import node_reader, uuid, uuid_of
from schema.pages import After, First, Page, connection
from schema.payment_types import OrderRefund, Payment, PaymentCase
from schema.permissions import CARE
from schema.texts import Money

if TYPE_CHECKING:
    from schema.members import Member

tell(
    OrderState,
    "OrderState",
    "How an order stands.",
    {
        "AWAITING_PAYMENT": "Placed; it is to be paid before `payBy`.",
        "PAID": "Paid; its benefits are given and being delivered.",
        "EXPIRED": "Not paid in time.",
        "CANCELLED": "Given up, or impossible to fulfil; money that was paid goes back.",
        "PARTLY_REFUNDED": "Some of it was given back.",
        "REFUNDED": "All of it was given back.",
    },
)


@strawberry.type(description="One benefit that an order gives, and what of the money belongs to it.")
class OrderPart(relay.Node):
    """A part; returned on its own if need be."""

    key: relay.NodeID[UUID]
    value: strawberry.Private[values.Part]
    member_id: strawberry.Private[UUID]
    unit: int = strawberry.field(description="Of which of the line's bundles, counted from 1.")
    path: list[str] = strawberry.field(description="Its place in the bundle.")
    price: Money = strawberry.field(description="Its share of the price.")
    discount: Money = strawberry.field(description="Its share of the discount.")
    amount: Money = strawberry.field(description="What was paid for it.")
    refunded: Money | None = strawberry.field(description="What was given back for it; null: it was not returned.")

    @strawberry.field(description="What it gives.")
    async def benefit(self, info: Info) -> Benefit:
        return await benefit_of(info, self.value.benefit)

    @strawberry.field(description="The grant, once the order is paid.")
    async def grant(self, info: Info) -> Grant | None:
        if self.value.grant_id is None:
            return None
        sight = await sight_of(info, await member_of(info, self.member_id))
        return sight.grant(sight.held.records[self.value.grant_id])

    @strawberry.field(description="How its delivery stands; null: not paid yet, or nothing has to be sent.")
    async def delivery(self, info: Info) -> DeliveryState | None:
        grant_id = self.value.grant_id
        task = await info.context.loaders.tasks_of_grants.load(grant_id) if grant_id else None
        return task.state if task else None

    @strawberry.field(description="The whole delivery; null: not paid yet, or nothing has to be sent.")
    async def fulfilment(self, info: Info) -> Delivery | None:
        return await delivery_of_grant(info, self.value.grant_id) if self.value.grant_id else None

    @classmethod
    def of(cls, part: values.Part, member_id: UUID) -> Self:
        """The GraphQL part of a hub part."""
        return cls(
            key=part.id,
            value=part,
            member_id=member_id,
            unit=part.unit,
            path=part.path.split("/"),
            price=Money.of(part.price),
            discount=Money.of(part.discount),
            amount=Money.of(part.amount),
            refunded=Money.of(part.refunded) if part.refunded else None,
        )


@strawberry.type(description="One line of an order: an offer's bundle, so many times.")
class OrderLine:
    """A line."""

    order: strawberry.Private[values.Order]
    value: strawberry.Private[values.Line]
    number: int = strawberry.field(description="Counts from 1.")
    quantity: int = strawberry.field(description="How many bundles.")
    introductory: int = strawberry.field(description="How many of them at the introductory price.")
    choices: JSON = strawberry.field(description="What was picked from each choice group.")
    subtotal: Money = strawberry.field(description="Before the discount.")
    discount: Money = strawberry.field(description="What came off.")
    total: Money = strawberry.field(description="What is paid for it.")

    @strawberry.field(description="The offer; null where it is gone from the catalogue.")
    async def offer(self, info: Info) -> Offer | None:
        found = await info.context.loaders.offers.load(self.value.offer)
        return Offer.of(found) if found else None

    @strawberry.field(description="What is bought.")
    async def bundle(self, info: Info) -> Bundle:
        return await bundle_of(info, self.value.bundle)

    @strawberry.field(description="What it gives, each with its own delivery.")
    async def parts(self, info: Info) -> list[OrderPart]:
        parts = await info.context.loaders.parts_of_orders.load(self.order.id) or []
        return [OrderPart.of(each, self.order.member_id) for each in parts if each.line_id == self.value.id]

    @classmethod
    def of(cls, line: values.Line, order: values.Order) -> Self:
        """The GraphQL line of a hub line."""
        return cls(
            order=order,
            value=line,
            number=line.number,
            quantity=line.quantity,
            introductory=line.introductory,
            choices=JSON(line.choices),
            subtotal=Money.of(line.subtotal),
            discount=Money.of(line.discount),
            total=Money.of(line.total),
        )


@strawberry.type(description="An order: what a member agreed to buy.")
class Order(relay.Node):
    """An order, as its member and the staff see it."""

    key: relay.NodeID[UUID]
    value: strawberry.Private[values.Order]
    number: str = strawberry.field(description="Its number, for people.")
    state: OrderState = strawberry.field(description="How it stands.")
    source: Source = strawberry.field(description="Why it was placed.")
    subtotal: Money = strawberry.field(description="Before the discount.")
    discount: Money = strawberry.field(description="What came off.")
    total: Money = strawberry.field(description="What is to be paid.")
    placed_at: datetime = strawberry.field(description="When it was placed.")
    pay_by: datetime = strawberry.field(description="Before when it is to be paid.")
    paid_at: datetime | None = strawberry.field(description="When it was paid.")
    closed_at: datetime | None = strawberry.field(description="When it expired or was cancelled.")
    closed_because: str | None = strawberry.field(description="The code of the refusal that it was cancelled for.")

    @strawberry.field(description="What is bought.")
    def lines(self) -> list[OrderLine]:
        return [OrderLine.of(each, self.value) for each in self.value.lines]

    @strawberry.field(description="The tries to pay it, the first first.")
    async def payments(self, info: Info) -> list[Payment]:
        return [Payment.of(each) for each in await info.context.loaders.payments_of_orders.load(self.key) or []]

    @strawberry.field(description="What was given back, the first first.")
    async def refunds(self, info: Info) -> list[OrderRefund]:
        return [OrderRefund.of(each) for each in await info.context.loaders.refunds_of_orders.load(self.key) or []]

    @strawberry.field(description="What did not fit about its money; for those who look after members.")
    async def cases(self, info: Info) -> list[PaymentCase]:
        return [PaymentCase.of(each) for each in await info.context.loaders.cases_of_orders.load(self.key) or []]

    @strawberry.field(description="Whose it is.")
    async def member(self, info: Info) -> Annotated[Member, strawberry.lazy("schema.members")]:
        from schema.members import Member  # noqa: PLC0415 - a member has orders, which have a member

        return Member.of(await member_of(info, self.value.member_id))

    @classmethod
    def of(cls, order: values.Order) -> Self:
        """The GraphQL order of a hub order."""
        return cls(
            key=order.id,
            value=order,
            number=order.number,
            state=order.state,
            source=order.source,
            subtotal=Money.of(order.subtotal),
            discount=Money.of(order.discount),
            total=Money.of(order.total),
            placed_at=order.placed_at,
            pay_by=order.pay_by,
            paid_at=order.paid_at,
            closed_at=order.closed_at,
            closed_because=order.closed_because or None,
        )


@strawberry.type(description="Orders, page by page.")
class OrderConnection(relay.Connection[Order]):
    """A page of orders."""


async def seen_order(info: Info, id_: relay.GlobalID) -> values.Order:
    """The order of this id; refuses (``NotFound``) what the caller may not see."""
    order = await info.context.loaders.orders.load(uuid_of(id_, "Order"))
    if order is None:
        raise NotFound("order", str(id_))
    info.context.check_sees(order.member_id, "order", str(id_))
    return order


async def orders_of(member_id: UUID, page: Page) -> OrderConnection:
    """The member's orders, the newest first."""
    found = await reads.orders_of(member_id, page.to_read, page.uuid)
    return connection(OrderConnection, found, page, Order.of, attrgetter("id"))


@node_reader("Order")
async def _order(info: Info, key: str) -> Order | None:
    id_ = uuid(key)
    found = await info.context.loaders.orders.load(id_) if id_ else None
    return Order.of(found) if found and info.context.sees(found.member_id) else None


@node_reader("PaymentCase")
async def _case(info: Info, key: str) -> PaymentCase | None:
    id_ = uuid(key)
    if id_ is None or info.context.who.role not in CARE:
        return None
    found = await reads.cases_by_ids([id_])
    return PaymentCase.of(found[id_]) if id_ in found else None


@strawberry.type
class OrderQuery:
    """Looking orders up."""

    @strawberry.field(description="One order by its number; null where there is none, or it is not yours to see.")
    async def order(
        self, info: Info, number: Annotated[str, strawberry.argument(description="Its number.")]
    ) -> Order | None:
        found = (await reads.orders_by_numbers([number.strip().upper()])).get(number.strip().upper())
        return Order.of(found) if found and info.context.sees(found.member_id) else None

    @strawberry.field(description="The orders of all members, the newest first.")
    async def orders(
        self,
        states: Annotated[list[OrderState] | None, strawberry.argument(description="Only in these states.")] = None,
        first: First = 20,
        after: After = None,
    ) -> OrderConnection:
        page = Page.of(first, after)
        found = await reads.all_orders(page.to_read, page.uuid, states or ())
        return connection(OrderConnection, found, page, Order.of, attrgetter("id"))

    @strawberry.field(description="What did not fit about money and waits for a person, the newest first.")
    async def payment_cases(
        self,
        *,
        is_open: Annotated[bool, strawberry.argument(description="Those that wait; else those closed.")] = True,
        first: First = 20,
        after: After = None,
    ) -> relay.Connection[PaymentCase]:
        page = Page.of(first, after)
        found = await reads.cases(page.to_read, page.uuid, is_open=is_open)
        return connection(relay.Connection[PaymentCase], found, page, PaymentCase.of, attrgetter("id"))
