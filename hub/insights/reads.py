"""How the work of all capabilities stands, each read from the index of what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.connection import get_connection

from hub.insights.rules import LATE, Work

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_RECENTLY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Where work of a kind lies: its table, when it is due, what marks it as taken, and what counts as failed."""

    table: str
    due: str = "due_at"
    taken: str = "false"
    failed: str = "false"


_KINDS = {
    "deliveries": _Kind("tasks", taken="lease IS NOT NULL", failed="state = 'FAILED'"),
    "messages": _Kind(
        "messages", taken="lease IS NOT NULL", failed="state IN ('FAILED', 'UNDECIDED') AND created_at > $3"
    ),
    "reminders": _Kind("reminders", failed="state = 'MISSED' AND settled_at > $3"),
    "renewals": _Kind(
        "agreements", due="next_at", taken="lease IS NOT NULL", failed="state = 'LAPSED' AND ended_at > $3"
    ),
    "payments": _Kind("payments", due="ask_at"),
    "refunds": _Kind("refunds"),
    "campaigns": _Kind(
        "(SELECT due_at FROM participants WHERE campaign_id IN (SELECT id FROM campaigns WHERE state = 'RUNNING')) AS p"
    ),
    "timelines": _Kind("(SELECT asked_at AS due_at FROM rebuilds WHERE done_at IS NULL) AS waiting"),
    "glances": _Kind("glances", due="true_until"),
}
"""Every capability whose work has a due time adds its line here."""

_STATUS = """
    SELECT (SELECT count(*) FROM {table} WHERE {due} <= $1) AS due,
        (SELECT count(*) FROM {table} WHERE {due} > $1 AND {due} <= $4 AND {taken}) AS running,
        (SELECT count(*) FROM {table} WHERE {due} <= $2) AS late,
        (SELECT count(*) FROM {table} WHERE {failed} AND $3::timestamptz IS NOT NULL) AS failed,
        (SELECT min({due}) FROM {table} WHERE {due} <= $1) AS oldest_due_at
"""

_LONGEST_LEASE = timedelta(minutes=10)


async def work(at: datetime) -> list[Work]:
    """How every kind of work stands at ``at``."""
    return [await _status(name, kind, at) for name, kind in _KINDS.items()]


async def _status(name: str, kind: _Kind, at: datetime) -> Work:
    query = _STATUS.format(table=kind.table, due=kind.due, taken=kind.taken, failed=kind.failed)
    [row] = await get_connection("default").execute_query_dict(
        query, [at, at - LATE, at - _RECENTLY, at + _LONGEST_LEASE]
    )
    return Work(name, **row)


async def messages_by_state() -> Mapping[str, int]:
    """How many messages went wrong, by how: ``FAILED``, and ``UNDECIDED`` (nobody can say whether it was taken)."""
    rows = await get_connection("default").execute_query_dict(
        "SELECT state, count(*) AS count FROM messages WHERE state IN ('FAILED', 'UNDECIDED') GROUP BY state"
    )
    return {"FAILED": 0, "UNDECIDED": 0} | {row["state"]: row["count"] for row in rows}
