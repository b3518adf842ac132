"""``hub jobs status``: what is to be done, and whether anyone does it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import typer
from redis import RedisError
from rich.console import Console
from rich.table import Table

from hub import settings as configuration
from hub import wiring
from hub.fulfilment import reads
from hub.fulfilment.reads import Backlog
from hub.insights import reads as insights
from hub.insights.rules import Work
from hub.ports.queue import QueueStatus
from hub.ports.traffic import Condition
from hub.wiring.reaching import queue_status, reach
from hub.wiring.servers import Servers, at_hand

jobs = typer.Typer(help="Work that nobody waits for.", no_args_is_help=True)


@jobs.callback()
def group() -> None:
    """Keep ``status`` a command of its own while it is the only one."""


@jobs.command()
def status() -> None:
    """Show the queue, every kind of work, the deliveries by provider and state, and the providers' circuit breakers."""
    chosen = configuration.load()
    with at_hand(chosen) as servers:
        asyncio.run(_show(chosen, servers))


async def _show(chosen: configuration.Settings, servers: Servers) -> None:
    typer.echo(_said(await _queue(servers)))
    outer = reach(wiring.real_ports(chosen, servers), chosen, servers)
    async with wiring.connected(servers.database_url), outer.open() as ports:
        at = ports.clock.now()
        Console().print(_work(await insights.work(at), at))
        backlogs = await reads.backlogs(at)
        conditions = {each.provider: await ports.traffic.condition(each.provider) for each in backlogs}
    Console().print(_table(backlogs, conditions))


async def _queue(servers: Servers) -> QueueStatus | None:
    try:
        return await queue_status(servers)
    except (RedisError, OSError):
        return None


def _said(queue: QueueStatus | None) -> str:
    if queue is None:
        return "Redis does not answer: workers wait for it"
    worker = "a worker is there" if queue.has_worker else "NO WORKER: start one with hub up, or python -m jobs"
    return f"{queue.waiting} jobs wait; {worker}"


def _work(work: list[Work], at: datetime) -> Table:
    table = Table("work", "due", "running", "late", "failed", "oldest", box=None)
    for each in work:
        age = str(timedelta(seconds=round(each.oldest_age(at).total_seconds()))) if each.due else ""
        table.add_row(each.kind, *map(str, (each.due, each.running, each.late, each.failed)), age)
    return table


def _table(backlogs: list[Backlog], conditions: dict[str, Condition]) -> Table:
    table = Table("provider", "deliveries", "due now", "oldest due", "breaker", box=None)
    for each in backlogs:
        states = ", ".join(f"{count} {state.lower()}" for state, count in sorted(each.counts.items()))
        oldest = each.oldest_due.isoformat(timespec="seconds") if each.oldest_due else ""
        table.add_row(each.provider, states, str(each.due), oldest, conditions[each.provider].breaker.lower())
    return table
