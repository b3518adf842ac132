"""Killing workers, each exactly at one step: they are made to stop there from without, and get SIGKILL.

A step inside the database is stopped by a trigger that waits for a lock which the test holds, and one just after a
commit by Redis, which is told to answer nobody. Steps beyond that are stopped by whom they ask: a mail server, a
gateway. Nothing in the workers knows of it.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import psutil
import redis.asyncio
from tortoise.connection import get_connection

from hub.adapters.queue import connect
from hub.notifications.models import MessageRow
from tests.jobs.conftest import until
from tests.jobs.gate import Gate
from tests.mail_server import MailServer

LOCK = 4711
KEY = "for tests"

Reached = Callable[[], Awaitable[None]]
Hold = Callable[["Fire"], AbstractAsyncContextManager[Reached]]
"""Stops whoever comes to a step for as long as the context lasts; yields what waits for them."""
Holds = Callable[[], Awaitable[bool]]


@asynccontextmanager
async def stopped(database: str, where: str) -> AsyncIterator[Reached]:
    """Whoever comes ``where``, the middle of a CREATE TRIGGER, stops until the context ends."""
    connection = await asyncpg.connect(database)
    constraint = "CONSTRAINT " if where.startswith("CONSTRAINT") else ""
    await connection.execute(
        "CREATE OR REPLACE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN PERFORM pg_advisory_xact_lock({LOCK}); RETURN NEW; END $$"
    )
    await connection.execute(
        f"CREATE {constraint}TRIGGER stop {where.removeprefix('CONSTRAINT ')} EXECUTE FUNCTION stop()"
    )
    await connection.execute(f"SELECT pg_advisory_lock({LOCK})")

    async def is_waited_for() -> bool:
        waiting = "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND objid = $1::bigint AND NOT granted"
        return bool(await connection.fetchval(waiting, LOCK))

    yield lambda: until(is_waited_for)
    table = where.split(" ON ")[1].split(maxsplit=1)[0]
    await connection.execute(f"SELECT pg_advisory_unlock({LOCK})")
    await connection.execute(f"DROP TRIGGER stop ON {table}")
    await connection.close()


def at(where: str) -> Hold:
    """At this change of the database; ``where`` goes on as after CREATE TRIGGER."""
    return lambda fire: stopped(fire.database, f"{where} FOR EACH ROW" if " FOR EACH ROW" not in where else where)


def at_commit(happening: str, when: str = "true") -> Hold:
    """As a transaction is committed in which this happened: nothing hinders it, and nobody hears of it."""
    return at(f"CONSTRAINT AFTER {happening} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ({when})")


def before_telling(happening: str, when: str = "true") -> Hold:
    """Just after that transaction, before the queue hears of what is to be done next."""

    @asynccontextmanager
    async def hold(fire: Fire) -> AsyncIterator[Reached]:
        async with redis.asyncio.Redis.from_url(fire.environment["HUB_REDIS_URL"]) as client, AsyncExitStack() as stop:
            is_committing = await stop.enter_async_context(at_commit(happening, when)(fire))

            async def reached() -> None:
                await is_committing()
                await client.execute_command("CLIENT PAUSE", 60_000, "WRITE")
                await stop.aclose()

            yield reached
            await client.execute_command("CLIENT UNPAUSE")

    return hold


def once_told(hold: Hold) -> Hold:
    """There, and when every mail that was written before is out: or it might be undecided, too."""

    @asynccontextmanager
    async def hold_on(fire: Fire) -> AsyncIterator[Reached]:
        async with hold(fire) as is_there:

            async def reached() -> None:
                await is_there()
                await until(nothing_waits)

            yield reached

    return hold_on


def in_silence(of: str) -> Hold:
    """While the mail server leaves it without an answer: about the address (``says``), or the mail (``about_mail``)."""

    @asynccontextmanager
    async def hold(fire: Fire) -> AsyncIterator[Reached]:
        fire.mail.is_silent.clear()
        getattr(fire.mail, of).append(MailServer.HANG)

        async def reached() -> None:
            await asyncio.wait_for(fire.mail.is_silent.wait(), 20)

        yield reached

    return hold


@dataclass
class Fire:
    """Workers in the ``environment`` that is given, on the ``database`` of a test."""

    environment: dict[str, str]
    database: str
    place: Path
    mail: MailServer
    gate: Gate = field(init=False)
    _nursery: subprocess.Popen[str] | None = None
    _workers: list[psutil.Process] = field(default_factory=list, init=False)

    @contextmanager
    def burning(self) -> Iterator[Fire]:
        """Workers can be started; what they log goes to ``worker.log``."""
        command = [sys.executable, "-m", "tests.jobs.nursery"]
        pipe = subprocess.PIPE
        with (self.place / "worker.log").open("ab") as log:
            nursery = subprocess.Popen(command, env=self.environment, stdin=pipe, stdout=pipe, stderr=log, text=True)
        with nursery:
            self._nursery = nursery
            try:
                yield self
            finally:
                self.kill()
                nursery.kill()

    def start(self) -> None:
        """Start a worker."""
        assert self._nursery is not None
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        print(file=self._nursery.stdin, flush=True)
        self._workers.append(psutil.Process(int(self._nursery.stdout.readline())))

    def kill(self) -> None:
        """Kill every worker, and wait until they are gone."""
        while self._workers:
            worker = self._workers.pop()
            with suppress(psutil.NoSuchProcess):
                worker.kill()
            worker.wait()

    async def kill_at(self, hold: Hold, begin: Callable[[], Awaitable[object]]) -> None:
        """Have the worker begin with something, and kill it where it stops."""
        async with hold(self) as reached:
            await begin()
            await reached()
            self.kill()

    async def sweep(self, *jobs: str) -> None:
        """Have the worker do now what it does by the clock: ``jobs`` are names in ``jobs.rota``."""
        queue = connect(self.environment["HUB_REDIS_URL"])
        for each in jobs:
            await queue.enqueue_job(f"cron:{each}")
        await queue.aclose()

    async def follow(self, is_done: Holds, *jobs: str, within: float = 40) -> None:
        """Another worker does what is to be done, once the time has passed in which the dead one might still live."""
        await leases_run_out()
        self.start()
        await self.go_on(is_done, *jobs, within=within)

    async def go_on(self, is_done: Holds, *jobs: str, within: float = 40) -> None:
        """The worker does what is to be done; ``jobs`` find it."""

        async def is_quiet() -> bool:
            if await is_done():
                return True
            await self.sweep(*jobs)
            await asyncio.sleep(0.1)
            return False

        try:
            await until(is_quiet, within)
        except TimeoutError:
            raise AssertionError("not done:\n" + self.said()) from None

    def said(self) -> str:
        """The last that workers logged."""
        return (self.place / "worker.log").read_text()[-3_000:]


def mailing(database: str, redis_url: str, place: Path, mail: MailServer) -> Fire:
    """Workers that send their mail to ``mail``."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HUB_")},
        "HUB_DATABASE_URL": database,
        "HUB_REDIS_URL": redis_url,
        "HUB_SECRET_KEYS": KEY,
        "HUB_DEMO": "false",
        "HUB_SMTP_URL": mail.url,
        "HUB_MAIL_FROM": "Hub <hub@shop.example>",
    }
    return Fire(environment, database, place, mail)


async def a_minute_passes() -> None:
    """What was told of before and is still to be done is told of again."""
    run = get_connection("default").execute_script
    await run("UPDATE agreements SET told_at = NULL")
    await run("UPDATE messages SET told_at = NULL WHERE due_at IS NOT NULL")
    await run("UPDATE reminders SET told_at = NULL")
    await run("UPDATE participants SET told_at = NULL")


async def leases_run_out() -> None:
    """The minutes pass after which a dead worker's work is anybody's, and a charge is not on its way any more."""
    await a_minute_passes()
    run = get_connection("default").execute_script
    await run("UPDATE agreements SET lease_until = now() WHERE lease IS NOT NULL")
    await run("UPDATE messages SET due_at = now() WHERE lease IS NOT NULL")
    await run("UPDATE payments SET at = at - interval '5 minutes', ask_at = now() WHERE ask_at IS NOT NULL")


async def nothing_waits() -> bool:
    """No message is still to be sent."""
    return not await MessageRow.exists(state="PLANNED")
