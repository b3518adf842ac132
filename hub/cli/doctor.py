"""``hub doctor``: whether everything in the database agrees with everything else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import typer

from hub.cli.connected import run
from hub.entitlements.service import checking as entitlements
from hub.fulfilment.service import checking as fulfilment
from hub.kernel.findings import Finding
from hub.orders.service import checking as orders
from hub.ports import Ports

CHECKS: list[Callable[[datetime], Awaitable[list[Finding]]]] = [
    entitlements.findings,
    fulfilment.findings,
    orders.findings,
]
"""Every capability that has something to check adds its check here."""


def doctor() -> None:
    """Check the whole database: grants, timelines, deliveries, codes, orders, money.

    Writes nothing. One line for everything that does not hold; exit code 1 if there is any.
    """
    found = run(_examined)
    for finding in found:
        typer.echo(f"{finding.about} {finding.what}")
    if found:
        typer.echo(f"{len(found)} findings", err=True)
        raise typer.Exit(1)
    typer.echo("all is well")


async def _examined(ports: Ports) -> list[Finding]:
    at = ports.clock.now()
    return [finding for check in CHECKS for finding in await check(at)]
