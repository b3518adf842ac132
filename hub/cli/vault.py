"""``hub vault import|generate|stock|warn|rotate|find|redeem|void``: the codes kept for members."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from getpass import getpass
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from hub.cli import spreadsheets
from hub.cli.catalogue import ACTOR
from hub.cli.connected import run
from hub.fulfilment import reads
from hub.fulfilment.errors import DuplicateCodes
from hub.fulfilment.rules.codes import CodeState, Stock
from hub.fulfilment.rules.stocking import COLUMNS, Batch, NewCode, Pattern, read
from hub.fulfilment.service import revealing, rotating, stocking, watching
from hub.journal.rules import Act
from hub.kernel.calendar import parse_instant
from hub.kernel.errors import InvalidInput
from hub.kernel.ids import new_id
from hub.kernel.secret import Secret
from hub.members import reads as members
from hub.ports import Ports

vault = typer.Typer(help="The codes kept for members: stock, and the keys that seal them.", no_args_is_help=True)

_Product = Annotated[str, typer.Argument(metavar="PRODUCT", help="What the codes are a stock of.")]
_Name = Annotated[str, typer.Option(help="What people call the batch.")]
_Codes = Annotated[list[UUID], typer.Argument(metavar="ID…", help="The codes' ids, as `hub vault find` tells.")]
_USUAL = Pattern()
_MOST_SHOWN = 20


def _act(ports: Ports) -> Act:
    return Act(ACTOR, ports.clock.now(), new_id().hex)


@vault.command("import")
def import_(
    product: _Product,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or a workbook (.xlsx).", dir_okay=False)],
    *,
    name: _Name = "",
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook; else the first.")] = None,
) -> None:
    """Put the codes of FILE into the vault, all of them or none.

    Columns: code, and if wanted password, valid_from, valid_until (instants with their offset). A code that lies in
    the vault already, or lay in it, is refused.
    """
    now = run(_now)
    with spreadsheets.opened(file, sheet) as table:
        lines, codes = _read(table, file, now)
    batch = Batch(product, name or file.name)
    try:
        run(lambda ports: stocking.stock(ports, batch, codes, _act(ports)))
    except DuplicateCodes as twice:
        places = ", ".join(str(lines[place]) for place in twice.places[:_MOST_SHOWN])
        raise InvalidInput(str(file), f"{twice.count} codes are known already or stand twice: lines {places}") from None
    typer.echo(f"{len(codes)} codes of {product} are in the vault")


async def _now(ports: Ports) -> datetime:
    return ports.clock.now()


def _read(table: spreadsheets.Table, file: Path, now: datetime) -> tuple[list[int], list[NewCode]]:
    heads = [each.lower() for each in table.header]
    if "code" not in heads or not set(heads) <= set(COLUMNS):
        raise InvalidInput(str(file), f"the first line must name the columns, of {', '.join(COLUMNS)}; code is needed")
    lines, codes, mistakes = [], [], []
    for number, cells in table.lines:
        try:
            codes.append(read(dict(zip(heads, cells, strict=False)), now))
            lines.append(number)
        except InvalidInput as mistake:
            mistakes.append(f"line {number}: {mistake}")
    if mistakes:
        more = f" and {len(mistakes) - _MOST_SHOWN} more" if len(mistakes) > _MOST_SHOWN else ""
        raise InvalidInput(str(file), "; ".join(mistakes[:_MOST_SHOWN]) + more)
    return lines, codes


@vault.command()
def generate(  # noqa: PLR0913 - the options of a command
    product: _Product,
    count: Annotated[int, typer.Argument(metavar="COUNT", help="How many codes.", min=1, max=stocking.MOST)],
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Where the codes are written, for the provider.")],
    *,
    name: _Name = "",
    prefix: Annotated[str, typer.Option(help="What every code begins with.")] = _USUAL.prefix,
    alphabet: Annotated[str, typer.Option(help="The letters drawn from.")] = _USUAL.alphabet,
    length: Annotated[int, typer.Option(help="How many letters are drawn.")] = _USUAL.length,
    check: Annotated[bool, typer.Option(help="Add a check letter.")] = _USUAL.has_check,
    until: Annotated[str, typer.Option(metavar="INSTANT", help="When the codes end, with its offset.")] = "",
) -> None:
    """Make COUNT codes, put them into the vault, and write them into FILE, which must not exist yet."""
    pattern = Pattern(prefix, alphabet, length, has_check=check)
    ends_at = parse_instant(until, "--until") if until else None
    with file.open("x", encoding="utf-8") as written:
        file.chmod(0o600)
        batch = Batch(product, name or file.name)
        try:
            made = run(lambda ports: stocking.generate(ports, batch, pattern, count, ends_at, _act(ports)))
        except BaseException:
            file.unlink()
            raise
        written.write("\n".join(_written(made)) + "\n")
    typer.echo(f"{count} codes of {product} are in the vault and in {file}; delete the file once the provider has them")


def _written(codes: list[NewCode]) -> Iterator[str]:
    yield "code"
    yield from (each.code.expose() for each in codes)


@vault.command()
def stock() -> None:
    """Show what lies in the vault, by product."""
    stocks = run(lambda _: reads.stocks())
    table = Table("product", *(state.lower() for state in CodeState), "first end", "warn below", box=None)
    for each in stocks:
        counts = [str(each.counts.get(state, 0)) for state in CodeState]
        first = each.soonest_end.isoformat(timespec="minutes") if each.soonest_end else ""
        table.add_row(each.product, *counts, first, _warning(each))
    Console().print(table)


def _warning(stock: Stock) -> str:
    return "" if stock.warn_below is None else f"{stock.warn_below}{' LOW' if stock.is_low else ''}"


@vault.command()
def warn(
    product: _Product, below: Annotated[int, typer.Argument(metavar="COUNT", help="How few free codes are too few.")]
) -> None:
    """Have it said, from now on, when fewer than COUNT codes of PRODUCT are free."""
    run(lambda ports: watching.warn_below(product, below, _act(ports)))


@vault.command()
def rotate() -> None:
    """Seal everything anew with the first of HUB_SECRET_KEYS; afterwards the others may be thrown away.

    Codes, passwords, links and members' accounts. May be interrupted and repeated, while the hub runs.
    """
    try:
        count = run(rotating.rotate)
    except ValueError as broken:
        raise InvalidInput("HUB_SECRET_KEYS", str(broken)) from None
    typer.echo(f"{count} secrets were sealed anew")


@vault.command()
def find() -> None:
    """Look up a code that somebody shows: its id, its state and whose it is. Exit code 1 if it is none of ours.

    It is read from the terminal or standard input, so that no list of past commands holds it.
    """
    shown = Secret(getpass("code: ") if sys.stdin.isatty() else sys.stdin.readline())
    told = run(lambda ports: _found(ports, shown))
    typer.echo(told or "none of ours", err=not told)
    raise typer.Exit(0 if told else 1)


async def _found(ports: Ports, shown: Secret) -> str:
    code = await revealing.find_code(ports, shown)
    if code is None:
        return ""
    known = await members.members([code.member_id] if code.member_id else [])
    whose = ", ".join(each.external_id for each in known.values()) or "nobody's"
    return f"{code.id}: {code.product}, {code.state}, {whose}"


@vault.command()
def redeem(codes: _Codes) -> None:
    """Note that codes were used at their provider: what is used is not withdrawn."""

    async def note(ports: Ports) -> None:
        for each in codes:
            await revealing.redeem(each, _act(ports))

    run(note)
    typer.echo(f"{len(codes)} codes were used")


@vault.command()
def void(
    codes: _Codes,
    reason: Annotated[str, typer.Option(help="Why, for the journal.")],
) -> None:
    """Withdraw codes for good, whoever they belong to."""
    count = run(lambda ports: stocking.void(codes, reason, _act(ports)))
    typer.echo(f"{count} codes were withdrawn")
