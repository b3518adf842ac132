"""Offers of campaigns, used for orders: within their budgets, by those they are for, and given back when unused."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from hub.campaigns.errors import CouponNotValid
from hub.campaigns.models import BudgetRow, ParticipantRow, RedemptionRow
from hub.campaigns.reads import results
from hub.campaigns.reads.campaigns import the_campaign
from hub.campaigns.rules.plans import HELD_OUT
from hub.campaigns.service import booking, checking, redeeming, steering, watching
from hub.catalogue.service import apply
from hub.journal.errors import IdempotencyKeyReused
from hub.journal.rules import Act
from hub.kernel.errors import Refusal
from hub.kernel.money import Money
from hub.orders.models import OrderRow
from hub.orders.reads import parts
from hub.orders.service import closing, paying
from hub.orders.service.checking import findings
from hub.orders.service.refunding import Return, refund
from tests.services.gateways.conftest import sandbox_till
from tests.services.orders.conftest import CATALOGUE, cart, held, stock

if TYPE_CHECKING:
    from hub.campaigns.rules.values import Campaign
    from hub.members.rules import Member
    from hub.orders.rules.values import Order
    from tests.services.campaigns.conftest import Desk

FIVE_OFF = {"kind": "AMOUNT", "amount": "5.00 CNY"}
ALL_OFF = {"kind": "PERCENT", "percent": 100}


def offer(gives: dict[str, Any], **terms: Any) -> dict[str, Any]:
    return {"gives": gives} | terms


async def order(desk: Desk, who: Member, what: str = "month-once", coupon: str = "", key: str = "k") -> Order:
    act = Act(f"member:{who.id}", desk.clock.now(), key)
    return await redeeming.place(who, cart(what), act, coupon=coupon)


async def settle(desk: Desk) -> None:
    for row in await RedemptionRow.all():
        await booking.settle(desk.ports, row.id)


async def refused(desk: Desk, who: Member, coupon: str, what: str = "month-once", key: str = "k") -> str:
    with pytest.raises(CouponNotValid) as refusal:
        await order(desk, who, what, coupon, key)
    return refusal.value.why


async def spent(campaign: Campaign) -> tuple[int, int]:
    row = await BudgetRow.get(campaign_id=campaign.id)
    return row.spent_minor, row.count


async def test_an_automatic_offer_makes_the_order_cheaper_and_is_booked_when_paid(desk: Desk) -> None:
    [ling] = await desk.join(1)
    campaign = await desk.launch(offer=offer(ALL_OFF, budget="100.00 CNY"))
    placed = await order(desk, ling)
    assert (placed.total, placed.discount_reference) == (Money("CNY", 0), "campaign:spring")
    assert await order(desk, ling) == placed
    assert await spent(campaign) == (1_500, 1)

    await paying.pay(desk.ports, ling, placed.number, paying.Means(""), Act("test", desk.clock.now(), "pay"))
    assert await booking.tell_due(desk.ports) == 1
    await settle(desk)
    [row] = await RedemptionRow.all()
    assert (row.state, row.order_number, row.cost_minor) == ("TAKEN", placed.number, 1_500)
    assert await findings(desk.clock.now()) == []
    [arm] = (await results.results(await the_campaign("spring"), "Asia/Shanghai")).arms
    assert (arm.renewed, arm.redeemed, arm.cost) == (1, 1, [Money("CNY", 1_500)])


async def test_an_order_that_is_given_up_gives_the_budget_back(desk: Desk) -> None:
    [ling] = await desk.join(1)
    campaign = await desk.launch(offer=offer(FIVE_OFF, budget="5.00 CNY"))
    placed = await order(desk, ling)
    assert placed.total == Money("CNY", 1_000)
    await closing.cancel(ling, placed.number, Act("test", desk.clock.now(), "cancel"))
    await settle(desk)
    assert await spent(campaign) == (0, 0)


async def test_a_refused_order_holds_nothing(desk: Desk) -> None:
    [ling] = await desk.join(1)
    campaign = await desk.launch(offer=offer(FIVE_OFF, budget="5.00 CNY"))
    with pytest.raises(Refusal):
        await order(desk, ling, "month-gone")
    terms = redeeming.placing.Terms(total=Money("CNY", 1))
    act = Act("test", desk.clock.now(), "x")
    with pytest.raises(Refusal):
        await redeeming.place(ling, cart("month-once"), act, terms)
    assert await spent(campaign) == (0, 0)

    assert (await redeeming.place(ling, cart("month-once"), act)).discount == Money("CNY", 500)
    assert await spent(campaign) == (500, 1)
    await settle(desk)
    assert await spent(campaign) == (500, 1)


@pytest.mark.parametrize("limit", [{"budget": "50.00 CNY"}, {"redemptions": 10}])
async def test_64_at_once_never_take_more_than_the_budget_has(desk: Desk, limit: dict[str, Any]) -> None:
    people = await desk.join(64)
    campaign = await desk.launch(offer=offer(FIVE_OFF, **limit))
    placed = await asyncio.gather(*(order(desk, each) for each in people))
    cheaper = [each for each in placed if each.discount.amount_minor]
    assert len(cheaper) == 10
    assert await checking.findings(desk.clock.now()) == []
    assert (await spent(campaign))[1] == 10
    assert await RedemptionRow.all().count() == 10


async def test_those_held_out_get_no_offer_and_no_code(desk: Desk) -> None:
    await desk.join(40)
    await desk.launch(offer=offer(FIVE_OFF), guards={"hold_out": 50})
    await desk.launch("coded", offer=offer(FIVE_OFF, by="SHARED_CODE", code="SPRING20"), guards={"hold_out": 50})
    by_id = {each.id: each for each in desk.people}
    for row in await ParticipantRow.filter(variant=HELD_OUT):
        who = by_id[row.member_id]
        automatic = await ParticipantRow.get(member_id=who.id, campaign_id=(await the_campaign("spring")).id)
        if automatic.variant == HELD_OUT:
            assert (await order(desk, who, key=f"a{row.id}")).discount.amount_minor == 0
        if row.campaign_id == (await the_campaign("coded")).id:
            assert await refused(desk, who, "SPRING20", key=f"c{row.id}") == "NOT_YOURS"
    assert not await RedemptionRow.filter(variant=HELD_OUT).exists()


async def test_a_personal_code_is_its_members_alone_and_good_once(desk: Desk) -> None:
    ling, bo = await desk.join(2)
    await desk.launch(offer=offer(FIVE_OFF, by="PERSONAL_CODE", products=["month-once"]))
    code = (await ParticipantRow.get(member_id=ling.id)).code or ""
    assert (await order(desk, ling)).discount.amount_minor == 0
    assert await refused(desk, bo, code) == "NOT_YOURS"
    for unknown in ("NOSUCHCODE", "' OR '1'='1"):
        assert await refused(desk, ling, unknown, key="k2") == "UNKNOWN"
    assert await refused(desk, ling, code, "month-twice", key="k2") == "OTHER_PRODUCTS"
    assert (await order(desk, ling, coupon=code.lower(), key="k3")).discount == Money("CNY", 500)
    assert await refused(desk, ling, code, key="k4") == "USED"


async def test_a_shared_code_is_good_until_its_number_is_spent(desk: Desk) -> None:
    ling, bo = await desk.join(2)
    await desk.launch(offer=offer(FIVE_OFF, by="SHARED_CODE", code="SPRING20", redemptions=1))
    assert (await order(desk, ling, coupon="spring20")).discount == Money("CNY", 500)
    assert await refused(desk, bo, "SPRING20") == "SPENT"


async def test_an_offer_is_good_in_its_window_alone_and_as_often_as_it_says(desk: Desk) -> None:
    [ling] = await desk.join(1)
    day = timedelta(days=1)
    window = {"opens": f"{desk.clock.now() + day:%FT%TZ}", "closes": f"{desk.clock.now() + 2 * day:%FT%TZ}"}
    await desk.launch(offer=offer(FIVE_OFF, by="SHARED_CODE", code="SPRING20", per_member=2, **window))
    assert await refused(desk, ling, "SPRING20", key="early") == "NOT_OPEN"
    desk.clock.advance(day)
    for key in ("once", "twice"):
        assert (await order(desk, ling, coupon="SPRING20", key=key)).discount == Money("CNY", 500)
    assert await refused(desk, ling, "SPRING20", key="thrice") == "USED"
    desk.clock.advance(day)
    assert await refused(desk, ling, "SPRING20", key="late") == "NOT_OPEN"


async def test_a_campaign_pauses_once_its_budget_is_too_small_for_one_more(desk: Desk) -> None:
    [ling] = await desk.join(1)
    terms = {"budget": "12.00 CNY", "per_member": 2, "products": ["month-once"]}
    await desk.launch(offer=offer(FIVE_OFF, **terms))
    found = []
    for key in ("once", "twice"):
        await order(desk, ling, key=key)
        await watching.watch(desk.ports)
        found.append(await the_campaign("spring"))
    assert [(each.state, each.because) for each in found] == [("RUNNING", ""), ("PAUSED", "BUDGET_SPENT")]


async def test_a_paused_campaign_gives_nothing(desk: Desk) -> None:
    [ling] = await desk.join(1)
    campaign = await desk.launch(offer=offer(FIVE_OFF))
    await steering.pause(desk.ports, "staff:ann", campaign.code)
    assert (await order(desk, ling)).discount.amount_minor == 0


async def test_who_used_one_campaign_does_not_get_another_that_excludes_it(desk: Desk) -> None:
    [ling] = await desk.join(1)
    await desk.launch("first", offer=offer(FIVE_OFF))
    await order(desk, ling)
    await desk.launch("second", offer=offer(ALL_OFF, not_with=["first"]))
    assert (await order(desk, ling, key="again")).discount.amount_minor == 0


async def test_an_order_that_costs_nothing_uses_no_offer_up(desk: Desk) -> None:
    await apply(desk.ports, "test", f"{CATALOGUE}  - {{code: month-free, bundle: month, price: 0.00 CNY}}\n")
    [ling] = await desk.join(1)
    campaign = await desk.launch(offer=offer(FIVE_OFF, by="SHARED_CODE", code="SPRING20"))
    await desk.launch("of-itself", offer=offer(FIVE_OFF))
    await order(desk, ling, "month-free", key="free")
    assert await refused(desk, ling, "SPRING20", "month-free", key="coded") == "OTHER_PRODUCTS"
    assert await spent(campaign) == (0, 0)
    assert (await order(desk, ling, key="dear")).discount == Money("CNY", 500)


async def test_the_quote_shows_what_the_order_will_cost(desk: Desk) -> None:
    [ling] = await desk.join(1)
    await desk.launch(offer=offer({"kind": "PERCENT", "percent": 20}))
    quoted, applied = await redeeming.quote(ling, cart("month-once"), desk.clock.now())
    assert quoted.priced.total == Money("CNY", 1_200)
    assert applied
    assert (await order(desk, ling)).total == quoted.priced.total


@pytest.mark.parametrize(
    ("gives", "benefits"),
    [
        ({"kind": "BONUS", "benefit": "vip", "period": "P7D", "cost": "2.00 CNY"}, {"vip": 2}),
        ({"kind": "GIFT", "bundle": "taste", "cost": "2.00 CNY"}, {"vip": 1, "trial": 1}),
    ],
)
async def test_bonus_time_and_gifts_are_given_once_the_order_is_paid(
    desk: Desk, gives: dict[str, Any], benefits: dict[str, int]
) -> None:
    [ling] = await desk.join(1)
    campaign = await desk.launch(offer=offer(gives, budget="2.00 CNY", products=["month-once"]))
    placed = await order(desk, ling)
    assert (placed.total, await spent(campaign)) == (Money("CNY", 1_500), (200, 1))
    assert await booking.tell_due(desk.ports) == 0

    async with sandbox_till() as till:
        shop = replace(desk.ports, gateways={"sandbox": till.gateway})
        means = paying.Means(await till.card("good"))
        await paying.pay(shop, ling, placed.number, means, Act("test", desk.clock.now(), "pay"))
    await settle(desk)
    await settle(desk)
    assert await held(ling) == benefits
    [row] = await RedemptionRow.all()
    assert (row.state, len(row.given), row.cost_minor) == ("TAKEN", 1, 200)

    await OrderRow.filter(number=placed.number).update(state="REFUNDED")
    assert await booking.tell_due(desk.ports) == 1
    await settle(desk)
    assert await held(ling) == {"vip": 1}
    assert await spent(campaign) == (0, 0)
    assert await booking.tell_due(desk.ports) == 0


async def test_what_was_given_back_of_an_order_is_no_revenue(desk: Desk) -> None:
    [ling] = await desk.join(1)
    await desk.launch()
    await stock(1, desk.clock.now())
    placed = await order(desk, ling, "joint-once")
    async with sandbox_till() as till:
        shop = replace(desk.ports, gateways={"sandbox": till.gateway})
        act = Act("test", desk.clock.now(), "pay")
        await paying.pay(shop, ling, placed.number, paying.Means(await till.card("good")), act)
        music = next(each for each in (await parts([placed.id]))[placed.id] if each.path == "music")
        await refund(shop, placed.number, Return("no phone any more", [music.id]), replace(act, key="return"))
    [arm] = (await results.results(await the_campaign("spring"), "Asia/Shanghai")).arms
    assert (arm.renewed, arm.revenue) == (1, [placed.total - music.amount])


async def test_an_order_that_is_paid_too_late_is_booked_and_says_that_the_budget_was_used_by_others(desk: Desk) -> None:
    ling, bo = await desk.join(2)
    campaign = await desk.launch(offer=offer(FIVE_OFF, budget="5.00 CNY"), goal={"within": "P30D"})
    late = await order(desk, ling)
    desk.clock.advance(timedelta(hours=1))
    await closing.expire(late.id, Act("system", desk.clock.now(), "expire"))
    desk.clock.advance(timedelta(days=2))
    await settle(desk)
    assert (await order(desk, bo)).discount == Money("CNY", 500)
    async with sandbox_till() as till:
        shop = replace(desk.ports, gateways={"sandbox": till.gateway})
        await OrderRow.filter(id=late.id).update(state="AWAITING_PAYMENT", closed_at=None)
        means = paying.Means(await till.card("good"))
        act = Act("test", desk.clock.now(), "late")
        await OrderRow.filter(id=late.id).update(pay_by=desk.clock.now() + timedelta(hours=1))
        await paying.pay(shop, ling, late.number, means, act)
    await settle(desk)
    booked = await RedemptionRow.get(member_id=ling.id)
    assert (booked.state, booked.note, await spent(campaign)) == ("TAKEN", "BEYOND_BUDGET", (500, 1))
    assert await checking.findings(desk.clock.now()) == []


async def die_before_placing(desk: Desk, who: Member, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The offer is held for the order, and then whoever was at it is killed."""

    async def dies(*_: Any) -> Any:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(redeeming.placing, "place", dies)
        with pytest.raises(RuntimeError):
            await order(desk, who, what)


async def test_what_is_held_for_one_cart_takes_nothing_off_another(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    [ling] = await desk.join(1)
    await stock(1, desk.clock.now())
    await desk.launch(offer=offer({"kind": "PERCENT", "percent": 20}, products=["joint-once"]))
    await die_before_placing(desk, ling, "joint-once", monkeypatch)
    with pytest.raises(IdempotencyKeyReused):
        await order(desk, ling, "month-once")
    assert (await order(desk, ling, "joint-once")).discount == Money("CNY", 1_999)


async def test_an_order_never_placed_gives_its_hold_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    [ling] = await desk.join(1)
    campaign = await desk.launch(offer=offer(FIVE_OFF, budget="5.00 CNY"))
    await die_before_placing(desk, ling, "month-once", monkeypatch)
    assert await spent(campaign) == (500, 1)
    assert await booking.tell_due(desk.ports) == 0
    desk.clock.advance(timedelta(hours=2))
    assert await booking.tell_due(desk.ports) == 1
    await settle(desk)
    assert await spent(campaign) == (0, 0)
