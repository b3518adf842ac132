"""Giving benefits and bundles to members."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from tortoise.connection import get_connection

from hub.catalogue.errors import UnknownChoice
from hub.entitlements import reads
from hub.entitlements.errors import AlreadyEntitled, StackLimitReached
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.rules.status import Entitlement, Status
from hub.entitlements.service.granting import Given, grant
from hub.entitlements.service.planning import OneBenefit, OneBundle
from hub.entitlements.service.previewing import preview_grant
from hub.entitlements.service.rebuilding import rebuild
from hub.journal.errors import IdempotencyKeyReused
from hub.journal.reads import entries_of_member
from hub.journal.rules import Act
from hub.kernel.calendar import Period, Span
from hub.kernel.errors import InvalidInput, NotFound
from hub.members.rules import Member

NOW = datetime(2026, 1, 31, 2, tzinfo=UTC)
MONTH = OneBenefit("vip", Period.parse("P1M"))
STAFF = Origin(Source.STAFF, "ticket 7")


def act(key: str, at: datetime = NOW) -> Act:
    return Act("staff:li", at, key)


async def give(member: Member, asked: OneBenefit | OneBundle, key: str, at: datetime = NOW) -> Given:
    return await grant(member, asked, STAFF, act(key, at))


async def held(member: Member) -> dict[str, Entitlement]:
    [all_held] = await reads.held_by([member])
    return {each.benefit: each for each in all_held.entitlements()}


async def test_three_months_bought_on_31_january_end_on_30_april(ling: Member) -> None:
    for key in "abc":
        await give(ling, MONTH, key)
    vip = (await held(ling))["vip"]
    assert vip.coverage(NOW) == Span(NOW, datetime(2026, 4, 30, 2, tzinfo=UTC))
    assert vip.status(NOW) is Status.ACTIVE
    assert [each.action for each in await entries_of_member(ling.id, 9)] == ["grant", "grant", "grant", "create_member"]


async def test_64_months_granted_at_once_queue_without_overlap_or_gap(ling: Member) -> None:
    await asyncio.gather(*(give(ling, MONTH, f"key-{n}") for n in range(64)))
    vip = (await held(ling))["vip"]
    assert len(vip.segments) == 64
    spans = sorted(each.span for each in vip.segments)
    assert [each.until for each in spans[:-1]] == [each.start for each in spans[1:]]
    assert vip.coverage(NOW) == Span(NOW, datetime(2031, 5, 31, 2, tzinfo=UTC))
    assert [each.segments async for each in rebuild(NOW)] == [0]


async def test_the_database_itself_refuses_queued_time_that_overlaps(ling: Member) -> None:
    await give(ling, MONTH, "a")
    with pytest.raises(Exception, match="segments_queue_without_overlap"):
        await get_connection("default").execute_query(
            "INSERT INTO segments SELECT gen_random_uuid(), member_id, benefit, grant_id,"
            " starts_at + interval '1 day', ends_at, is_queued FROM segments"
        )


async def test_the_same_key_gives_once_and_other_content_under_it_is_refused(ling: Member) -> None:
    first = await give(ling, MONTH, "order-1")
    assert await give(ling, MONTH, "order-1", NOW + timedelta(hours=1)) == first
    assert len((await held(ling))["vip"].grants) == 1
    with pytest.raises(IdempotencyKeyReused):
        await give(ling, OneBenefit("vip", Period.parse("P2M")), "order-1")


async def test_the_same_request_sent_20_times_at_once_gives_once(ling: Member) -> None:
    answers = await asyncio.gather(*(give(ling, MONTH, "order-1") for _ in range(20)))
    assert len(set(answers)) == 1
    assert len((await held(ling))["vip"].grants) == 1


async def test_a_bundle_gives_each_part_its_own_end(ling: Member) -> None:
    given = await give(ling, OneBundle("family"), "order-1")
    assert given.holding is not None
    mine = await held(ling)
    assert len(given.grants) == 1 + 1 + 12 + 1
    assert mine["vip"].coverage(NOW) == Span(NOW, datetime(2027, 1, 31, 2, tzinfo=UTC))
    assert mine["trial"].coverage(NOW) == Span(NOW, datetime(2026, 2, 7, 2, tzinfo=UTC))
    assert mine["music"].status(NOW) is Status.PENDING
    assert mine["coupon"].counted.left(NOW) == 2
    assert len(mine["coupon"].segments) == 12
    [holding] = await reads.bundle_holdings_of(ling.id, 5)
    records = await reads.records_of_holdings([holding.id])
    assert {each.path for each in records} == {"inner/video", "inner/music", "inner/coupons", "trial"}


async def test_a_bundle_of_which_one_part_is_refused_gives_nothing(ling: Member) -> None:
    await give(ling, OneBenefit("trial", Period.parse("P7D")), "trial")
    with pytest.raises(AlreadyEntitled):
        await give(ling, OneBundle("family"), "order-1")
    assert set(await held(ling)) == {"trial"}
    assert await reads.bundle_holdings_of(ling.id, 5) == []


async def test_time_that_would_end_beyond_the_limit_is_refused(ling: Member) -> None:
    await give(ling, OneBenefit("vip", Period.parse("P10Y")), "a")
    with pytest.raises(StackLimitReached):
        await give(ling, MONTH, "b")


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (OneBenefit("none", Period.parse("P1M")), NotFound),
        (OneBundle("none"), NotFound),
        (OneBundle("year", {"colour": ["red"]}), UnknownChoice),
        (OneBenefit("vip", Period.parse("P1M"), quantity=2), InvalidInput),
        (OneBenefit("coupon", Period.parse("P1M"), quantity=0), InvalidInput),
        (OneBenefit("vip", Span(NOW - timedelta(days=9), NOW)), InvalidInput),
    ],
)
async def test_what_makes_no_sense_is_refused_and_leaves_nothing(
    ling: Member, asked: OneBenefit | OneBundle, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await give(ling, asked, "a")
    assert await held(ling) == {}


async def test_a_higher_tier_pauses_the_lower_until_it_ends(ling: Member) -> None:
    await give(ling, MONTH, "a")
    later = NOW + timedelta(days=10)
    await give(ling, OneBenefit("svip", Period.parse("P1M")), "b", later)
    vip = (await held(ling))["vip"]
    assert vip.status(later) is Status.PAUSED
    assert [each.by for each in vip.pauses] == ["svip"]
    assert vip.segments[-1].span.until == datetime(2026, 3, 28, 2, tzinfo=UTC)


async def test_a_preview_shows_what_would_be_and_writes_nothing(ling: Member) -> None:
    await give(ling, MONTH, "a")
    [change] = await preview_grant(ling, MONTH, NOW)
    assert (change.end_before, change.end_after) == (
        datetime(2026, 2, 28, 2, tzinfo=UTC),
        datetime(2026, 3, 31, 2, tzinfo=UTC),
    )
    assert len((await held(ling))["vip"].grants) == 1
    with pytest.raises(StackLimitReached):
        await preview_grant(ling, OneBenefit("vip", Period.parse("P11Y")), NOW)


async def test_a_benefit_never_granted_is_held_as_nothing_and_an_unknown_one_is_not_found(ling: Member) -> None:
    await give(ling, MONTH, "a")
    assert (await reads.entitlement_to(ling, "vip")).status(NOW) is Status.ACTIVE
    assert (await reads.entitlement_to(ling, "svip")).status(NOW) is None
    with pytest.raises(NotFound):
        await reads.entitlement_to(ling, "none")


async def test_those_who_hold_a_benefit_are_counted_until_their_time_has_run(ling: Member, bo: Member) -> None:
    await give(ling, MONTH, "a")
    await give(ling, MONTH, "b")
    await give(bo, MONTH, "c")
    assert await reads.holders(["vip", "music"], NOW) == {"vip": 2, "music": 0}
    assert await reads.holders(["vip"], NOW + timedelta(days=30)) == {"vip": 1}


async def test_many_are_looked_up_each_with_their_own_benefits(ling: Member, bo: Member) -> None:
    for member in (ling, bo):
        await give(member, MONTH, f"month {member.id}")
        await give(member, OneBenefit("music", Period.parse("P3M")), f"music {member.id}")
    wanted = [(ling, await reads.policies_with(["vip"])), (bo, await reads.policies_with(["music"]))]
    found = [each.holdings for each in await reads.held_under(wanted)]
    assert [{each.benefit for each in holdings.grants.values()} for holdings in found] == [{"vip"}, {"music"}]
    assert len({*found[0].grants} | {*found[1].grants}) == 2
