"""Audiences counted, and a campaign for everyone simulated and planned: 1,000,000 members with ``SIZE=full``.

Every member holds five benefits that ran out, run out, or go on; one in five has ordered, four in five want offers.
"""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Awaitable, Callable, Iterator
from time import perf_counter
from typing import Any

import asyncpg
from tortoise.connection import get_connection

from hub import wiring
from hub.adapters.clock import SystemClock
from hub.campaigns.models import ParticipantRow
from hub.campaigns.reads import audiences, campaigns
from hub.campaigns.rules.compiling import members_who
from hub.campaigns.rules.conditions import read_condition
from hub.campaigns.service import drafting, planning, simulating, steering
from hub.ports import Ports
from hub.settings import Settings
from tests.benchmarks import workers
from tests.benchmarks.measuring import IS_FULL, Table

MEMBERS = 1_000_000 if IS_FULL else 20_000
HELD = 5

AUDIENCES: dict[str, dict[str, Any]] = {
    "ends within 30 days, does not renew": {
        "kind": "ALL",
        "of": [{"kind": "ENDS", "benefit": "b-1", "within": "P30D"}, {"kind": "NOT", "of": {"kind": "RENEWS"}}],
    },
    "lapsed 30 to 90 days, spent 50, no friend": {
        "kind": "ALL",
        "of": [
            {"kind": "ENDED", "benefit": "b-2", "at_least": "P30D", "less_than": "P90D"},
            {"kind": "SPENT", "at_least": "50.00 CNY"},
            {"kind": "NOT", "of": {"kind": "TAG", "tag": "friend"}},
        ],
    },
    "holds one of two, or has a tag": {
        "kind": "ANY",
        "of": [
            {"kind": "HOLDS", "benefit": "b-3"},
            {"kind": "HOLDS", "benefit": "b-4"},
            {"kind": "TAG", "tag": "friend"},
        ],
    },
    "neither holds nor ordered within 90 days": {
        "kind": "ALL",
        "of": [
            {"kind": "NOT", "of": {"kind": "HOLDS", "benefit": "b-5"}},
            {"kind": "NOT", "of": {"kind": "BOUGHT", "within": "P90D"}},
        ],
    },
}
PLAN = {
    "name": "Everyone",
    "audience": {"condition": {"kind": "ALL", "of": []}},
    "offer": {"gives": {"kind": "PERCENT", "percent": 20}, "by": "PERSONAL_CODE"},
    "journey": {"steps": [{"at": "START", "channels": ["INBOX"]}, {"at": "+P3D", "channels": ["INBOX"]}]},
}
_FILL = """
    INSERT INTO members (id, external_id, name, email, locale, zone, tags, attributes, search, created_at)
    SELECT gen_random_uuid(), 'm' || n, 'Member ' || n, 'm' || n || '@example.com', 'en', 'Asia/Shanghai',
        CASE n % 10 WHEN 0 THEN '["friend"]'::jsonb ELSE '[]' END, '{}', 'm' || n, now() FROM generate_series(1, $1) n
"""
_REST = (
    """
    INSERT INTO grants (id, member_id, benefit, path, number, source, reference, recorded_at, granted_at,
        granted_order, period, needs_activation, starts_on_delivery, revoked_reason, priority, weight)
    SELECT gen_random_uuid(), m.id, 'b-' || n + 3 * (hashtext(m.external_id) & 3), '', 1, 'PURCHASE', '', at, at, n,
        'P90D', false, false, '', 0, 1
    FROM members m, generate_series(1, $1) n,
        LATERAL (SELECT now() - (hashtext(m.external_id || n) & 255) * interval '1 day' AS at) granted
    """,
    """
    INSERT INTO segments (id, member_id, benefit, grant_id, starts_at, ends_at, is_queued)
    SELECT gen_random_uuid(), member_id, benefit, id, granted_at, granted_at + interval '90 days', false FROM grants
    WHERE $1 > 0
    """,
    """
    INSERT INTO message_preferences (id, member_id, category, is_wanted, at)
    SELECT gen_random_uuid(), id, 'MARKETING', true, now() FROM members WHERE hashtext(name) % $1 <> 0
    """,
    """
    INSERT INTO orders (id, number, member_id, holder_id, source, state, currency, subtotal_minor, discount_minor,
        discount_reference, placed_at, pay_by, paid_at, closed_because)
    SELECT gen_random_uuid(), 'N' || external_id, id, gen_random_uuid(), 'PURCHASE', 'PAID', 'CNY',
        (hashtext(external_id) & 8191) + 1, 0, '', at, at, at, ''
    FROM members, LATERAL (SELECT now() - (hashtext(name) & 127) * interval '1 day' AS at) paid
    WHERE hashtext(external_id) % $1 = 0
    """,
)


def measure() -> Iterator[Table]:
    """Milliseconds of every count, seconds of simulating and planning."""
    with workers.servers() as (servers, _place):
        yield from asyncio.run(_measure(servers.database_url, servers))


async def _measure(url: str, servers: Any) -> list[Table]:
    await wiring.migrate(url)
    await _fill(url)
    ports = wiring.real_ports(Settings(demo=False), servers)
    async with wiring.connected(url):
        return [await _counts(), await _whole_campaign(ports)]


async def _fill(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(_FILL, MEMBERS)
    for statement in _REST:
        await connection.execute(statement, HELD)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


async def _counts() -> Table:
    now, medians, notes = SystemClock().now(), {}, []
    for name, told in AUDIENCES.items():
        condition = read_condition(told)
        seconds, size = min([await _timed(lambda at=condition: audiences.size(at, now)) for _ in range(3)])
        medians[name] = seconds * 1_000
        notes.append(f"{name}: {size:,} members")
        notes += [f"    {line}" for line in await _explained(members_who(condition, now))]
    return Table(f"Counting an audience among {MEMBERS:,} members", "ms", medians, "\n  ".join(notes))


async def _explained(statement: Any) -> list[str]:
    query = f"EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) {statement.text}"
    rows = await get_connection("default").execute_query_dict(query, list(statement.parameters))
    return [next(iter(row.values())) for row in rows]


async def _whole_campaign(ports: Ports) -> Table:
    await drafting.save_campaign(ports, "staff:ann", "everyone", PLAN)
    before = _megabytes()
    simulated, _ = await _timed(lambda: _simulate(ports))
    await steering.submit(ports, "staff:ann", "everyone")
    if (await campaigns.the_campaign("everyone")).state == "SUBMITTED":
        await steering.approve(ports, "staff:bob", "everyone")
    launched = await steering.launch(ports, "staff:bob", "everyone")
    planned, _ = await _timed(lambda: _plan(ports, launched))
    joined = await ParticipantRow.all().count()
    notes = f"{joined:,} joined; {before:.0f} MB before, {_megabytes():.0f} MB at most"
    return Table(f"A campaign for {MEMBERS:,} members", "s", {"simulated": simulated, "planned": planned}, notes)


async def _simulate(ports: Ports) -> None:
    campaign = await simulating.simulate(ports, "everyone")
    while not ((await campaigns.the_campaign("everyone")).simulation or {})["is_done"]:
        await simulating.simulate_on(ports, campaign.id)


async def _plan(ports: Ports, launched: Any) -> None:
    while await planning.plan_some(ports, launched.id):
        pass


async def _timed(work: Callable[[], Awaitable[Any]]) -> tuple[float, Any]:
    began = perf_counter()
    came = await work()
    return perf_counter() - began, came


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
