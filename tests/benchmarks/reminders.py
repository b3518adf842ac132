"""Reminders that are due among many that are not: found, and sent through real SMTP by real workers.

1,000,000 members with five entitlements each and 50,000 due with ``SIZE=full``, else few; ``MEMBERS`` and ``DUE`` set
other sizes. All is done once more with twice the members and as many due: finding these must not take longer.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

import asyncpg
import redis.asyncio as redis

from hub import settings, wiring
from hub.catalogue import service as catalogue
from hub.ports import Ports
from hub.reminders.service import reminding
from hub.wiring.reaching import reach
from hub.wiring.servers import Servers
from tests.benchmarks import workers
from tests.benchmarks.measuring import IS_FULL, Table
from tests.benchmarks.sink import sink
from tests.zones import noon

MEMBERS = int(os.environ.get("MEMBERS", "1000000" if IS_FULL else "4000"))
DUE = int(os.environ.get("DUE", "50000" if IS_FULL else "200"))
BENEFITS = ("qinglan-vip", "yunlang-lounge", "shiliu-gym", "songtao-premium", "rezao-coupon")
ROUNDS = 3
CATALOGUE = Path(__file__).parents[2] / "hub/catalogue/demo.yaml"

_MEMBERS = """
    INSERT INTO members (id, external_id, name, email, locale, zone, tags, attributes, search, created_at)
    SELECT uuidv7(), 'u' || n, 'Member ' || n, 'u' || n || '@domain' || n % 500 || '.example', 'en', $3,
        '[]', '{}', 'u' || n, now() - interval '90 days' FROM generate_series($1::int, $2::int) AS n
"""
_GRANTS = """
    INSERT INTO grants (id, member_id, benefit, path, number, source, reference, recorded_at, granted_at,
        granted_order, starts_at, ends_at, needs_activation, revoked_reason, priority, weight)
    SELECT uuidv7(), m.id, b.code, '', 1, 'STAFF', 'benchmark', now() - interval '60 days',
        now() - interval '60 days', nextval('moment_order'), now() - interval '60 days',
        CASE WHEN b.place = 1 AND substr(m.external_id, 2)::int <= $1 THEN $3::timestamptz + interval '7 days'
        ELSE $3::timestamptz + (40 + b.place * 50 + substr(m.external_id, 2)::int % 40) * interval '1 day' END,
        false, '', 0, 1
    FROM members AS m, unnest($2::text[]) WITH ORDINALITY AS b (code, place)
    WHERE NOT EXISTS (SELECT FROM grants WHERE member_id = m.id)
"""
_SEGMENTS = """
    INSERT INTO segments (id, member_id, benefit, grant_id, starts_at, ends_at, is_queued)
    SELECT uuidv7(), member_id, benefit, id, starts_at, ends_at, true FROM grants AS g
    WHERE NOT EXISTS (SELECT FROM segments WHERE member_id = g.member_id)
"""
_PLANNED = """
    INSERT INTO reminders (id, member_id, benefit, coverage_end, stage, state, due_at)
    SELECT uuidv7(), member_id, benefit, ends_at, stage, 'PLANNED', ends_at - before
    FROM (SELECT *, CASE WHEN ends_at < now() + interval '20 days' THEN '-P7D' ELSE '-P30D' END AS stage,
        CASE WHEN ends_at < now() + interval '20 days' THEN interval '7 days' ELSE interval '30 days' END AS before
        FROM grants AS held WHERE NOT EXISTS (SELECT FROM reminders WHERE member_id = held.member_id)) AS g
