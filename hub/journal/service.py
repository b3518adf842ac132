"""Recording what happened, and answering a repeated request once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.journal.errors import IdempotencyKeyReused
from hub.journal.models import IdempotencyRow
from hub.journal.rules import Deed, fingerprint
from hub.kernel.errors import InvalidInput
from hub.kernel.ids import new_hex, new_id

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

CHANNEL = "journal"
"""The PostgreSQL channel on which each entry about a member is told at commit, as ``MEMBER_ID POSITION``."""

LONGEST_KEY = 200


_RECORD = """
    WITH written AS (
        INSERT INTO journal (id, at, actor, action, subject, member_id, facts)
        SELECT id, $1, $2, action, subject, member_id, facts
        FROM unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::jsonb[])
            AS deed (id, action, subject, member_id, facts)
        RETURNING position, member_id
    )
    SELECT count(pg_notify($8, member_id || ' ' || position)) FROM written WHERE member_id IS NOT NULL
"""


async def record(
    at: datetime,
    actor: str,
    *,
    action: str,
    subject: str,
    member_id: UUID | None = None,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Add an entry in the caller's transaction; listeners hear of it when that commits. ``facts`` hold no secret."""
    await record_all(at, actor, [Deed(action, subject, member_id, facts or {})])


async def record_all(at: datetime, actor: str, deeds: Sequence[Deed]) -> None:
    """As ``record``, for many deeds of one actor in one statement, in their order."""
    ids = [new_hex() for _ in deeds]
    facts = [orjson.dumps(each.facts, default=str).decode() for each in deeds]
    what = [[each.action for each in deeds], [each.subject for each in deeds], [each.member_id for each in deeds]]
    await get_connection("default").execute_query(_RECORD, [at, actor, ids, *what, facts, CHANNEL])


_ANNOUNCE = """
    SELECT pg_notify($2, member_id || ' ' || max(position)) FROM journal WHERE member_id = $1 GROUP BY member_id
"""


async def announce(member_id: UUID) -> None:
    """Let listeners look at the member again, for a change that is not worth an entry."""
    await get_connection("default").execute_query(_ANNOUNCE, [member_id, CHANNEL])


_ANSWER = "UPDATE idempotency SET answer = $3 WHERE scope = $1 AND key = $2"


async def once(
    scope: str,
    key: str,
    request: Mapping[str, object],
    at: datetime,
    act: Callable[[], Awaitable[dict[str, Any]]],
) -> dict[str, Any]:
    """Do ``act`` for the first request with this ``key``, and answer every repetition what ``act`` answered.

    ``scope`` separates whose keys and which use case they are for (``consume:MEMBER_ID``); ``request`` is the content
    as plain JSON, ids or instants. ``act`` runs in one transaction with the note of its answer (plain JSON), so a
    failed or refused request leaves no note and may be tried again. Repetitions that arrive meanwhile wait for it.
    Refuses other content under a used key (``IdempotencyKeyReused``), and keys empty or over 200 characters.
    """
    check_key(key)
    content = fingerprint(request)
    async with in_transaction():
        if not await _claimed(scope, key, content, at):
            return await _answered(scope, key, content)
        answer = await act()
        arguments = [scope, key, orjson.dumps(answer).decode()]
        await get_connection("default").execute_query(_ANSWER, arguments)
        return answer


def check_key(key: str) -> None:
    """Refuse (``InvalidInput``) an idempotency key that is empty or too long."""
    if not 0 < len(key) <= LONGEST_KEY:
        raise InvalidInput("idempotencyKey", f"give a key of 1 to {LONGEST_KEY} characters, new for every request")


def check_reason(reason: str) -> None:
    """Refuse (``InvalidInput``) a change by staff without a reason."""
    if not reason.strip():
        raise InvalidInput("reason", "say why, for the journal and whoever looks into it later")


async def _claimed(scope: str, key: str, content: str, at: datetime) -> bool:
    """Take the key for this transaction; waits while another transaction holds it. False: answered before."""
    rows = await get_connection("default").execute_query_dict(
        "INSERT INTO idempotency (id, scope, key, fingerprint, at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT DO NOTHING RETURNING key",
        [new_id(), scope, key, content, at],
    )
    return bool(rows)


async def _answered(scope: str, key: str, content: str) -> dict[str, Any]:
    row = await IdempotencyRow.get(scope=scope, key=key)
    if row.fingerprint != content:
        raise IdempotencyKeyReused(key)
    return row.answer or {}
