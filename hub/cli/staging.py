"""Lines of a table put by, so that the rows of each member can be taken together, however many there are.

They wait in a file of SQLite and not in memory; it is gone when the work is done.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from hub.cli.spreadsheets import Line

_TABLES = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE lines (number INTEGER PRIMARY KEY, owner TEXT NOT NULL, cells BLOB NOT NULL);
    CREATE TABLE rejected (number INTEGER PRIMARY KEY, reason TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Staging:
    """Lines with their owners, and why some of them were rejected."""

    database: sqlite3.Connection

    def add(self, lines: Iterable[tuple[str, Line]]) -> None:
        """Put lines by, each with its owner."""
        rows = ((number, owner, orjson.dumps(cells)) for owner, (number, cells) in lines)
        self.database.executemany("INSERT INTO lines VALUES (?, ?, ?)", rows)

    def count(self) -> int:
        """How many lines there are."""
        [[count]] = self.database.execute("SELECT count(*) FROM lines")
        return int(count)

    def by_owner(self, at_least: int) -> Iterator[list[Line]]:
        """The lines in batches of so many or a few more; all lines of an owner are in one of them, in order."""
        rows = self.database.execute("SELECT owner, number, cells FROM lines ORDER BY owner, number")
        batch: list[Line] = []
        for _, lines in groupby(rows, key=itemgetter(0)):
            batch += [(number, orjson.loads(cells)) for _, number, cells in lines]
            if len(batch) >= at_least:
                yield batch
                batch = []
        if batch:
            yield batch

    def reject(self, reasons: Iterable[tuple[int, str]]) -> None:
        """Note why lines, named by their numbers, were rejected."""
        self.database.executemany("INSERT INTO rejected VALUES (?, ?)", reasons)

    def rejected(self) -> Iterator[tuple[int, str, list[str]]]:
        """The rejected lines in the order of the file: number, reason, cells."""
        rows = self.database.execute(
            "SELECT number, reason, cells FROM rejected JOIN lines USING (number) ORDER BY number"
        )
        return ((number, reason, orjson.loads(cells)) for number, reason, cells in rows)


@contextmanager
def staging() -> Iterator[Staging]:
    """An empty place to put lines by."""
    with TemporaryDirectory(prefix="hub-import-") as directory, closing(_new(Path(directory))) as database:
        yield Staging(database)


def _new(directory: Path) -> sqlite3.Connection:
    database = sqlite3.connect(directory / "lines", isolation_level=None)
    database.executescript(_TABLES)
    database.execute("BEGIN")  # one transaction that never ends: nothing need outlive the work
    return database
