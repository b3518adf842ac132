"""``hub provider check|route|routes``: providers' files, tried without the provider, and what goes by which."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hub.cli.catalogue import ACTOR
from hub.cli.connected import run
from hub.fulfilment import reads
from hub.fulfilment.rules.tasks import Route
from hub.fulfilment.service import routing
from hub.journal.rules import Act
from hub.kernel.calendar import Period
from hub.kernel.ids import new_id
from hub.ports import Ports
from hub.wiring import providers

provider = typer.Typer(help="Providers described in YAML files, and what they deliver.", no_args_is_help=True)

_File = Annotated[Path, typer.Argument(metavar="FILE.yaml", help="A provider in YAML.", dir_okay=False)]


@provider.command()
def check(file: _File) -> None:
    """Check FILE, show the requests that it makes (secrets masked), and what its samples come to.

    Nothing is sent. Exit code 1 if the file has a mistake or a sample comes out otherwise than it says.
    """
    report, is_good = providers.tried(file)
    typer.echo(report)
    raise typer.Exit(0 if is_good else 1)


@provider.command()
def route(
    benefit: Annotated[str, typer.Argument(metavar="BENEFIT", help="The benefit's code.")],
    ways: Annotated[
        list[str] | None, typer.Argument(metavar="[PROVIDER:PRODUCT]…", help="Best first; vault:STOCK for own codes.")
    ] = None,
    *,
    period: Annotated[str, typer.Option(metavar="PERIOD", help="Only for grants of this length, e.g. P1M.")] = "",
) -> None:
    """From now on deliver BENEFIT by these routes: the first, and the others where that one cannot.

    Without any, the benefit goes to its own provider again, with its own code as the product.
    """
    routes = [Route(*each.partition(":")[::2]) for each in ways or []]
    length = Period.parse(period) if period else None
    run(lambda ports: routing.route(benefit, routes, _act(ports), length))
    typer.echo(f"{benefit} goes by {', then '.join(ways) if ways else 'its own provider'}")


def _act(ports: Ports) -> Act:
    return Act(ACTOR, ports.clock.now(), new_id().hex)


@provider.command()
def routes() -> None:
    """Show the routes that are written down, best first."""
    table = Table("benefit", "length", "provider", "product", box=None)
    for each in run(lambda _: reads.all_route_rules()):
        table.add_row(each.benefit, str(each.period or "any"), each.route.provider, each.route.product)
    Console().print(table)
