"""Starting the hub, its database's history, its settings."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import Annotated

import typer
import uvicorn

from hub import settings as configuration
from hub import wiring
from hub.catalogue import reads as catalogue
from hub.cli.connected import refreshed
from hub.testclock import service as testclock
from hub.wiring import processes
from hub.wiring.couriers import with_mail_to_come
from hub.wiring.ending import told_to_end
from hub.wiring.servers import Servers, at_hand, named, started

_LARGEST_MESSAGE = 1_000_000
"""Bytes of one message on a WebSocket."""
_GRACE = 1
"""Seconds that requests in flight may take to end when the web process is told to."""


def up(
    tied_to: Annotated[int, typer.Option(help="End when this process, which started the hub, ends.")] = 0,
) -> None:
    """Start everything: servers, tables, the demo on the first start, web. Ctrl-C stops it all."""
    chosen = configuration.load()
    wiring.configure_logs(chosen)
    with told_to_end() as ending:
        if tied_to:
            ending.tie_to(tied_to)
        ending.check()
        processes.check_port(chosen)
        with started(chosen) as servers:
            news = ending.run(_prepare(chosen, servers))
            with processes.running(chosen, servers, ending) as running:
                typer.echo("\n".join([*news, *_addresses(chosen, servers)]))
                processes.watch(running, ending)


async def _prepare(chosen: configuration.Settings, servers: Servers) -> list[str]:
    await wiring.migrate(servers.database_url)
    if not chosen.is_demo:
        return []
    async with wiring.connected(servers.database_url):
        await testclock.mark()
        if (await catalogue.catalogue()).providers:
            return []
        demo = import_module("hub.wiring.demo")  # what takes long to import, and is needed once
        ports = wiring.real_ports(with_mail_to_come(chosen), servers)
        news: list[str] = await demo.seed(await refreshed(ports))
        return news


def _addresses(chosen: configuration.Settings, servers: Servers) -> list[str]:
    base = f"http://{chosen.host}:{chosen.port}"
    lines = [
        "The hub is up:",
        f"  start here  {base}/",
        f"  health      {base}/readyz",
        f"  metrics     {base}/metrics",
    ]
    if chosen.database_url is None:
        lines.append(f'  database    psql "{servers.database_url}"')
    return [*lines, "Ctrl-C stops it; what it holds is kept."]


def serve() -> None:
    """Run the web process alone; HUB_DATABASE_URL and HUB_REDIS_URL say what it works with."""
    chosen = configuration.load()
    wiring.configure_logs(chosen)
    named(chosen)
    processes.check_port(chosen)
    uvicorn.run(
        "schema.app:create_app",
        factory=True,
        host=chosen.host,
        port=chosen.port,
        log_config=None,
        access_log=False,
        server_header=False,
        ws_max_size=_LARGEST_MESSAGE,
        timeout_graceful_shutdown=_GRACE,
    )


def migrate() -> None:
    """Bring the database's tables up to this version of the hub."""
    with at_hand(configuration.load()) as servers:
        asyncio.run(wiring.migrate(servers.database_url))


def settings() -> None:
    """Show every setting: its variable, its default and its meaning."""
    typer.echo(configuration.table())


migrations = typer.Typer(help="The database's history, for those who change the models.", no_args_is_help=True)


@migrations.command()
def write(name: Annotated[str, typer.Argument(help="What the change does, e.g. add_rollover.")]) -> None:
    """Write the migration that brings the history up to the models."""
    written = asyncio.run(wiring.write_migration(name))
    typer.echo("\n".join(written) or "nothing to write: the history is up to the models")


@migrations.command()
def check() -> None:
    """Fail if the models and the history differ."""
    if not asyncio.run(wiring.history_is_complete()):
        typer.echo("the models have changes that no migration makes: run make migration NAME=what_it_does", err=True)
        raise typer.Exit(1)
