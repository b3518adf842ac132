"""``hub catalogue apply|diff|export FILE``: the catalogue as a file."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.catalogue import reads
from hub.catalogue.errors import InvalidCatalogue
from hub.catalogue.rules.differences import Change, Comparison, Happening
from hub.catalogue.rules.policies import consequences
from hub.cli import exporting
from hub.cli.connected import run
from hub.entitlements.reads import holders
from hub.entitlements.service import republishing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.ports import Ports

ACTOR = "staff:command-line"

catalogue = typer.Typer(help="The catalogue as a file: apply it, compare it, write it out.", no_args_is_help=True)

_File = Annotated[Path, typer.Argument(metavar="FILE.yaml", help="A catalogue in YAML.", dir_okay=False)]
_SIGNS = {Happening.ADDED: "+", Happening.CHANGED: "~", Happening.RETIRED: "-"}


@catalogue.command()
def apply(file: _File) -> None:
    """Make the stored catalogue what FILE says: all of it, or nothing if there is any mistake."""
    document = file.read_bytes()
    with _mistakes_in(file):
        run(lambda ports: _apply(ports, document))


async def _apply(ports: Ports, document: bytes) -> None:
    comparison = await republishing.apply(ports, ACTOR, document)
    typer.echo("\n".join(_lines(comparison)))
    if comparison.policy_changes:
        members, changed = await republishing.rebuild_all(ports)
        typer.echo(f"! the timelines of {members} members were worked out again; {changed} changed")


@catalogue.command()
def diff(file: _File) -> None:
    """Show what applying FILE would change. Nothing is written."""
    document = file.read_bytes()
    with _mistakes_in(file):
        run(lambda ports: _compare(ports, document))


async def _compare(ports: Ports, document: bytes) -> None:
    comparison = await reads.comparison(document)
    typer.echo("\n".join(_lines(comparison)))
    held = await holders([policy.new.code for policy in comparison.policy_changes], ports.clock.now())
    for benefit, members in held.items():
        typer.echo(f"! benefits {benefit}: {members} members hold it now")


@catalogue.command()
def export(file: exporting.File, *, force: exporting.Force = False) -> None:
    """Write the stored catalogue to FILE; applying that changes nothing."""
    exporting.export(file, lambda: run(lambda _: reads.document()), force=force)


@contextmanager
def _mistakes_in(file: Path) -> Iterator[None]:
    """List mistakes one a line, each with the file's name, on standard error."""
    try:
        yield
    except InvalidCatalogue as refusal:
        sys.exit("\n".join(f"{file}:{mistake}" for mistake in refusal.mistakes))


def _lines(comparison: Comparison) -> Iterator[str]:
    if comparison.is_empty:
        yield "no change"
        return
    for change in comparison.changes:
        yield from _change(change)
    for code in comparison.revised:
        yield f"* bundles {code}: new revision"
    for policy in comparison.policy_changes:
        yield f"! benefits {policy.new.code}: {consequences(policy).en}"
    counts = Counter(change.happening for change in comparison.changes)
    yield ", ".join(f"{counts[each]} {each.lower()}" for each in Happening) + f", {len(comparison.revised)} revised"


def _change(change: Change) -> Iterator[str]:
    yield f"{_SIGNS[change.happening]} {change.section} {change.code}"
    for each in change.fields:
        yield f"    {each.field}: {_shown(each.old)} → {_shown(each.new)}"


def _shown(value: str | None) -> str:
    return "(none)" if value is None else value.replace("\n", "\\n")
