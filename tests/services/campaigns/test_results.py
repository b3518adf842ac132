"""What a campaign did, as its results say it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hub.campaigns.models import ParticipantRow, TouchRow
from hub.campaigns.reads import audiences, results
from hub.campaigns.reads.tables import as_csv
from hub.campaigns.rules.conditions import read_condition
from hub.campaigns.rules.plans import HELD_OUT
from hub.campaigns.service.linking import follow
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service.granting import grant
from hub.entitlements.service.planning import OneBundle
from hub.journal.rules import Act
from hub.kernel.ids import new_id
from hub.kernel.money import Money
from hub.notifications.service.preferring import mark_read
from hub.orders.models import OrderRow

if TYPE_CHECKING:
    from uuid import UUID

    from tests.services.campaigns.conftest import Desk

DAY = timedelta(days=1)
ZONE = "Asia/Shanghai"
TWO = [{"name": "A"}, {"name": "B"}]
STEPS = {"steps": [{"at": "START", "variants": ["A"]}, {"at": "START", "variants": ["B"]}, {"at": "+P2D"}]}


def paid(desk: Desk, member_id: UUID, minor: int = 1_000) -> OrderRow:
    """An order that was paid now."""
    at, id_ = desk.clock.now(), new_id()
    money = {"currency": "CNY", "subtotal_minor": minor, "discount_minor": 0}
    when = {"placed_at": at, "pay_by": at, "paid_at": at}
    names = {"id": id_, "number": id_.hex, "holder_id": new_id(), "member_id": member_id}
    return OrderRow(**names, **money, **when, source="PURCHASE", state="PAID")


async def test_a_known_uplift_is_found_within_its_interval(desk: Desk) -> None:
    """Three in ten of those who are told buy, and one in ten of the others."""
    await desk.join(600)
    campaign = await desk.launch(guards={"hold_out": 40})
    desk.clock.advance(DAY)
    told = await ParticipantRow.filter(variant="A")
    others = await ParticipantRow.filter(variant=HELD_OUT)
    buyers = [*told[: len(told) * 3 // 10], *others[: len(others) // 10]]
    orders = [paid(desk, row.member_id) for row in buyers]
    await OrderRow.bulk_create(orders)

    found = await results.results(campaign, ZONE)
    everybody = found.uplifts["ALL"]
    assert everybody.low < 0.2 < everybody.high
    assert everybody.low > 0
    assert sum(each.renewed for each in found.arms) == len(orders)
    assert sum(money.amount_minor for each in found.arms for money in each.revenue) == 1_000 * len(orders)


async def test_only_orders_in_the_window_count_and_a_member_counts_once(desk: Desk) -> None:
    ling, bo = await desk.join(2)
    campaign = await desk.launch(goal={"within": "P7D"})
    await OrderRow.bulk_create([paid(desk, ling.id), paid(desk, ling.id, 500)])
    desk.clock.advance(8 * DAY)
    await OrderRow.bulk_create([paid(desk, bo.id)])
    [arm] = (await results.results(campaign, ZONE)).arms
    assert (arm.members, arm.renewed, arm.orders, arm.revenue) == (2, 1, 2, [Money("CNY", 1_500)])


async def test_the_funnel_and_the_days_add_up_and_can_be_had_as_csv(desk: Desk) -> None:
    people = await desk.join(20)
    campaign = await desk.launch(variants=TWO, journey=STEPS)
    await desk.work()
    letter = desk.mail.taken[0]
    await follow(desk.ports, letter.text.split("/go/")[1].split()[0])
    await OrderRow.bulk_create([paid(desk, people[0].id)])
    await desk.after(2 * DAY)

    found = await results.results(campaign, ZONE)
    firsts = [each for each in found.steps if each.step in (0, 1)]
    assert sum(each.sent for each in firsts) == sum(each.delivered for each in firsts) == 20
    assert {(each.step, each.variant) for each in firsts} == {(0, "A"), (1, "B")}
    assert len({row.member_id for row in await TouchRow.filter(step__in=[0, 1])}) == 20  # nobody had both
    assert sum(each.clicked for each in found.steps) == 1
    assert sum(each.renewed for each in firsts) == sum(each.renewed for each in found.steps) == 1
    last = [each for each in found.steps if each.step == 2]
    assert (sum(each.planned for each in last), sum(each.sent for each in last)) == (20, 19)
    assert [each.skipped for each in last if each.skipped] == [{"RENEWED": 1}]
    assert [(day.sent, day.clicked, day.renewed) for day in found.days] == [(20, 1, 1), (19, 0, 0)]

    table = as_csv(campaign, found).splitlines()
    assert table[0] == "campaign,what,of,variant,value"
    assert "Spring,skipped RENEWED,step 2," in "\n".join(table)


async def test_a_name_that_looks_like_a_formula_stays_a_name_in_the_table(desk: Desk) -> None:
    await desk.join(1)
    campaign = await desk.launch(name="=HYPERLINK(1)")
    assert "\n'=HYPERLINK(1),members" in as_csv(campaign, await results.results(campaign, ZONE))


async def test_an_audience_can_be_those_who_answered_an_earlier_campaign(desk: Desk) -> None:
    people = await desk.join(30)
    campaign = await desk.launch(guards={"hold_out": 30})
    await desk.work()
    told = {each.to: each for each in desk.mail.taken}
    clicker, reader, *_ = [each for each in people if each.email in told]
    await follow(desk.ports, told[clicker.email or ""].text.split("/go/")[1].split()[0])
    await mark_read(desk.ports, reader.id)
    held_out = {row.member_id for row in await ParticipantRow.filter(variant=HELD_OUT)}

    async def who(did: str) -> set[UUID]:
        condition = read_condition({"kind": "CAMPAIGN", "campaign": campaign.code, "did": did})
        now = desk.clock.now()
        return {each.id for each in people if await audiences.is_among(condition, each.id, now)}

    assert await who("HELD_OUT") == held_out
    assert await who("JOINED") == await who("RECEIVED") == {each.id for each in people} - held_out
    assert await who("CLICKED") == {clicker.id}
    assert await who("OPENED") == {clicker.id, reader.id}
    assert await who("REDEEMED") == set()


async def test_an_audience_can_be_those_who_hold_a_bundle_now(desk: Desk) -> None:
    ling, bo = await desk.join(2)
    for who, bundle, key in ((ling, "month", "l"), (bo, "taste", "b")):
        await grant(who, OneBundle(bundle), Origin(Source.GIFT), Act("test", desk.clock.now(), key))
    month = read_condition({"kind": "HOLDS_BUNDLE", "bundle": "month"})
    assert [each.id for each in (await audiences.counted(month, desk.clock.now())).sample] == [ling.id]
    assert (await audiences.counted(month, desk.clock.now() + 31 * DAY)).count == 0
