"""What an offer costs the campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.campaigns.rules import offers as terms
from hub.catalogue import reads as catalogue
from hub.kernel.money import Money

if TYPE_CHECKING:
    from hub.campaigns.rules.offers import Gives
    from hub.campaigns.rules.plans import Plan


async def costs(plan: Plan) -> list[Money]:
    """What giving it once costs, in each variant and for one unit of each of its products, the least first.

    All in one currency; none at all, where nothing is given.
    """
    if plan.offer is None:
        return []
    offers = (
        await catalogue.offers(plan.offer.products) if plan.offer.products else (await catalogue.catalogue()).offers
    )
    prices = [each.price for each in offers.values()]
    prices += [each.introductory.price for each in offers.values() if each.introductory]
    currency = plan.offer.budget.currency if plan.offer.budget else (prices[0].currency if prices else "CNY")
    charged = [each for each in prices if each.currency == currency] or [Money(currency, 0)]
    given = [each for each in map(plan.gives, plan.names) if not isinstance(each, terms.Nothing)]
    found = [cost_of(gives, price) for gives in given for price in charged]
    return sorted(each for each in found if each.currency == currency)


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
