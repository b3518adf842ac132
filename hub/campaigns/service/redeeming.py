"""Using a campaign's offer for an order: found, held within the budget, and ordered with.

What it costs is reserved before the order is placed, under the same name (``holder_id``), so that a repeated request
finds it again; the database itself refuses to reserve more than the budget has. One order has one campaign's offer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid5

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.campaigns.errors import CouponNotValid
from hub.campaigns.models import RedemptionRow
from hub.campaigns.reads import campaigns
from hub.campaigns.reads import offers as reads
from hub.campaigns.reads.offers import Offered
from hub.campaigns.rules.offers import is_discount, read_gives
from hub.campaigns.rules.shapes import written
from hub.campaigns.rules.values import BEYOND_BUDGET
from hub.campaigns.service.holding import let_in
from hub.campaigns.service.pricing import cost_of
from hub.journal.errors import IdempotencyKeyReused
from hub.kernel.errors import Refusal
from hub.kernel.money import Money
from hub.orders import reads as orders
from hub.orders.rules.pricing import AmountOff, price
from hub.orders.service import placing, quoting

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.journal.rules import Act
    from hub.members.rules import Member
    from hub.orders.rules.pricing import Cart
    from hub.orders.rules.values import Order
    from hub.orders.service.placing import Terms
    from hub.orders.service.quoting import Quote

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('redeems ' || $1, 0))"
_SPEND = """
    UPDATE campaign_budgets SET spent_minor = spent_minor + $2, count = count + 1
    WHERE campaign_id = $1 AND (budget_minor IS NULL OR spent_minor + $2 <= budget_minor)
    AND (most IS NULL OR count < most) RETURNING campaign_id
"""

_UNSPEND = "UPDATE campaign_budgets SET spent_minor = spent_minor - $2, count = count - 1 WHERE campaign_id = $1"


@dataclass(frozen=True, slots=True)
class Applied:
    """An offer and what it costs for a cart: the discount, or what the gift costs."""

    offered: Offered
    cost: Money

    @property
    def discount(self) -> AmountOff | None:
        """What comes off the cart."""
        return _discount(self.cost, self.offered.campaign.code) if is_discount(self.offered.gives) else None


async def quote(member: Member, cart: Cart, at: datetime, coupon: str = "") -> tuple[Quote, Applied | None]:
    """What ``cart`` costs with the coupon, or else with the offer that takes off most. Nothing is written.

    Refuses what ``quoting.quote`` refuses, and a coupon that gives nothing (``CouponNotValid``).
    """
    applied = await _best(member, cart, at, coupon)
    discounted = replace(cart, discount=applied.discount) if applied and applied.discount else cart
    return await quoting.quote(member, discounted, at), applied


async def place(member: Member, cart: Cart, by: Act, terms: Terms | None = None, coupon: str = "") -> Order:
    """As ``placing.place``, with the coupon, or else with the offer that takes off most and is still to be had.

    Refuses a coupon that gives nothing (``CouponNotValid``); an offer that is spent meanwhile changes the price.
    """
    if not coupon and not await reads.takes_part(member.id):
        return await placing.place(member, cart, by, terms)
    holder = uuid5(member.id, by.key)
    if await orders.is_placed(holder):
        held = await RedemptionRow.get_or_none(holder_id=holder)
    else:
        held = await _hold(member, cart, by, holder, coupon)
    discount = await _held_off(held) if held else None
    try:
        return await placing.place(member, replace(cart, discount=discount) if discount else cart, by, terms)
    except Refusal:
        if held and not await orders.is_placed(holder):
            await release(held.id, by.at)
        raise


async def release(redemption_id: UUID, at: datetime) -> None:
    """Give what a redemption holds back to the budget; doing it again changes nothing."""
    async with in_transaction():
        row = await RedemptionRow.select_for_update().get(id=redemption_id)
        if row.state != "RELEASED":
            row.state, row.settled_at = "RELEASED", at
            await row.save(update_fields=["state", "settled_at"])
            if row.note != BEYOND_BUDGET:
                await get_connection("default").execute_query(_UNSPEND, [row.campaign_id, row.cost_minor])


async def _hold(member: Member, cart: Cart, by: Act, holder: UUID, coupon: str) -> RedemptionRow | None:
    async with in_transaction() as connection:
        await connection.execute_query(_ONE_AT_A_TIME, [str(member.id)])
        if held := await RedemptionRow.get_or_none(holder_id=holder, state="HELD"):
            if not await _is_for(held, member, cart, by.at):
                raise IdempotencyKeyReused(by.key)
            return held
        await RedemptionRow.filter(holder_id=holder).delete()  # of a try that was refused
        for applied in await _applicable(member, cart, by.at, coupon):
            id_ = applied.offered.campaign.id
            await let_in(id_)
            if await reads.is_running(id_) and await spend(id_, applied.cost.amount_minor):
                return await _store(member, applied, holder, by.at)
    if coupon:
        raise CouponNotValid(coupon, "SPENT")
    return None


async def _is_for(held: RedemptionRow, member: Member, cart: Cart, at: datetime) -> bool:
    """Whether what is held is what the offer costs for this cart; else it was held for another.

    Of a cart that is refused by now, or was ordered meanwhile, placing it says what to answer.
    """
    campaign = (await campaigns.campaigns([held.campaign_id]))[held.campaign_id]
    try:
        subtotal = price(await quoting.wanted(member, cart, at), None).subtotal
    except Refusal:
        return True
    cost = _cost(Offered(campaign, held.variant), {line.offer for line in cart.lines}, subtotal)
    return cost == Money(held.currency, held.cost_minor) or await orders.is_placed(held.holder_id)


async def spend(campaign_id: UUID, cost_minor: int) -> bool:
    """Take so much from the budget, in the caller's transaction, if it has that much."""
    return bool(await get_connection("default").execute_query_dict(_SPEND, [campaign_id, cost_minor]))


