"""Looking up what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.journal.models import JournalRow
from hub.journal.rules import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID


async def entries_of_member(member_id: UUID, limit: int, before: int | None = None) -> list[Entry]:
    """At most ``limit`` entries that concern the member, newest first, all with a position below ``before``."""
    rows = JournalRow.filter(member_id=member_id).order_by("-position").limit(limit)
    if before is not None:
        rows = rows.filter(position__lt=before)
    return [entry(row) for row in await rows]


async def entries(ids: Sequence[UUID]) -> dict[UUID, Entry]:
    """The entries with these ids; unknown ids are left out."""
    return {row.id: entry(row) for row in await JournalRow.filter(id__in=ids)}


def entry(row: JournalRow) -> Entry:
    """The value of a row."""
    return Entry(
        id=row.id,
        position=row.position,
        at=row.at,
        actor=row.actor,
        action=row.action,
        subject=row.subject,
        member_id=row.member_id,
        facts=row.facts,
    )
