"""An agreement's row, held: by a worker's lease while it looks, by a row lock while something is written."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import orjson
from tortoise.connection import get_connection

from hub.kernel.ids import new_id
from hub.renewals import reads
from hub.renewals.rules.values import Renewal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.renewals.rules.values import Agreement, State

LEASE = timedelta(minutes=3)
"""A worker silent this long is held for dead; longer than the gateway may take to be asked for everything once."""

TOO_LATE = timedelta(hours=1)
"""A lease that ends further ahead was taken before the clock jumped back; others took theirs a moment after us."""

_FARTHEST = timedelta(days=365)
"""Nothing waits longer than this to be looked at."""

_CLAIM = """
    UPDATE agreements SET lease = $3, lease_until = $4, moved = false WHERE id IN (
        SELECT id FROM agreements WHERE id = ANY($1) AND (next_at <= $2 OR moved)
        AND (lease_until IS NULL OR lease_until <= $2 OR lease_until > $5)
        FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""

_RELEASE = """
    UPDATE agreements SET next_at = $3, state = coalesce($4, state), lease = NULL, lease_until = NULL, told_at = NULL
    WHERE id = $1 AND lease = $2
"""
_HOLD = "SELECT id FROM agreements WHERE id = $1 AND lease = $2 FOR UPDATE"
_HELD = "WITH held AS (UPDATE agreements SET state = $2 WHERE id = $3 AND lease = $4 RETURNING id)"
_IF_HELD = "JOIN held ON held.id = agreement_id"


class LeaseLost(Exception):
    """Somebody else changed the agreement meanwhile: look again another time."""


async def claim(agreement_ids: Sequence[UUID], at: datetime) -> tuple[UUID, list[UUID]]:
    """Take those of the agreements that are due at ``at`` and nobody's; the lease, and which they are."""
    lease = new_id()
    rows = await get_connection("default").execute_query_dict(
        _CLAIM, [list(agreement_ids), at, lease, at + LEASE, at + TOO_LATE]
    )
    return lease, [row["id"] for row in rows]


async def release(agreement_id: UUID, lease: UUID, state: State | None, at: datetime, until: datetime | None) -> None:
    """Let go of it, in ``state`` if that is known, to be looked at again at ``until``."""
    next_at = min(until, at + _FARTHEST) if until else None
    await get_connection("default").execute_query(_RELEASE, [agreement_id, lease, next_at, state])


async def hold(agreement_id: UUID, lease: UUID) -> None:
    """Lock the row until the end of the caller's transaction; ``LeaseLost`` if it is not ours any more."""
    if not await get_connection("default").execute_query_dict(_HOLD, [agreement_id, lease]):
        raise LeaseLost


def next_renewal(agreement: Agreement, renewal: Renewal | None, due_at: datetime) -> Renewal:
    """The agreement's next renewal: a new one, if there is none yet."""
    return renewal or Renewal(
        id=new_id(), agreement_id=agreement.id, number=agreement.number, offer=agreement.terms.offer, due_at=due_at
    )


async def store(agreement: Agreement, renewal: Renewal) -> None:
    """Write the renewal, for the first time or again."""
    columns = reads.renewal_columns(agreement, renewal)
    await get_connection("default").execute_query(_storing(tuple(columns)), [_json(columns)])


async def store_held(agreement: Agreement, lease: UUID, state: State, renewal: Renewal) -> None:
    """Write the renewal, and that the agreement is in ``state``; ``LeaseLost`` if it is not ours any more."""
    columns = reads.renewal_columns(agreement, renewal)
    statement = f"{_HELD} {_storing(tuple(columns), _IF_HELD)}"
    if not await get_connection("default").execute_query_dict(statement, [_json(columns), state, agreement.id, lease]):
        raise LeaseLost


@cache
def _storing(names: tuple[str, ...], condition: str = "") -> str:
    values = ", ".join(f"r.{each}" for each in names)
    again = ", ".join(f"{each} = excluded.{each}" for each in names if each != "id")
    return (
        f"INSERT INTO renewals ({', '.join(names)})"  # noqa: S608 - names of ours
        f" SELECT {values} FROM json_populate_record(NULL::renewals, $1::json) AS r {condition}"
        f" ON CONFLICT (id) DO UPDATE SET {again} RETURNING id"
    )


def _json(columns: Mapping[str, object]) -> str:
    return orjson.dumps(columns, default=str).decode()
