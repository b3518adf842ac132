"""``hub import holdings FILE``: what members were given elsewhere, from a table."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from hub import settings
from hub.cli import spreadsheets
from hub.cli.catalogue import ACTOR
from hub.cli.connected import run
from hub.cli.progress import counting
from hub.cli.sharing import bring_in_shared, collect_seldom
from hub.cli.spreadsheets import Line
from hub.cli.staging import Staging, staging
from hub.entitlements.rules.importing.columns import Columns, Field, columns
from hub.entitlements.rules.importing.mistakes import UnusableRow, rejection
from hub.entitlements.rules.importing.rows import Row, row
from hub.entitlements.service.claiming import Outcome, Run
from hub.entitlements.service.importing import bring_in
from hub.kernel.errors import InvalidInput
from hub.members.rules import Locale
from hub.ports import Ports

BATCH = 2_000
"""Rows in one transaction, or more where a member has more."""

WORTH_SHARING = 6_000
"""Rows from which on the time that processes take to start is won back."""

_PROCESSES = min(os.cpu_count() or 1, 4)

_LISTED = {Locale.EN: ("line", "reason"), Locale.ZH_CN: ("行号", "原因")}

importing = typer.Typer(help="Bring in what is kept elsewhere.", no_args_is_help=True)


@importing.callback()
def group() -> None:
    """Keep ``holdings`` a command of its own while it is the only one."""


@importing.command()
def holdings(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or a workbook (.xlsx).", dir_okay=False)],
    *,
    mapping: Annotated[
        list[str], typer.Option("--map", metavar="HEADING=FIELD", help="What a column holds; HEADING= to skip it.")
    ] = [],  # noqa: B006 - typer makes a list of its own each time
    sheet: Annotated[str | None, typer.Option(help="The sheet of a workbook; else the first.")] = None,
    locale: Annotated[Locale, typer.Option(help="The language of the reasons for rejected rows.")] = Locale.EN,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; tell what would happen.")] = False,
) -> None:
    """Give members what FILE says they were given: each row one benefit or one bundle, on its date.

    Columns are found by their headings, in Chinese or English: member, benefit or bundle, date, and a period
    (3 months, P3M, 90天) or a window (from, until); also quantity, source, reference, choices. A date without a time
    is midnight where the member lives, and a window ends when its last day begins. Unknown members are made. Rows
    that are refused are listed in FILE.rejected.csv with the reason; a row that was imported before is not again.
    Nothing is sent to any provider: what is imported was delivered before.
    """
    started = _Import(file, locale, is_rehearsal=dry_run)
    collect_seldom()
    with staging() as staged:
        with spreadsheets.opened(file, sheet) as table, counting() as progress:
            found = columns(table.header, _pairs(mapping))
            staged.add(_owned(progress.track(table.lines, description="reading"), found.places[Field.MEMBER]))
        with counting() as progress:
            run(lambda ports: started.bring_in(staged, found, ports, progress))
        started.write_rejected(staged, table.header)
    typer.echo("\n".join(started.report(found)))


def _pairs(mapping: list[str]) -> dict[str, str]:
    pairs = [each.rpartition("=") for each in mapping]
    if wrong := [each for each, (heading, _, _) in zip(mapping, pairs, strict=True) if not heading]:
        raise InvalidInput("--map", f"{wrong[0]!r} is not HEADING=FIELD, e.g. 会员号=member")
    return {heading.strip(): name.strip() for heading, _, name in pairs}


def _owned(lines: Iterable[Line], place: int) -> Iterator[tuple[str, Line]]:
    for number, cells in lines:
        yield cells[place] if place < len(cells) else "", (number, cells)


@dataclass(slots=True)
class _Import:
    """One import under way, and what came of it so far."""

    file: Path
    locale: Locale
    is_rehearsal: bool
    total: Outcome = field(default_factory=lambda: Outcome(0))
    reasons: Counter[str] = field(default_factory=Counter)
    firsts: dict[str, tuple[int, str]] = field(default_factory=dict)

    async def bring_in(self, staged: Staging, found: Columns, ports: Ports, progress: Progress) -> None:
        """Import what is staged, and note in the staging what is rejected."""
        this = Run(self.file.name, ports.clock.now(), ACTOR, settings.load().zone, self.is_rehearsal)
        rows = staged.count()
        bar = progress.add_task("importing", total=rows)

        def told(outcome: Outcome) -> None:
            self._add(outcome, staged)
            progress.advance(bar, outcome.rows)

        batches = self._batches(staged, found, this.zone, told)
        if rows < WORTH_SHARING or _PROCESSES == 1:
            await bring_in(batches, this, told)
        else:
            await bring_in_shared(batches, this, told, _PROCESSES)

    def _batches(
        self, staged: Staging, found: Columns, zone: str, told: Callable[[Outcome], None]
    ) -> Iterator[list[Row]]:
        for lines in staged.by_owner(BATCH):
            rows, unusable = [], []
            for number, cells in lines:
                try:
                    rows.append(row(cells, number, found))
                except UnusableRow as refusal:
                    unusable.append((number, rejection(refusal, zone)))
            told(Outcome(len(unusable), rejected=unusable))
            yield rows

    def _add(self, outcome: Outcome, staged: Staging) -> None:
        self.total.rows += outcome.rows
        self.total.members += outcome.members
        self.total.grants += outcome.grants
        self.total.already += outcome.already
        told = [(line, each.code, each.sentence.in_locale(self.locale)) for line, each in outcome.rejected]
        staged.reject((line, sentence) for line, _, sentence in told)
        for line, code, sentence in told:
            self.reasons[code] += 1
            self.firsts[code] = min(self.firsts.get(code, (line, sentence)), (line, sentence))

    @property
    def rejects(self) -> Path:
        """Where rejected rows are listed."""
        return self.file.with_suffix(".rejected.csv")

    def write_rejected(self, staged: Staging, header: list[str]) -> None:
        """List the rejected rows, if there are any, in place of a list from before."""
        if self.is_rehearsal:
            return
        self.rejects.unlink(missing_ok=True)
        if self.reasons:
            lines = ([str(number), reason, *cells] for number, reason, cells in staged.rejected())
            spreadsheets.write(self.rejects, chain([[*_LISTED[self.locale], *header]], lines))

    def report(self, found: Columns) -> Iterator[str]:
        """What came of it, for people."""
        if self.is_rehearsal:
            yield "dry run: nothing was written; this is what would happen"
        if found.unread:
            yield f"columns not read: {', '.join(found.unread)}"
        yield f"{self.total.rows:,} rows"
        yield f"{self.total.members:,} members made"
        yield f"{self.total.grants:,} grants given"
        yield f"{self.total.already:,} rows imported before"
        rejects = f": see {self.rejects}" if self.reasons and not self.is_rehearsal else ""
        yield f"{self.reasons.total():,} rows rejected{rejects}"
        for code, count in sorted(self.reasons.items(), key=lambda each: (-each[1], self.firsts[each[0]])):
            line, sentence = self.firsts[code]
            yield f"  {count:,} {code}, first in line {line}: {sentence}"
