"""Bringing in what members were given elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter

import pytest
from tortoise.connection import get_connection

from hub.catalogue import service as catalogue
from hub.entitlements import reads
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.rules.importing.columns import columns
from hub.entitlements.rules.importing.rows import Row, row
from hub.entitlements.rules.status import Entitlement, Status
from hub.entitlements.service.claiming import Outcome, Run
from hub.entitlements.service.importing import bring_in
from hub.entitlements.service.rebuilding import rebuild
from hub.journal.reads import entries_of_member
from hub.kernel.calendar import FOREVER, Span
from hub.members.reads import members_by_external_ids
from hub.members.rules import Member
from hub.ports import Ports
from tests.services.entitlements.conftest import CATALOGUE
from tests.services.entitlements.test_granting import MONTH, NOW, give, held

HEADER = ["member", "benefit", "bundle", "date", "period", "until", "quantity", "source", "reference"]
SHANGHAI = "Asia/Shanghai"


def table(*lines: str) -> list[Row]:
    found = columns(HEADER, {})
    return [row([each.strip() for each in line.split(",")], number, found) for number, line in enumerate(lines, 2)]


def by_member(rows: list[Row]) -> Iterator[list[Row]]:
    for _, mine in groupby(sorted(rows, key=lambda each: (each.member, each.line)), key=lambda each: each.member):
        yield list(mine)


async def bring(rows: list[Row], *, rehearsal: bool = False, batches: Iterator[list[Row]] | None = None) -> Outcome:
    total = Outcome(0)

    def told(outcome: Outcome) -> None:
        total.rows += outcome.rows
        total.members += outcome.members
        total.grants += outcome.grants
        total.already += outcome.already
        total.rejected += outcome.rejected

    run = Run("sales.csv", NOW, "staff:li", SHANGHAI, rehearsal)
    await bring_in(batches or by_member(rows), run, told)
    total.rejected.sort(key=itemgetter(0))
    return total


async def holds(external_id: str) -> dict[str, Entitlement]:
    return await held((await members_by_external_ids([external_id]))[external_id])


def rejected(outcome: Outcome) -> list[tuple[int, str]]:
    return [(line, each.code) for line, each in outcome.rejected]


async def counts() -> list[int]:
    tables = ("members", "grants", "segments", "holdings", "journal", "imported_rows", "held_groups")
    query = " UNION ALL ".join(f"SELECT count(*) FROM {each}" for each in tables)  # noqa: S608 - our own tables
    return [each["count"] for each in await get_connection("default").execute_query_dict(query)]


SALES = table(
    "u-new,vip,,2025-12-31,P1M,,,purchase,o-1",
    "u-ling,music,,2026-01-10,P3M",
    "u-new,vip,,2025-11-30,P1M",
    "u-new,coupon,,2026-01-01,,2026-02-01,3",
    "u-bo,vip,,2025-03-30,P1M",
    "u-ling,,year,2025-06-01",
)


async def test_each_row_is_a_grant_on_its_date_where_the_member_lives(ling: Member, bo: Member) -> None:
    outcome = await bring(SALES)
    assert (outcome.rows, outcome.members, outcome.already, rejected(outcome)) == (6, 1, 0, [])
    new = await holds("u-new")
    [november, december] = [each.span for each in new["vip"].segments]
    assert november == Span(datetime(2025, 11, 29, 16, tzinfo=UTC), datetime(2025, 12, 29, 16, tzinfo=UTC))
    assert december == Span(datetime(2025, 12, 30, 16, tzinfo=UTC), datetime(2026, 1, 30, 16, tzinfo=UTC))
    assert new["coupon"].counted.left(datetime(2026, 1, 15, tzinfo=UTC)) == 3
    [berlin] = (await held(bo))["vip"].segments
    assert berlin.span == Span(datetime(2025, 3, 29, 23, tzinfo=UTC), datetime(2025, 4, 29, 22, tzinfo=UTC))
    assert [each.segments async for each in rebuild(NOW)] == [0, 0, 0]


async def test_rows_that_say_the_same_mean_the_midnight_of_each_member(ling: Member, bo: Member) -> None:
    await bring(table("u-ling,vip,,2025-03-30,P1M,,,,", "u-bo,vip,,2025-03-30,P1M,,,,"))
    starts = [(await held(each))["vip"].segments[0].span.start for each in (ling, bo)]
    assert starts == [datetime(2025, 3, 29, 16, tzinfo=UTC), datetime(2025, 3, 29, 23, tzinfo=UTC)]


async def test_a_bundle_gives_all_its_parts_under_one_holding(ling: Member) -> None:
    outcome = await bring(table("u-ling,,year,2025-06-01,,,,gift,o-9"))
    assert outcome.grants == 1 + 1 + 12
    [holding] = await reads.bundle_holdings_of(ling.id, 5)
    assert (holding.origin, holding.granted_at) == (Origin(Source.GIFT, "o-9"), datetime(2025, 5, 31, 16, tzinfo=UTC))
    records = await reads.records_of_holdings([holding.id])
    assert {each.path for each in records} == {"video", "music", "coupons"}
    assert {each.origin for each in records} == {holding.origin}


async def test_an_imported_grant_is_known_since_its_date_and_says_where_it_came_from(shop: None) -> None:
    await bring(SALES)
    [member] = (await members_by_external_ids(["u-new"])).values()
    assert (member.name, member.zone) == ("u-new", SHANGHAI)
    vip = (await holds("u-new"))["vip"]
    assert vip.status(datetime(2025, 12, 1, tzinfo=UTC)) is not None
    origins = {each.origin for each in await reads.records([grant.key for grant in vip.grants])}
    assert origins == {Origin(Source.PURCHASE, "o-1"), Origin(Source.IMPORT, "sales.csv:4")}
    imported, created = await entries_of_member(member.id, 9)
    assert (imported.action, imported.actor, created.action) == ("import", "staff:li", "create_member")
    assert (imported.facts["file"], imported.facts["rows"]) == ("sales.csv", 3)
    assert [each["benefit"] for each in imported.facts["grants"]] == ["vip", "vip", "coupon"]  # type: ignore[attr-defined]


async def test_what_is_refused_is_left_out_and_told_and_the_rest_is_kept(ling: Member) -> None:
    await give(ling, MONTH, "before")
    outcome = await bring(
        table(
            "u-ling,vpi,,2026-01-01,P1M",
            "u-ling,,yaer,2026-01-01",
            "u-ling,vip,,2026-01-01,P11Y",
            "u-ling,trial,,2026-01-01,P7D",
            "u-ling,trial,,2026-01-03,P7D",
            "u-ling,,family,2026-01-05",
            "u-ling,music,,2026-01-01,,2025-12-31",
            "u-ling,music,,2026-01-01,P1M,,2",
            f"{'u' * 129},music,,2026-01-01,P1M",
            "u-nobody,vpi,,2026-01-01,P1M",
            "u-ling,music,,2026-01-01,P1M",
        )
    )
    assert rejected(outcome) == [
        (2, "UNKNOWN_BENEFIT"),
        (3, "UNKNOWN_BUNDLE"),
        (4, "STACK_LIMIT_REACHED"),
        (6, "ALREADY_ENTITLED"),
        (7, "ALREADY_ENTITLED"),
        (8, "INVALID_UNTIL"),
        (9, "INVALID_QUANTITY"),
        (10, "INVALID_EXTERNALID"),
        (11, "UNKNOWN_BENEFIT"),
    ]
    assert (outcome.grants, outcome.members) == (2, 0)
    assert outcome.rejected[3][1].sentence.en.startswith("The member has this benefit until 8 Jan 2026 ")
    assert {each: len(mine.grants) for each, mine in (await held(ling)).items()} == {"vip": 1, "trial": 1, "music": 1}
    assert await reads.bundle_holdings_of(ling.id, 5) == []


async def test_importing_again_gives_nothing_twice(ling: Member) -> None:
    first = await bring(SALES)
    stored = await counts()
    again = await bring(SALES)
    assert (again.grants, again.members, again.already) == (0, 0, 6)
    assert first.grants > 0
    assert await counts() == stored


async def test_rows_that_say_the_same_are_each_given_once(shop: None) -> None:
    three = table(*["u-1,vip,,2026-01-01,P1M"] * 3)
    assert (await bring(three)).grants == 3
    four = await bring(table(*["u-1,vip,,2026-01-01,P1M"] * 4))
    assert (four.grants, four.already) == (1, 3)
    assert (await holds("u-1"))["vip"].coverage(NOW) == Span(
        datetime(2025, 12, 31, 16, tzinfo=UTC), datetime(2026, 4, 30, 16, tzinfo=UTC)
    )


async def test_a_rejected_row_is_given_once_what_was_wrong_is_mended(ling: Member) -> None:
    trial = table("u-ling,trial,,2026-01-10,P7D", "u-ling,trial,,2026-01-11,P7D")
    assert rejected(await bring(trial)) == [(3, "ALREADY_ENTITLED")]
    again = await bring(trial)
    assert (again.already, rejected(again)) == (1, [(3, "ALREADY_ENTITLED")])


async def test_an_import_that_ends_half_way_is_finished_by_the_next(shop: None) -> None:
    rows = table(*(f"u-{n},vip,,2026-01-{1 + n % 9:02},P1M" for n in range(60)))

    def cut_off() -> Iterator[list[Row]]:
        for number, batch in enumerate(by_member(rows)):
            if number == 25:
                raise ConnectionError
            yield batch

    with pytest.raises(ConnectionError):
        await bring(rows, batches=cut_off())
    finished = await bring(rows)
    assert finished.already + finished.grants == 60
    assert finished.already >= 20
    assert (await counts())[:3] == [60, 60, 60]


async def test_two_imports_of_one_table_at_once_give_each_row_once(ling: Member) -> None:
    rows = table(*(f"u-{n % 20},vip,,2026-01-{1 + n % 9:02},P1M" for n in range(200)))
    one, other = await asyncio.gather(bring(rows), bring(rows))
    assert (one.grants + other.grants, one.already + other.already) == (200, 200)
    assert one.members + other.members == 20
    assert (await counts())[1:3] == [200, 200]
    assert {each.segments async for each in rebuild(NOW)} == {0}


async def test_a_rehearsal_tells_the_same_and_writes_nothing(ling: Member) -> None:
    rows = [*SALES, *table("u-2,trial,,2026-01-01,P7D", "u-2,trial,,2026-01-02,P7D", "u-3,vpi,,2026-01-01,P1M")]
    before = await counts()
    rehearsed = await bring(rows, rehearsal=True)
    assert await counts() == before
    assert await bring(rows) == rehearsed
    assert (await bring(rows, rehearsal=True)).already == len(rows) - len(rehearsed.rejected)


async def test_an_imported_row_queues_with_what_the_member_holds_already(ling: Member) -> None:
    await give(ling, MONTH, "now")
    await bring(table("u-ling,vip,,2026-01-20,P1M", "u-ling,svip,,2026-02-10,P1M", "u-ling,music,,2026-01-20,lifetime"))
    mine = await held(ling)
    assert mine["vip"].status(NOW) is Status.ACTIVE
    assert mine["vip"].status(datetime(2026, 2, 15, tzinfo=UTC)) is Status.PAUSED
    assert mine["music"].coverage(NOW) == Span(datetime(2026, 1, 19, 16, tzinfo=UTC), FOREVER)
    assert {each.segments async for each in rebuild(NOW)} == {0}


async def test_what_was_given_elsewhere_was_delivered_there(ling: Member, ports: Ports) -> None:
    awaiting = "delivery: LINK, starts: ON_DELIVERY, stacking: EXTEND}"
    await catalogue.apply(ports, "test", CATALOGUE.replace("delivery: INTERNAL, stacking: EXTEND}", awaiting))
    await bring(table("u-ling,music,,2026-01-20,P1M"))
    assert (await held(ling))["music"].status(NOW) is Status.ACTIVE