"""
_AGAIN = (
    "DELETE FROM messages",
    "DELETE FROM reminders WHERE stage = '-P1D'",
    "UPDATE reminders SET told_at = NULL WHERE told_at IS NOT NULL",
    """UPDATE reminders SET state = 'PLANNED', reason = NULL, settled_at = NULL,
        due_at = coverage_end - interval '7 days' WHERE state <> 'PLANNED'""",
)
_SENT = "SELECT count(*) FROM messages WHERE channel = 'EMAIL' AND state = 'SENT'"
_STEPS = 2 * DUE
_LEFT = f"SELECT {_STEPS} - count(*) FROM messages WHERE state = 'SENT'"  # noqa: S608 - a number of ours
"""Each is planned, with which it lies in the inbox, and then sent."""


def measure() -> Iterator[Table]:
    """Seconds to find what is due and to send it; with twice the entitlements, too."""
    with workers.servers() as (servers, place):
        yield from asyncio.run(_measured(servers, place))


async def _measured(servers: Servers, place: Path) -> list[Table]:
    await wiring.migrate(servers.database_url)
    found, sent, notes = dict[str, float](), dict[str, float](), list[str]()
    async with _ports(servers) as ports:
        await catalogue.apply(ports, "benchmark", CATALOGUE.read_text("utf-8"))
        for size, crews in ((MEMBERS, (1, 2)), (2 * MEMBERS, (2,))):
            name = f"{size * len(BENEFITS):,} entitlements"
            await _fill(servers, size)
            found[name] = median([await _found(ports, servers) for _ in range(ROUNDS)])
            for count in crews:
                worked = await _sent(servers, place, ports, count)
                sent[f"{name}, {count} worker{'s' if count > 1 else ''}"] = worked.seconds
                notes.append(worked.note(DUE))
    return [
        Table(f"{DUE:,} reminders found", "s", found),
        Table(f"{DUE:,} reminders sent through SMTP", "s", sent, "; ".join(notes)),
    ]


@asynccontextmanager
async def _ports(servers: Servers) -> AsyncIterator[Ports]:
    chosen = settings.Settings(demo=False, mail_per_domain=1_000_000)
    outer = reach(wiring.real_ports(chosen, servers), chosen, servers)
    async with wiring.connected(servers.database_url), outer.open() as ports:
        yield ports


async def _fill(servers: Servers, size: int) -> None:
    zone, ten = noon()
    connection = await asyncpg.connect(servers.database_url)
    there = await connection.fetchval("SELECT count(*) FROM members")
    await connection.execute("SET session_replication_role = replica")  # no triggers: what is written is all there is
    await connection.execute(_MEMBERS, there + 1, size, zone)
    await connection.execute(_GRANTS, DUE, list(BENEFITS), ten)
    await connection.execute(_SEGMENTS)
    await connection.execute(_PLANNED)
    await connection.execute("RESET session_replication_role")
    await _again(connection)
    for table in ("members", "grants", "segments", "reminders"):
        await connection.execute(f"VACUUM ANALYZE {table}")
    await connection.close()


async def _again(connection: asyncpg.Connection) -> None:
    for statement in _AGAIN:
        await connection.execute(statement)


async def _found(ports: Ports, servers: Servers) -> float:
    """What a sweep takes to find everybody who is to be told something, and to tell the queue."""
    began = perf_counter()
    count = await reminding.tell_due(ports)
    seconds = perf_counter() - began
    assert count == DUE, count
    connection = await asyncpg.connect(servers.database_url)
    await _again(connection)
    await connection.execute("VACUUM reminders")
    await connection.close()
    await _emptied(servers)
    return seconds


async def _emptied(servers: Servers) -> None:
    queue = redis.Redis.from_url(servers.redis_url)
    await queue.flushall()
    await queue.aclose()


async def _sent(servers: Servers, place: Path, ports: Ports, count: int) -> workers.Worked:
    """From the first reminder that ``count`` workers take up until the last mail is handed over."""
    connection = await asyncpg.connect(servers.database_url)
    with sink(place) as (port, taken):
        await workers.listening(port)
        mail = {"HUB_SMTP_URL": f"smtp://127.0.0.1:{port}", "HUB_MAIL_PER_DOMAIN": "1000000"}
        with workers.workers(count, servers, mail) as started:
            await reminding.tell_due(ports)
            worked = await workers.worked_off(connection, _LEFT, _STEPS, started)
    sent = await connection.fetchval(_SENT)
    assert sent == DUE == len(set(taken.read_text().split())), sent
    await _again(connection)
    await connection.close()
    await _emptied(servers)
    return worked
