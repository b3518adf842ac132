"""``hub provider check FILE``: a provider's file, tried without the provider."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hub.wiring import providers

provider = typer.Typer(help="Providers described in YAML files.", no_args_is_help=True)

_File = Annotated[Path, typer.Argument(metavar="FILE.yaml", help="A provider in YAML.", dir_okay=False)]


@provider.callback()
def group() -> None:
    """Keep ``check`` a command of its own while it is the only one."""


@provider.command()
def check(file: _File) -> None:
    """Check FILE, show the requests that it makes (secrets masked), and what its samples come to.

    Nothing is sent. Exit code 1 if the file has a mistake or a sample comes out otherwise than it says.
    """
    report, is_good = providers.tried(file)
    typer.echo(report)
    raise typer.Exit(0 if is_good else 1)
