"""Every purchase at a record shop in eighteen months, taken as three months of membership each.

What the hub makes of them is held against a computation of its own: nothing here asks the hub's rules.
"""

from __future__ import annotations

import asyncio
import calendar
import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import asyncpg
import pytest
from tortoise.connection import get_connection

from hub import wiring
from hub.campaigns.models import ParticipantRow
from hub.campaigns.reads import audiences, campaigns
from hub.campaigns.rules.conditions import read_condition
from hub.campaigns.rules.plans import HELD_OUT
from hub.campaigns.service import planning, steering
from hub.campaigns.service.drafting import save_campaign
from hub.campaigns.service.simulating import simulate, simulate_on
from hub.ports import Ports
from tests.cli.conftest import Command
from tests.fakes import FakeClock
from tests.services.entitlements.conftest import CATALOGUE

PROJECT = Path(__file__).parents[2]
LOG = "lifetimes/datasets/CDNOW_master.txt"
MIDNIGHT = time()

Purchases = dict[str, list[date]]
Membership = tuple[str, datetime, datetime]

LAPSED_ON = datetime(1998, 10, 31, 16, tzinfo=UTC)
"""The first of November 1998 in Shanghai."""
LAPSED = {"kind": "ENDED", "benefit": "music", "at_least": "P30D", "less_than": "P90D"}
WIN_BACK: dict[str, Any] = {
    "name": "Win back",
    "audience": {"condition": LAPSED},
    "offer": {"gives": {"kind": "PERCENT", "percent": 20}, "by": "PERSONAL_CODE"},
    "journey": {"steps": [{"at": "START", "channels": ["INBOX"]}]},
    "guards": {"hold_out": 20},
}
ALL_ASKED_FOR_OFFERS = """
    INSERT INTO message_preferences (id, member_id, category, is_wanted, at)
    SELECT gen_random_uuid(), id, 'MARKETING', true, now() FROM members
"""

COVERED = {
    "1997-01-15": 3_435,
    "1997-02-15": 12_406,
    "1997-03-15": 20_894,
    "1997-04-15": 21_178,
    "1997-07-15": 8_020,
    "1997-10-15": 6_193,
    "1998-01-15": 5_699,
    "1998-04-15": 5_279,
    "1998-07-15": 4_557,
    "1998-12-15": 2_175,
}
LONGEST = (timedelta(days=19_812), "14048")


@pytest.fixture(scope="module")
def purchases() -> Purchases:
    wheels = list((PROJECT / "build" / "testdata").glob("*ifetimes-*.whl"))
    assert wheels, "run `make build/testdata/ready`, which `make test` does too"
    with ZipFile(wheels[0]) as wheel:
        lines = wheel.read(LOG).decode().splitlines()[1:]
    found: Purchases = defaultdict(list)
    for customer, day, *_ in filter(None, (line.split() for line in lines)):
        found[customer].append(date(int(day[:4]), int(day[4:6]), int(day[6:])))
    return found


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def runs(days: list[date]) -> Iterator[list[date]]:
    """The bounds of the memberships that follow one another: one more than there are memberships."""
    bounds: list[date] = []
    for day in sorted(days):
        if bounds and day <= bounds[-1]:
            bounds.append(months_later(bounds[0], 3 * len(bounds)))
            continue
        if bounds:
            yield bounds
        bounds = [day, months_later(day, 3)]
    yield bounds


def wall(day: date) -> datetime:
    return datetime.combine(day, MIDNIGHT)


async def fetch(database_url: str, query: str, *arguments: object) -> list[tuple[object, ...]]:
    database = await asyncpg.connect(database_url)
    rows = await database.fetch(query, *arguments)
    await database.close()
    return [tuple(row) for row in rows]


