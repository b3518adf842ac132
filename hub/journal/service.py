"""Recording what happened, and answering a repeated request once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.journal.errors import IdempotencyKeyReused
from hub.journal.models import IdempotencyRow
from hub.journal.rules import Deed, Entry, fingerprint
from hub.kernel.errors import InvalidInput
from hub.kernel.ids import new_id

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
        SELECT id, at, actor, action, subject, member_id, facts FROM json_populate_recordset(NULL::journal, $1::json)
        RETURNING id, position, member_id
    )
    SELECT id, position, CASE WHEN member_id IS NOT NULL THEN pg_notify($2, member_id || ' ' || position) END
    FROM written
"""


async def record(
    at: datetime,
    actor: str,
    *,
    action: str,
    subject: str,
    member_id: UUID | None = None,
    facts: Mapping[str, object] | None = None,
) -> Entry:
    """Add an entry in the caller's transaction; listeners hear of it when that commits. ``facts`` hold no secret."""
    [entry] = await record_all(at, actor, [Deed(action, subject, member_id, facts or {})])
    return entry


async def record_all(at: datetime, actor: str, deeds: Sequence[Deed]) -> list[Entry]:
    """As ``record``, for many deeds of one actor in one statement; the entries in the order of ``deeds``."""
    rows = [
        {"id": new_id(), "at": at, "actor": actor, **{name: getattr(deed, name) for name in Deed.__dataclass_fields__}}
        for deed in deeds
    ]
    plain = orjson.dumps(rows, default=str).decode()
    written = await get_connection("default").execute_query_dict(_RECORD, [plain, CHANNEL])
    positions = {each["id"]: each["position"] for each in written}
    return [Entry(**row, position=positions[row["id"]]) for row in rows]


_ANNOUNCE = """
    SELECT pg_notify($2, member_id || ' ' || max(position)) FROM journal WHERE member_id = $1 GROUP BY member_id
"""


async def announce(member_id: UUID) -> None:
    """Let listeners look at the member again, for a change that is not worth an entry."""
    await get_connection("default").execute_query(_ANNOUNCE, [member_id, CHANNEL])


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
    if not 0 < len(key) <= LONGEST_KEY:
        raise InvalidInput("idempotencyKey", f"give a key of 1 to {LONGEST_KEY} characters, new for every request")
    content = fingerprint(request)
    async with in_transaction():
        if not await _claimed(scope, key, content, at):
            return await _answered(scope, key, content)
        answer = await act()
        await IdempotencyRow.filter(scope=scope, key=key).update(answer=answer)
        return answer


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
