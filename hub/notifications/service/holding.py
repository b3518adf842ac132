"""Holding back messages that are planned, by the beginning of their keys; what was handed over already is gone.

A message that is held back is taken out of a worker's hands, too: without its lease the worker lets go of it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tortoise.connection import get_connection

if TYPE_CHECKING:
    from hub.ports import Ports

_HELD_UNTIL = datetime(9999, 1, 1, tzinfo=UTC)

_WAITING = "due_at IS NOT NULL AND handed_at IS NULL AND starts_with(key, $1)"
_HOLD = f"UPDATE messages SET due_at = $2, lease = NULL, told_at = NULL WHERE {_WAITING}"  # noqa: S608 - our own words
_RELEASE = f"UPDATE messages SET due_at = $3 WHERE {_WAITING} AND due_at = $2"  # noqa: S608 - as above
_WITHDRAW = f"UPDATE messages SET state = 'SUPPRESSED', note = $2, due_at = NULL, lease = NULL WHERE {_WAITING}"  # noqa: S608 - as above


async def hold(beginning: str) -> None:
    """Send none of these messages, from the commit of the caller's transaction on, until they are released."""
    await get_connection("default").execute_query(_HOLD, [beginning, _HELD_UNTIL])


async def release(ports: Ports, beginning: str) -> None:
    """Send those of these messages that are held back."""
    await get_connection("default").execute_query(_RELEASE, [beginning, _HELD_UNTIL, ports.clock.now()])


async def withdraw(beginning: str, why: str) -> None:
    """Send none of these messages, ever."""
    await get_connection("default").execute_query(_WITHDRAW, [beginning, why])
