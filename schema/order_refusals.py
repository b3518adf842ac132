"""Why orders, payments and refunds are refused, as clients see it."""

from __future__ import annotations

from datetime import datetime

import strawberry

from hub.fulfilment.errors import OutOfStock as VaultIsEmpty
from hub.orders import errors
from schema.refusals import Refusal, telling
from schema.texts import Money


@telling(
    errors.NotOnSale,
    en="{offer} is not sold here and now; choose another offer.",
    zh="{offer} 目前不在此处销售，请选择其他套餐。",
)
class NotOnSale(Refusal):
    """The offer is sold at another time, or elsewhere."""

    offer: str = strawberry.field(description="The offer's code.")
    sale_from: datetime | None = strawberry.field(description="From when on it is sold; null: always.")
    sale_until: datetime | None = strawberry.field(description="Until when it is sold; null: no end is set.")


@telling(
    errors.OfferLimitReached,
    en="{offer} may be bought {limit} times, and you can buy {left} more.",
    zh="{offer} 每人限购 {limit} 份，您还可以购买 {left} 份。",
)
class OfferLimitReached(Refusal):
    """A member may buy the offer only so often."""

    offer: str = strawberry.field(description="The offer's code.")
    limit: int = strawberry.field(description="How often a member may buy it.")
    left: int = strawberry.field(description="How often this member still may.")


@telling(
    errors.CurrenciesMixed,
    en="One order is paid in one currency, and this is {currencies}; order them one by one.",
    zh="一个订单只能使用一种货币，而这里有 {currencies}；请分别下单。",
)
class CurrenciesMixed(Refusal):
    """The offers are sold in several currencies."""

    currencies: list[str] = strawberry.field(description="The currencies.")


@telling(
    errors.PriceChanged,
    en="The price is {now} now and was {agreed}; have a look and order again.",
    zh="价格已由 {agreed} 变为 {now}，请确认后重新下单。",
)
class PriceChanged(Refusal):
    """It does not cost what the member agreed to any more."""

    now: Money = strawberry.field(description="What it costs now.")


@telling(
    VaultIsEmpty,
    en="This is sold out for now; nothing was kept for you. Try again later.",
    zh="暂时售罄，未为您保留任何内容，请稍后再试。",
)
class OutOfStock(Refusal):
    """There are not enough codes for all of it; none were reserved."""


@telling(
    errors.OrderNotPayable,
    en="Order {order} does not wait for a payment any more; it is {state}.",
    zh="订单 {order} 不在待支付状态（{state}）。",
)
class OrderNotPayable(Refusal):
    """The order is paid, expired or cancelled."""

    order: str = strawberry.field(description="The order's number.")
    state: str = strawberry.field(description="How it stands.")


@telling(
    errors.PaymentUnderWay,
    en="A payment of order {order} is not decided yet; wait a little, we are asking.",
    zh="订单 {order} 有一笔支付尚未确定，我们正在查询，请稍候。",
)
class PaymentUnderWay(Refusal):
    """Another payment of the order may still succeed."""

    order: str = strawberry.field(description="The order's number.")


@telling(
    errors.PaymentsClosed,
    en="Payments are not possible at the moment; try again later.",
    zh="目前无法支付，请稍后再试。",
)
class PaymentsClosed(Refusal):
    """No payment gateway is set up."""


@telling(
    errors.BundleChanged,
    en="A part of {bundle} was only to be had until now; order it again to see what it gives.",
    zh="{bundle} 中的部分内容已过期，请重新下单查看其内容。",
)
class BundleChanged(Refusal):
    """What was ordered cannot be given any more as it was."""

    bundle: str = strawberry.field(description="The bundle's code.")


@telling(
    errors.NotPaid,
    en="Order {order} is {state}: there is nothing to give back.",
    zh="订单 {order} 状态为 {state}，没有可退的款项。",
)
class NotPaid(Refusal):
    """The order was never paid."""

    order: str = strawberry.field(description="The order's number.")
    state: str = strawberry.field(description="How it stands.")


@telling(
    errors.AlreadyRefunded,
    en="Some of this was given back before; look at order {order} and choose what is left.",
    zh="其中部分内容已退款，请查看订单 {order} 后选择剩余部分。",
)
class AlreadyRefunded(Refusal):
    """A part is given back once."""

    order: str = strawberry.field(description="The order's number.")


@telling(
    errors.NothingToRefund,
    en="By their rules nothing is left of these parts of order {order}; give them back in full, or leave them.",
    zh="按退款规则，订单 {order} 的这些内容已无可退价值；可选择全额退还，或保持不变。",
)
class NothingToRefund(Refusal):
    """What was used up, or is sold for good, has no value left."""

    order: str = strawberry.field(description="The order's number.")
