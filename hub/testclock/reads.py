"""How the clock stands, and when something is due next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tortoise.connection import get_connection

from hub.testclock.models import TestClockRow

if TYPE_CHECKING:
    from datetime import datetime

_NEXT_DUE = """
    SELECT min(due_at) AS at FROM reminders WHERE due_at > $1
    UNION ALL SELECT min(due_at) FROM messages WHERE due_at > $1
    UNION ALL SELECT min(next_at) FROM agreements WHERE next_at > $1
    UNION ALL SELECT min(lease_until) FROM agreements WHERE lease_until > $1
    UNION ALL SELECT min(due_at) FROM tasks WHERE due_at > $1
    UNION ALL SELECT min(ask_at) FROM payments WHERE ask_at > $1
    UNION ALL SELECT min(due_at) FROM refunds WHERE due_at > $1
    UNION ALL SELECT min(pay_by) FROM orders WHERE state = 'AWAITING_PAYMENT' AND pay_by > $1
    UNION ALL SELECT min(reserved_until) FROM codes WHERE state = 'RESERVED' AND reserved_until > $1
    UNION ALL SELECT min(plan_at) FROM campaigns WHERE state = 'RUNNING' AND plan_at > $1
    UNION ALL SELECT min(due_at) FROM participants WHERE due_at > $1
        AND campaign_id IN (SELECT id FROM campaigns WHERE state = 'RUNNING')
"""

_AT_WORK = """
    SELECT EXISTS (SELECT FROM messages WHERE lease IS NOT NULL AND due_at > $1)
    OR EXISTS (SELECT FROM agreements WHERE lease_until > $1) AS is_held
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """The present, and where the clock is on its way to, if it is."""

    now: datetime
    target: datetime | None


async def standing(now: datetime) -> Standing | None:
    """How the test clock stands; ``None`` where there is none."""
    row = await TestClockRow.get_or_none(id=1)
    return Standing(now, row.target) if row else None


async def next_due(after: datetime) -> datetime | None:
    """The first instant after ``after`` at which something is to be done that no member asks for."""
    rows = await get_connection("default").execute_query_dict(_NEXT_DUE, [after])
    return min((row["at"] for row in rows if row["at"]), default=None)


async def is_held(now: datetime) -> bool:
    """A worker holds a message or an agreement at ``now``: were the clock moved, it would be held for dead."""
    rows = await get_connection("default").execute_query_dict(_AT_WORK, [now])
    return bool(rows[0]["is_held"])