STORED = """
    SELECT external_id, starts_at AT TIME ZONE 'Asia/Shanghai', ends_at AT TIME ZONE 'Asia/Shanghai'
    FROM segments JOIN members ON members.id = member_id
"""
COVERED_ON = """
    SELECT count(DISTINCT member_id) FROM segments, timezone('Asia/Shanghai', $1::timestamp) AS midnight
    WHERE starts_at <= midnight AND ends_at > midnight
"""
LONGEST_RUN = """
    SELECT upper(run) - lower(run), external_id
    FROM members, LATERAL (
        SELECT unnest(range_agg(tsrange(
            starts_at AT TIME ZONE 'Asia/Shanghai', ends_at AT TIME ZONE 'Asia/Shanghai'
        ))) FROM segments WHERE member_id = members.id
    ) AS runs (run)
    ORDER BY 1 DESC, 2 DESC LIMIT 1
"""


async def won_back(database_url: str, ports: Ports, clock: FakeClock) -> tuple[int, int, int]:
    """A win-back for those lapsed 30 to 90 days, counted, simulated and planned: how many each time."""
    clock.set(LAPSED_ON)
    async with wiring.connected(database_url):
        await get_connection("default").execute_query(ALL_ASKED_FOR_OFFERS)
        counted = await audiences.counted(read_condition(WIN_BACK["audience"]["condition"]), clock.now())
        await save_campaign(ports, "staff:ann", "win-back", WIN_BACK)
        campaign = await simulate(ports, "win-back")
        while not (simulated := (await campaigns.the_campaign("win-back")).simulation or {})["is_done"]:
            await simulate_on(ports, campaign.id)
        await steering.submit(ports, "staff:ann", "win-back")
        await steering.approve(ports, "staff:bob", "win-back")
        launched = await steering.launch(ports, "staff:bob", "win-back")
        await planning.plan(ports, launched.id)
        joined = Counter(await ParticipantRow.all().values_list("variant", flat=True))
    assert simulated["variants"] == joined
    return counted.count, sum(joined.values()), joined[HELD_OUT]


def test_69659_real_purchases_become_the_memberships_that_a_calendar_gives_and_the_lapsed_are_won_back(
    command: Command, database_url: str, ports: Ports, clock: FakeClock, purchases: Purchases
) -> None:
    with Path("purchases.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["customer_id", "benefit", "date", "period"])
        table.writerows((who, "music", day, "P3M") for who, days in purchases.items() for day in days)
    Path("shop.yaml").write_text(CATALOGUE, encoding="utf-8")
    command("catalogue", "apply", "shop.yaml")

    said = command("import", "holdings", "purchases.csv")
    assert said.out.splitlines() == [
        "69,659 rows",
        "23,570 members made",
        "69,659 grants given",
        "0 rows imported before",
        "0 rows rejected",
    ]

    expected = {who: list(runs(days)) for who, days in purchases.items()}
    memberships = sorted(
        (who, wall(start), wall(end))
        for who, mine in expected.items()
        for bounds in mine
        for start, end in pairwise(bounds)
    )
    assert sorted(asyncio.run(fetch(database_url, STORED))) == memberships
    assert len(memberships) == 69_659

    for on, count in COVERED.items():
        day = date.fromisoformat(on)
        by_calendar = sum(any(bounds[0] <= day < bounds[-1] for bounds in mine) for mine in expected.values())
        [(stored,)] = asyncio.run(fetch(database_url, COVERED_ON, wall(day)))
        assert (on, stored, by_calendar) == (on, count, count)

    longest = max((bounds[-1] - bounds[0], who) for who, mine in expected.items() for bounds in mine)
    [(stored_longest, who)] = asyncio.run(fetch(database_url, LONGEST_RUN))
    assert (stored_longest, who) == longest == LONGEST

    lapsed = sum(
        date(1998, 11, 1) - timedelta(days=90) < mine[-1][-1] <= date(1998, 11, 1) - timedelta(days=30)
        for mine in expected.values()
    )
    counted, joined, held_out = asyncio.run(won_back(database_url, ports, clock))
    assert (counted, joined) == (lapsed, lapsed)
    assert lapsed > 1_000
    assert abs(held_out / lapsed - 0.2) < 0.06
