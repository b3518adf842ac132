"""``hub campaigns apply|export FILE``: audiences and campaigns as a file; ``show``: how they stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.campaigns.reads import campaigns as reads
from hub.campaigns.service import applying
from hub.cli import exporting
from hub.cli.connected import run

if TYPE_CHECKING:
    from hub.ports import Ports

ACTOR = "staff:command-line"
_SHOWN = 100

campaigns = typer.Typer(help="Audiences and campaigns as a file.", no_args_is_help=True)


@campaigns.command()
def apply(
    file: Annotated[Path, typer.Argument(metavar="FILE.yaml", help="Audiences and campaigns in YAML.", dir_okay=False)],
) -> None:
    """Save the audiences of FILE, and its campaigns as drafts: all of it, or nothing if there is any mistake."""
    text = file.read_bytes()
    typer.echo("\n".join(run(lambda ports: applying.apply(ports, ACTOR, text))) or "no change")


@campaigns.command()
def export(file: exporting.File, *, force: exporting.Force = False) -> None:
    """Write all audiences and campaigns to FILE; applying that changes nothing."""
    exporting.export(file, lambda: run(lambda _: applying.export()), force=force)


@campaigns.command()
def show() -> None:
    """Show how the newest campaigns stand."""
    typer.echo("\n".join(run(_shown)) or "there are no campaigns")


async def _shown(_: Ports) -> list[str]:
    return [
        f"{each.code}  {each.state}{f' ({each.because})' if each.because else ''}  {each.plan.name}"
        for each in await reads.listed(_SHOWN)
    ]
