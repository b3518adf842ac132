"""Making and moving the test clock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.journal import service as journal
from hub.kernel.calendar import Period, add
from hub.kernel.errors import InvalidInput
from hub.members.rules import DEFAULT_ZONE
from hub.testclock.errors import NoTestClock
from hub.testclock.models import TestClockRow
from hub.testclock.reads import Standing, next_due

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from datetime import datetime

    from hub.ports import Ports

    Sweep = Callable[[], Awaitable[int]]
    """Does what is due now; how much that was."""
    Move = Callable[[datetime], Awaitable[None]]

_MARK = """
    INSERT INTO test_clock (id, ahead) SELECT 1, 0
    WHERE NOT EXISTS (SELECT FROM journal) AND NOT EXISTS (SELECT FROM members)
    ON CONFLICT DO NOTHING
"""
_TAKE = """
    UPDATE test_clock SET moved_at = $1
    WHERE id = 1 AND target IS NOT NULL AND (moved_at IS NULL OR moved_at < $2) RETURNING target
"""
_SIGN_OF_LIFE = timedelta(minutes=1)
"""Whoever moves the clock and has been silent for so long is held for dead."""

_MOST_ROUNDS = 50
_FARTHEST = Period.parse("P10Y")


async def mark() -> None:
    """Mark the database as one for trying things, if nothing ever happened in it; else change nothing."""
    await get_connection("default").execute_query(_MARK)


async def advance(ports: Ports, actor: str, by: Period) -> Standing:
    """Let the clock go on by ``by``, from where it is on its way to.

    Refuses a hub without one (``NoTestClock``), and more than ten years at a time (``InvalidInput``): it never goes
    back, and at the end of the calendar nothing works any more.
    """
    async with in_transaction():
        row = await TestClockRow.select_for_update().get_or_none(id=1)
        if row is None or ports.test_clock is None:
            raise NoTestClock
        now = ports.clock.now()
        begin = row.target or now
        row.target = add(begin, by, DEFAULT_ZONE)
        if row.target > add(begin, _FARTHEST, DEFAULT_ZONE):
            raise InvalidInput("by", "move the clock on by ten years at the most")
        await row.save(update_fields=["target"])
        await journal.record(now, actor, action="advance_clock", subject="test_clock", facts={"to": str(row.target)})
    return Standing(now, row.target)


async def take(machine: datetime) -> datetime | None:
    """Be the one who moves the clock, where nobody does at ``machine``; where it is to go."""
    rows = await get_connection("default").execute_query_dict(_TAKE, [machine, machine - _SIGN_OF_LIFE])
    return rows[0]["target"] if rows else None


async def let_go() -> None:
    """Let somebody else move the clock."""
    await TestClockRow.filter(id=1).update(moved_at=None)


async def target() -> datetime | None:
    """Where the clock is on its way to."""
    row = await TestClockRow.get_or_none(id=1)
    return row.target if row else None


async def move(to: datetime, machine: datetime) -> None:
    """Let the present be ``to``, where the machine's clock shows ``machine``; never back."""
    async with in_transaction():
        row = await TestClockRow.select_for_update().get(id=1)
        row.ahead, row.moved_at = max(row.ahead, to - machine), machine
        await row.save(update_fields=["ahead", "moved_at"])


async def arrive(at: datetime) -> None:
    """The clock is where it was sent to, unless it was sent further meanwhile."""
    await TestClockRow.filter(id=1, target__lte=at).update(target=None)


async def run_through(ports: Ports, until: datetime, move_to: Move, sweeps: Sequence[Sweep], least: timedelta) -> None:
    """Go to ``until``, from each instant at which something is due to the next, and do there what is due.

    What falls due within ``least`` of one another is done together.
    """
    await _settle(sweeps)
    while (now := ports.clock.now()) < until:
        due = await next_due(now)
        await move_to(min(max(due, now + least), until) if due else until)
        await _settle(sweeps)


async def _settle(sweeps: Sequence[Sweep]) -> None:
    """Sweep until nothing is due any more."""
    for _ in range(_MOST_ROUNDS):
        if not sum([await sweep() for sweep in sweeps]):
            return
