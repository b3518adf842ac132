"""``hub reminders stages|show``: when members are reminded of what ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hub.cli.catalogue import ACTOR
from hub.cli.connected import run
from hub.kernel.errors import InvalidInput
from hub.reminders import reads
from hub.reminders.rules.stages import USUAL, Stage
from hub.reminders.service.scheduling import set_stages

reminders = typer.Typer(help="When members are reminded that a benefit ends.", no_args_is_help=True)

_Periods = list[str] | None


@reminders.command()
def stages(
    benefit: Annotated[str, typer.Argument(metavar="BENEFIT", help="The benefit's code.")],
    *,
    before: Annotated[_Periods, typer.Option(metavar="PERIOD", help="So long before the end, e.g. P14D.")] = None,
    after: Annotated[_Periods, typer.Option(metavar="PERIOD", help="So long after the end, e.g. P3D.")] = None,
    never: Annotated[bool, typer.Option("--never", help="Do not remind of it at all.")] = False,
) -> None:
    """From now on remind members of BENEFIT at these stages; each option may be given more than once.

    Without any, at the usual ones again. What is planned already is planned anew.
    """
    told = [f"-{each}" for each in before or []] + [f"+{each}" for each in after or []]
    if told and never:
        raise InvalidInput("never", "give either stages or --never")
    chosen = told if told or never else None
    typer.echo(f"{benefit}: {_said(run(lambda ports: set_stages(ports, ACTOR, benefit, chosen)))}")


@reminders.command()
def show() -> None:
    """Show the usual stages, and those of every benefit that has its own."""
    table = Table("benefit", "stages", box=None)
    table.add_row("(usual)", _said(USUAL.stages))
    for benefit, own in run(lambda _: reads.own_stages()).items():
        table.add_row(benefit, _said(own))
    Console().print(table)


def _said(told: Sequence[Stage]) -> str:
    return " ".join(map(str, told)) or "never"
