"""What a cart costs and would change, and how a card is handed to the gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import relay
from strawberry.scalars import JSON

from hub.campaigns.service import redeeming
from hub.campaigns.service.writing import promised
from hub.orders.rules.pricing import Cart, CartLine
from schema.bundles import Bundle, bundle_of
from schema.campaign_refusals import CouponNotValid
from schema.context import Info
from schema.entitlement_refusals import (
    AlreadyEntitled,
    BundleRefusal,
    StackLimitReached,
)
from schema.inputs import choices_of
from schema.members import hub_member
from schema.order_refusals import CurrenciesMixed, NotOnSale, OfferLimitReached
from schema.previews import TimelineChange
from schema.refusals import InvalidInputRefusal, NotFoundRefusal
from schema.texts import LocalText, Money

if TYPE_CHECKING:
    from hub.orders.rules.pricing import PricedLine


@strawberry.input(description="One line of a cart.")
class CartLineInput:
    """An offer, so many times."""

    offer: str = strawberry.field(description="The offer's code.")
    quantity: int = strawberry.field(default=1, description="How many, 1 to 20.")
    choices: JSON | None = strawberry.field(
        default=None, description="Where the bundle has choices: an object from each choice group to the list of picks."
    )


@strawberry.input(description="What to buy.")
class CartInput:
    """A cart."""

    lines: list[CartLineInput] = strawberry.field(description="1 to 20 lines, all in one currency.")
    channel: str | None = strawberry.field(default=None, description="Where it is bought, for offers of one channel.")
    coupon: str = strawberry.field(
        default="", description="A coupon code; without one, the offer that takes off most applies by itself."
    )
    member: relay.GlobalID | None = strawberry.field(default=None, description="For whom; staff only. Else yourself.")


@strawberry.type(description="One line of a quote.")
class QuotedLine:
    """A line with its price."""

    bundle_code: strawberry.Private[str]
    offer: str = strawberry.field(description="The offer's code.")
    quantity: int = strawberry.field(description="How many.")
    introductory: int = strawberry.field(description="How many of them at the introductory price.")
    subtotal: Money = strawberry.field(description="Before the discount.")
    discount: Money = strawberry.field(description="What comes off.")
    total: Money = strawberry.field(description="What is to be paid for it.")

    @strawberry.field(description="What is bought.")
    async def bundle(self, info: Info) -> Bundle:
        return await bundle_of(info, self.bundle_code)


@strawberry.type(description="What a cart costs, and what buying it now would change. Nothing was written.")
class Quote:
    """A quote."""

    lines: list[QuotedLine] = strawberry.field(description="The lines.")
    subtotal: Money = strawberry.field(description="Before the discount.")
    discount: Money = strawberry.field(description="What comes off.")
    total: Money = strawberry.field(description="What is to be paid.")
    promotion: LocalText | None = strawberry.field(
        description="The campaign's offer that this cart has, e.g. `20% off`, or what is given on top once it is paid."
    )
    changes: list[TimelineChange] = strawberry.field(description="The entitlements whose timeline would change.")


QuoteResult = Annotated[
    Quote
    | NotOnSale
    | OfferLimitReached
    | CurrenciesMixed
    | StackLimitReached
    | AlreadyEntitled
    | BundleRefusal
    | CouponNotValid
    | NotFoundRefusal
    | InvalidInputRefusal,
    strawberry.union("QuoteResult", description="What it costs, or why it cannot be bought."),
]


@strawberry.type(description="How a page hands a card to the payment gateway; the card never reaches the hub.")
class CardEntry:
    """Which gateway, its public key, and where."""

    gateway: str = strawberry.field(description="The gateway: `sandbox` or `stripe`.")
    public_key: str = strawberry.field(description="Its public key.")
    url: str = strawberry.field(description="Where to post the card, or the gateway's script.")


@strawberry.type
class QuoteQuery:
    """Before buying."""

    @strawberry.field(description="What a cart costs, and what buying it now would change.")
    async def quote(
        self, info: Info, cart: Annotated[CartInput, strawberry.argument(description="What to buy.")]
    ) -> QuoteResult:
        member = await hub_member(info, cart.member)
        quote, applied = await redeeming.quote(member, cart_of(cart), info.context.now, cart.coupon)
        return Quote(
            lines=[_quoted(each) for each in quote.priced.lines],
            subtotal=Money.of(quote.priced.subtotal),
            discount=Money.of(quote.priced.discount),
            total=Money.of(quote.priced.total),
            promotion=LocalText.maybe(await promised(applied.offered) if applied else None),
            changes=[TimelineChange.of(each, member.zone) for each in quote.changes],
        )

    @strawberry.field(description="How a card is handed to the payment gateway; null: nothing can be paid.")
    def card_entry(self, info: Info) -> CardEntry | None:
        for gateway in info.context.ports.gateways.values():
            entry = gateway.card_entry
            return CardEntry(gateway=entry.gateway, public_key=entry.public_key, url=entry.url)
        return None


def cart_of(given: CartInput) -> Cart:
    """The cart as the hub takes it."""
    lines = [CartLine(each.offer, each.quantity, choices_of(each.choices)) for each in given.lines]
    return Cart(lines, channel=given.channel)


def _quoted(line: PricedLine) -> QuotedLine:
    return QuotedLine(
        bundle_code=line.bundle,
        offer=line.line.offer,
        quantity=line.line.quantity,
        introductory=line.introductory,
        subtotal=Money.of(line.subtotal),
        discount=Money.of(line.discount),
        total=Money.of(line.total),
    )
