"""Keys for programs."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hub.access import reads, service
from hub.access.rules import Role
from hub.cli.connected import run

keys = typer.Typer(help="Keys with which programs ask the hub; stored only as hashes.", no_args_is_help=True)

_ACTOR = "staff:command-line"

Name = Annotated[str, typer.Argument(help="What the key is for, e.g. till-3.")]


@keys.command()
def create(name: Name, role: Annotated[Role, typer.Option(help="What it may do.", case_sensitive=False)]) -> None:
    """Make a key and show it, this once."""
    _, secret = run(lambda ports: service.create_key(ports, _ACTOR, name, role))
    typer.echo(secret.expose())
    typer.echo("Keep it now: it is not shown again. Send it as `authorization: Bearer KEY`.", err=True)


@keys.command(name="list")
def show() -> None:
    """Show all keys, without what is secret of them."""
    table = Table("name", "role", "begins with", "made", "revoked")
    for each in run(lambda _: reads.keys()):
        revoked = f"{each.revoked_at:%Y-%m-%d %H:%M} UTC" if each.revoked_at else ""
        table.add_row(each.name, each.role, each.beginning, f"{each.created_at:%Y-%m-%d %H:%M} UTC", revoked)
    Console().print(table)


@keys.command()
def revoke(name: Name) -> None:
    """Make a key useless from now on."""
    run(lambda ports: service.revoke_key(ports, _ACTOR, name))
    typer.echo(f"{name} is revoked")
