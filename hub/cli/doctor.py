"""``hub doctor``: whether everything in the database agrees with everything else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import typer

from hub.campaigns.service import checking as campaigns
from hub.cli.connected import run
from hub.entitlements.service import checking as entitlements
from hub.fulfilment.service import checking as fulfilment
from hub.fulfilment.service.comparing import differences
from hub.kernel.findings import Finding
from hub.orders.service import checking as orders
from hub.ports import Ports


def doctor(
    ask: Annotated[
        int,
        typer.Option(
            metavar="DAYS", min=0, max=3_650, help="Ask providers, too, about what ended in the last DAYS days."
        ),
    ] = 0,
) -> None:
    """Check the whole database: grants, timelines, deliveries, codes, orders, money, campaigns.

    Writes nothing. One line for everything that does not hold; exit code 1 if there is any. With --ask, every
    delivery that ended lately is compared with what its provider says about it.
    """
    found = run(lambda ports: _examined(ports, timedelta(days=ask)), reaching=ask > 0)
    for finding in found:
        typer.echo(f"{finding.about} {finding.what}")
    if found:
        typer.echo(f"{len(found)} findings", err=True)
        raise typer.Exit(1)
    typer.echo("all is well")


async def _examined(ports: Ports, asked: timedelta) -> list[Finding]:
    at = ports.clock.now()
    return await examined(at) + (await differences(ports, at - asked) if asked else [])


async def examined(at: datetime) -> list[Finding]:
    """What does not hold in the whole database, whatever capability it belongs to."""
    return [
        *await entitlements.findings(),
        *await entitlements.timelines(at),
        *await fulfilment.findings(at),
        *await orders.findings(at),
        *await campaigns.findings(at),
    ]
