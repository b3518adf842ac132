"""The books of a stand-in service: entries by kind, each made once per key, and messages waiting to be sent."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

Entry = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
  kind TEXT NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL, entry TEXT NOT NULL,
  PRIMARY KEY (kind, id), UNIQUE (kind, key)
);
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY, channel TEXT NOT NULL, due REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS outbox_due ON outbox (channel, due, id);
"""


class Ledger:
    """A SQLite file (or ``:memory:``). Every change is on disk before the answer goes out."""

    def __init__(self, path: str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def enter(self, kind: str, key: str, entry: Entry) -> tuple[Entry, bool]:
        """Enter once per key: the entry that now stands under ``key``, and whether it is this one."""
        added = self._db.execute(
            "INSERT INTO entries VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (kind, entry["id"], key, json.dumps(entry)),
        )
        if added.rowcount:
            return entry, True
        standing = self.by_key(kind, key)
        assert standing is not None, f"{kind} {entry['id']} is entered under another key"  # noqa: S101 (ids are ours)
        return standing, False

    def amend(self, kind: str, entry: Entry) -> None:
        """Write an entry anew under its id."""
        self._db.execute(
            "UPDATE entries SET entry = ? WHERE kind = ? AND id = ?", (json.dumps(entry), kind, entry["id"])
        )

    def get(self, kind: str, id_: str) -> Entry | None:
        """The entry of this id."""
        return _entry(self._db.execute("SELECT entry FROM entries WHERE kind = ? AND id = ?", (kind, id_)).fetchone())

    def by_key(self, kind: str, key: str) -> Entry | None:
        """The entry made under this key."""
        return _entry(self._db.execute("SELECT entry FROM entries WHERE kind = ? AND key = ?", (kind, key)).fetchone())

    def every(self, kind: str) -> list[Entry]:
        """All entries of a kind, in the order made."""
        found = self._db.execute("SELECT entry FROM entries WHERE kind = ? ORDER BY rowid", (kind,))
        return [json.loads(entry) for (entry,) in found]

    def post(self, channel: str, due: float, message: Entry) -> None:
        """Put a message into the outbox, to be sent at ``due`` (seconds since 1970)."""
        self._db.execute(
            "INSERT INTO outbox (channel, due, body) VALUES (?, ?, ?)", (channel, due, json.dumps(message))
        )

    def next_post(self, channel: str) -> tuple[int, float, int, Entry] | None:
        """The message due first: its number, when, how often it was tried, and itself."""
        query = "SELECT id, due, tries, body FROM outbox WHERE channel = ? ORDER BY due, id LIMIT 1"
        row = self._db.execute(query, (channel,)).fetchone()
        return (row[0], row[1], row[2], json.loads(row[3])) if row else None

    def posted(self, number: int) -> None:
        """The message has arrived."""
        self._db.execute("DELETE FROM outbox WHERE id = ?", (number,))

    def postpone(self, number: int, due: float) -> None:
        """The message did not arrive: try again at ``due``."""
        self._db.execute("UPDATE outbox SET due = ?, tries = tries + 1 WHERE id = ?", (due, number))


def _entry(row: tuple[str] | None) -> Entry | None:
    return json.loads(row[0]) if row else None