async def _store(member: Member, applied: Applied, holder: UUID, at: datetime) -> RedemptionRow:
    return await RedemptionRow.create(
        campaign_id=applied.offered.campaign.id,
        member_id=member.id,
        holder_id=holder,
        variant=applied.offered.variant,
        gives=written(applied.offered.gives),
        currency=applied.cost.currency,
        cost_minor=applied.cost.amount_minor,
        state="HELD",
        held_at=at,
    )


async def _best(member: Member, cart: Cart, at: datetime, coupon: str) -> Applied | None:
    for each in await _applicable(member, cart, at, coupon):
        if not await reads.is_spent(each.offered.campaign.id, each.cost):
            return each
    if coupon:
        raise CouponNotValid(coupon, "SPENT")
    return None


async def _applicable(member: Member, cart: Cart, at: datetime, coupon: str) -> list[Applied]:
    """The offers for this cart, the one that takes off most first. Refuses a coupon that is none for it."""
    if cart.discount is not None:
        return []
    offered = await reads.offered(member.id, at, coupon)
    if not offered:
        return []
    subtotal = price(await quoting.wanted(member, cart, at), None).subtotal
    codes = {line.offer for line in cart.lines}
    found = [Applied(each, cost) for each in offered if (cost := _cost(each, codes, subtotal)) is not None]
    if coupon and not found:
        raise CouponNotValid(coupon, "OTHER_PRODUCTS")
    return sorted(found, key=lambda each: (-each.cost.amount_minor, each.offered.campaign.code))


def _cost(offered: Offered, codes: set[str], subtotal: Money) -> Money | None:
    """What the offer costs for these products at that price; ``None``: it is not for them, or takes nothing off."""
    terms = offered.campaign.plan.offer
    if terms is None or (terms.products and not codes <= set(terms.products)):
        return None
    cost = cost_of(offered.gives, subtotal)
    fits_order = not is_discount(offered.gives) or (cost.currency == subtotal.currency and cost.amount_minor > 0)
    return cost if fits_order and (terms.budget is None or terms.budget.currency == cost.currency) else None


async def _held_off(row: RedemptionRow) -> AmountOff | None:
    """The discount that a redemption holds."""
    code = (await campaigns.campaigns([row.campaign_id]))[row.campaign_id].code
    return _discount(Money(row.currency, row.cost_minor), code) if is_discount(read_gives(row.gives)) else None


def _discount(cost: Money, code: str) -> AmountOff:
    return AmountOff(cost, f"campaign:{code}")
