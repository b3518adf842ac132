"""What happens to a grant after it was given."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from hub.entitlements import reads
from hub.entitlements.errors import ActivationExpired, AlreadyActivated, InsufficientQuantity, Revoked
from hub.entitlements.rules.status import Status
from hub.entitlements.service.planning import OneBenefit, OneBundle
from hub.entitlements.service.previewing import preview_activation, preview_revocation
from hub.entitlements.service.rebuilding import rebuild
from hub.entitlements.service.using import activate, consume, revoke, revoke_holding
from hub.kernel.calendar import Period
from hub.kernel.errors import InvalidInput, NotFound
from hub.kernel.ids import new_id
from hub.members.rules import Member
from tests.services.entitlements.test_granting import MONTH, NOW, act, give, held

WAITING = OneBenefit("music", Period.parse("P3M"), activate_within=Period.parse("P30D"))
COUPONS = OneBenefit("coupon", Period.parse("P30D"), quantity=5)


async def test_activation_starts_the_clock_once(ling: Member) -> None:
    [grant] = (await give(ling, WAITING, "a")).grants
    later = NOW + timedelta(days=3)
    [record] = await reads.records([grant])
    [previewed] = await preview_activation(ling, record, later)
    await activate(ling, grant, act("b", later))
    await activate(ling, grant, act("b", later + timedelta(hours=1)))
    music = (await held(ling))["music"]
    assert music.segments == previewed.after
    assert music.segments[0].span.start == later
    with pytest.raises(AlreadyActivated):
        await activate(ling, grant, act("c", later))


async def test_an_activation_that_comes_too_late_is_refused(ling: Member) -> None:
    [grant] = (await give(ling, WAITING, "a")).grants
    with pytest.raises(ActivationExpired):
        await activate(ling, grant, act("b", NOW + timedelta(days=30)))
    assert (await held(ling))["music"].status(NOW + timedelta(days=30)) is Status.EXPIRED


async def test_what_may_be_activated_for_longer_than_the_calendar_lasts_may_be_activated_at_any_time(
    ling: Member,
) -> None:
    await give(ling, OneBenefit("music", Period.parse("P3M"), activate_within=Period.parse("P9999Y")), "a")
    assert (await held(ling))["music"].status(NOW + timedelta(days=36_500)) is Status.PENDING
    assert not [each async for each in rebuild(NOW, mends=False) if each.differs]


async def test_another_members_grant_is_not_found(ling: Member, bo: Member) -> None:
    [grant] = (await give(ling, WAITING, "a")).grants
    for key in (grant, new_id()):
        with pytest.raises(NotFound):
            await activate(bo, key, act("b"))
        with pytest.raises(NotFound):
            await revoke(bo, [key], "mistake", act("c"))


async def test_what_is_used_is_taken_once_however_often_it_is_asked(ling: Member) -> None:
    await give(ling, COUPONS, "a")
    first = await consume(ling, "coupon", 2, act("till-1"))
    assert await consume(ling, "coupon", 2, act("till-1", NOW + timedelta(minutes=1))) == first
    assert (await held(ling))["coupon"].counted.left(NOW) == 3
    with pytest.raises(InsufficientQuantity):
        await consume(ling, "coupon", 4, act("till-2"))
    with pytest.raises(InvalidInput):
        await consume(ling, "coupon", 0, act("till-3"))
    with pytest.raises(NotFound):
        await consume(ling, "none", 1, act("till-4"))


async def test_ten_tills_at_once_never_use_more_than_there_is(ling: Member) -> None:
    await give(ling, COUPONS, "a")
    tills = (consume(ling, "coupon", 1, act(f"till-{n}")) for n in range(10))
    answers = await asyncio.gather(*tills, return_exceptions=True)
    assert sum(isinstance(each, InsufficientQuantity) for each in answers) == 5
    assert (await held(ling))["coupon"].status(NOW) is Status.EXHAUSTED


@pytest.mark.parametrize("asked", [COUPONS, OneBenefit("cloud", Period.parse("P1M"))], ids=["coupons", "allowance"])
async def test_of_two_tills_at_once_the_one_asked_first_may_come_last_and_finds_nothing_left(
    ling: Member, asked: OneBenefit
) -> None:
    await give(ling, asked, "a")
    everything = (await held(ling))[asked.benefit].counted.left(NOW)
    await consume(ling, asked.benefit, everything, act("till-1", NOW + timedelta(milliseconds=2)))
    with pytest.raises(InsufficientQuantity):
        await consume(ling, asked.benefit, 1, act("till-2", NOW + timedelta(milliseconds=1)))


async def test_of_coupons_used_one_by_one_as_many_are_left_as_of_those_used_at_once(ling: Member, bo: Member) -> None:
    for member, takes in ((ling, [1, 1, 1]), (bo, [3])):
        await give(member, COUPONS, f"{member.id}")
        for number, quantity in enumerate(takes):
            await consume(member, "coupon", quantity, act(f"till-{number}", NOW + timedelta(hours=number)))
        found = await reads.holdings(member, {"coupon"})
        assert [(use.at, use.quantity) for use in found.uses] == [(NOW, 3)]
        with pytest.raises(InsufficientQuantity) as refused:
            await consume(member, "coupon", 3, act("too many", NOW + timedelta(minutes=30)))
        assert refused.value.available == 2
        assert await consume(member, "coupon", 2, act("the rest", NOW + timedelta(days=1)))
    assert [(each.segments, each.glances) async for each in rebuild(NOW + timedelta(days=1))] == [(0, 0), (0, 0)]


async def test_an_allowance_refills_and_carries_over_what_is_allowed(ling: Member) -> None:
    await give(ling, OneBenefit("cloud", Period.parse("P1Y")), "a")
    await consume(ling, "cloud", 2, act("b"))
    cloud = (await held(ling))["cloud"]
    assert cloud.counted.left(NOW) == 8
    assert cloud.counted.left(NOW + timedelta(days=31)) == 10 + 5


async def test_a_refunded_month_in_the_queue_pulls_the_rest_forward(ling: Member) -> None:
    _, second, third = [(await give(ling, MONTH, key)).grants[0] for key in "abc"]
    later = NOW + timedelta(days=5)
    records = await reads.records([second])
    [previewed] = await preview_revocation(ling, records, later)
    await revoke(ling, [second], "refund", act("d", later))
    vip = (await held(ling))["vip"]
    assert vip.segments == previewed.after
    assert [each.grant for each in vip.segments][1:] == [third]
    assert [each.segments async for each in rebuild(NOW)] == [0]


async def test_a_bundle_is_taken_back_whole_with_what_is_not_yet_released(ling: Member) -> None:
    given = await give(ling, OneBundle("year"), "a")
    later = NOW + timedelta(days=40)
    assert isinstance(given.holding, UUID)
    await revoke_holding(ling, given.holding, "refund", act("b", later))
    await revoke_holding(ling, given.holding, "refund", act("b", later))
    mine = await held(ling)
    assert mine["vip"].status(later) is Status.REVOKED
    assert all(each.span.until <= later for entitlement in mine.values() for each in entitlement.segments)
    with pytest.raises(Revoked):
        await activate(ling, mine["music"].grants[0].key, act("c", later))


async def test_taking_back_needs_a_reason(ling: Member) -> None:
    [grant] = (await give(ling, MONTH, "a")).grants
    with pytest.raises(InvalidInput):
        await revoke(ling, [grant], "  ", act("b"))
