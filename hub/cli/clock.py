"""``hub clock``: the present of a demo hub, shown and moved on."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from hub.cli.connected import refreshed, run
from hub.kernel.calendar import Period
from hub.testclock import reads, service
from hub.testclock.errors import NoTestClock

if TYPE_CHECKING:
    from datetime import datetime

    from hub.ports import Ports
    from hub.testclock.reads import Standing

clock = typer.Typer(help="The clock of a demo hub, which can be moved on.", no_args_is_help=True)

_GLANCE = 0.5
_PATIENCE = timedelta(seconds=60)
"""A clock that stands still so long has no worker to take it on."""


@clock.command()
def show() -> None:
    """Show what time it is for the hub, and where its clock is on its way to."""
    typer.echo(_said(run(_standing)))


@clock.command()
def advance(by: Annotated[str, typer.Argument(help="How far: an ISO 8601 duration such as P30D.")]) -> None:
    """Move the clock on, doing everything that is due in between, in order; the hub must be running."""
    period = Period.parse(by)
    typer.echo(_said(run(lambda ports: _advance(ports, period))))


async def _standing(ports: Ports) -> Standing:
    found = await reads.standing(ports.clock.now()) if ports.test_clock else None
    if found is None:
        raise NoTestClock
    return found


async def _advance(ports: Ports, by: Period) -> Standing:
    standing = await service.advance(ports, "operator", by)
    last_moved, waited = standing.now, timedelta(0)
    while standing.target:
        await asyncio.sleep(_GLANCE)
        standing = await _standing(await refreshed(ports))
        waited = timedelta(0) if _leapt(last_moved, standing.now) else waited + timedelta(seconds=_GLANCE)
        last_moved = standing.now
        if waited >= _PATIENCE:
            typer.echo("the clock waits for a worker: start the hub with hub up; it then goes on by itself", err=True)
            break
    return standing


def _leapt(before: datetime, after: datetime) -> bool:
    """More time passed for the hub than between two glances."""
    return after - before > timedelta(seconds=10 * _GLANCE)


def _said(standing: Standing) -> str:
    now = f"it is {standing.now:%Y-%m-%d %H:%M:%S} UTC for the hub"
    return f"{now}, on its way to {standing.target:%Y-%m-%d %H:%M} UTC" if standing.target else now
