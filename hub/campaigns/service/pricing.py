"""What an offer costs the campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.campaigns.rules import offers as terms
from hub.catalogue import reads as catalogue
from hub.kernel.money import Money

if TYPE_CHECKING:
    from hub.campaigns.rules.offers import Gives
    from hub.campaigns.rules.plans import Plan


async def worth(plan: Plan) -> Money | None:
    """The most that giving it once can cost, by one unit of the dearest of its products; ``None``: nothing is given."""
    if plan.offer is None or not plan.has_offer:
        return None
    offers = (
        await catalogue.offers(plan.offer.products) if plan.offer.products else (await catalogue.catalogue()).offers
    )
    prices = [each.price for each in offers.values()]
    currency = plan.offer.budget.currency if plan.offer.budget else (prices[0].currency if prices else "CNY")
    dearest = max((each for each in prices if each.currency == currency), default=Money(currency, 0))
    costs = [cost_of(plan.gives(each.name), dearest) for each in plan.variants]
    return max((each for each in costs if each.currency == currency), default=Money(currency, 0))


def cost_of(gives: Gives, price: Money) -> Money:
    """What giving it for an order of ``price`` costs; a gift's own cost may be in another currency."""
    match gives:
        case terms.PercentOff(percent=percent):
            cost = Money(price.currency, price.amount_minor * percent // 100)
        case terms.AmountOff(amount=amount):
            cost = min(amount, price) if amount.currency == price.currency else amount
        case terms.Bonus(cost=Money() as own) | terms.Gift(cost=Money() as own):
            cost = own
        case _:
            cost = Money(price.currency, 0)
    return cost
