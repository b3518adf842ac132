"""Writing what the rules made of what members hold: grants, uses, and the timelines worked out from them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson
from tortoise.connection import get_connection

from hub.entitlements import reads
from hub.entitlements.models import GrantRow, SegmentRow
from hub.entitlements.rules.values import Segment
from hub.entitlements.service.glancing import store_glances
from hub.kernel.calendar import FOREVER, Period, Span
from hub.kernel.ids import new_hex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.values import Allowance
    from hub.entitlements.reads import Held, Laid
    from hub.entitlements.rules.granted import GrantRecord, Holding
    from hub.entitlements.rules.holdings import Holdings
    from hub.entitlements.rules.values import Timeline
    from hub.members.rules import Member

Columns = dict[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of what ``member`` held: from ``before``, locked, to ``after``, which contains the ``new`` grants.

    ``bundles`` are the holdings that some of those came with.
    """

    member: Member
    before: Held
    after: Holdings
    new: Sequence[GrantRecord] = ()
    bundles: Sequence[Holding] = ()


async def store_all(changes: Sequence[Change], at: datetime) -> None:
    """Write what became at ``at`` of each member's holdings, each member once.

    That is: new grants, changed ones, uses, timelines, and what they see from then on.
    """
    await _copy("holdings", [_holding_columns(holding) for change in changes for holding in change.bundles])
    await _copy("grants", [_grant_columns(record) for change in changes for record in change.new])
    for change in changes:
        await _store_changed(change)
    await _copy("uses", [columns for change in changes for columns in _use_columns(change)])
    laid = {change.member.id: change.before.laid for change in changes}
    await _store_timelines({change.member.id: change.after for change in changes}, laid, at)


async def _copy(table: str, rows: Sequence[Columns]) -> None:
    """Add ``rows``, all of the same columns, by PostgreSQL's COPY: much faster for many than a statement each."""
    if rows:
        async with get_connection("default").acquire_connection() as connection:
            records = [tuple(row.values()) for row in rows]
            await connection.copy_records_to_table(table, columns=list(rows[0]), records=records)


async def _store_changed(change: Change) -> None:
    for key, former in change.before.holdings.grants.items():
        grant = change.after.grants[key]
        if grant != former:
            activated, revoked = grant.activated, grant.revoked
            await GrantRow.filter(id=key).update(
                activated_at=activated and activated.at,
                activated_order=activated and activated.order,
                revoked_at=revoked and revoked.at,
                revoked_order=revoked and revoked.order,
            )


async def store_timelines(holdings: Mapping[UUID, Holdings], at: datetime) -> dict[UUID, int]:
    """Bring what is stored of each member up to their holdings: segments, and glances from ``at`` on.

    How many segments differed. What is stored is read from the timelines themselves, whatever it has to do with grants.
    """
    return await _store_timelines(holdings, await stored_segments(holdings), at)


async def _store_timelines(
    holdings: Mapping[UUID, Holdings], stored: Mapping[UUID, Mapping[Laid, UUID]], at: datetime
) -> dict[UUID, int]:
    timelines = {member: each.timeline() for member, each in holdings.items()}
    differences = timeline_differences(holdings, timelines, stored)
    stale = [id_ for each in differences.values() for id_ in each.stale]
    if stale:
        await SegmentRow.filter(id__in=stale).delete()
    await _copy("segments", [columns for each in differences.values() for columns in each.missing])
    await store_glances(holdings, timelines, at)
    return {member: each.count for member, each in differences.items()}


@dataclass(frozen=True, slots=True)
class Differences:
    """How the stored timeline of a member differs from theirs: the ids of ``stale`` rows, and ``missing`` rows."""

    stale: list[UUID]
    missing: list[Columns]

    @property
    def count(self) -> int:
        """How many segments are wrong, missing or left over."""
        return len(self.stale) + len(self.missing)


async def stored_segments(holdings: Mapping[UUID, Holdings]) -> Mapping[UUID, Mapping[Laid, UUID]]:
    """The segments that are stored of each member's benefits, each with its row's id. One statement."""
    stored: defaultdict[UUID, dict[Laid, UUID]] = defaultdict(dict)
    wanted = reads.pairs({member: each.policies for member, each in holdings.items()})
    for row in await get_connection("default").execute_query_dict(_STORED, [*wanted]):
        segment = Segment(row["grant_id"], Span(row["starts_at"], row["ends_at"] or FOREVER))
        stored[row["member_id"]][row["benefit"], segment] = row["id"]
    return stored


_STORED = f"SELECT s.* FROM {reads.CONCERNED} JOIN segments s USING (member_id, benefit)"  # noqa: S608 - names of ours


def timeline_differences(
    holdings: Mapping[UUID, Holdings],
    timelines: Mapping[UUID, Timeline],
    stored: Mapping[UUID, Mapping[Laid, UUID]],
) -> dict[UUID, Differences]:
    """How the stored segments of each member differ from the timeline of their holdings."""
    return {
        member: _differences(member, each, timelines[member], stored.get(member, {}))
        for member, each in holdings.items()
    }


def _differences(member: UUID, holdings: Holdings, timeline: Timeline, stored: Mapping[Laid, UUID]) -> Differences:
    wanted = [(benefit, each) for benefit, laid in timeline.items() for each in laid]
    kept = stored.keys() & set(wanted) if stored else set()
    missing = [each for each in wanted if each not in kept] if kept else wanted
    return Differences(
        stale=[id_ for each, id_ in stored.items() if each not in kept],
        missing=[_segment_columns(member, *each, holdings) for each in missing],
    )


def _segment_columns(member_id: UUID, benefit: str, segment: Segment, holdings: Holdings) -> Columns:
    """The row of one segment; rolling time that queues never overlaps, and the database holds us to it."""
    is_rolling = isinstance(holdings.grants[segment.grant].validity, Period)
    return {
        "id": new_hex(),
        "member_id": member_id,
        "benefit": benefit,
        "grant_id": segment.grant,
        "starts_at": segment.span.start,
        "ends_at": _end(segment.span.until),
        "is_queued": is_rolling and holdings.policies[benefit].is_laid_in_a_queue,
    }


def _use_columns(change: Change) -> list[Columns]:
    uses = change.after.uses[len(change.before.holdings.uses) :]
    consumption = new_hex() if uses else ""
    return [
        {
            "id": new_hex(),
            "consumption_id": consumption,
            "member_id": change.member.id,
            "benefit": change.after.grants[use.grant].benefit,
            "grant_id": use.grant,
            "at": use.at,
            "quantity": use.quantity,
        }
        for use in uses
    ]


def _grant_columns(record: GrantRecord) -> Columns:
    grant, validity = record.grant, record.grant.validity
    window = validity if isinstance(validity, Span) else None
    return {
        "id": grant.key,
        "member_id": record.member_id,
        "benefit": grant.benefit,
        "holding_id": record.holding_id,
        "path": record.path,
        "number": record.number,
        "source": record.origin.source,
        "reference": record.origin.reference,
        "recorded_at": grant.known_from,
        "granted_at": grant.granted.at,
        "granted_order": grant.granted.order,
        "period": None if window else str(validity),
        "starts_at": window and window.start,
        "ends_at": window and _end(window.until),
        "needs_activation": grant.needs_activation,
        "activate_by": grant.activate_by,
        "starts_on_delivery": grant.starts_on_delivery,
        "revoked_reason": "",
        "quantity": grant.quantity,
        "allowance": grant.allowance and _written(grant.allowance),
        "priority": grant.priority,
        "weight": record.weight,
    }


def _written(allowance: Allowance) -> str:
    return _json({"quantity": allowance.quantity, "every": str(allowance.every), "rollover": allowance.rollover})


def _holding_columns(holding: Holding) -> Columns:
    return {
        "id": holding.id,
        "member_id": holding.member_id,
        "revision_id": holding.revision_id,
        "choices": _json(holding.choices),
        "source": holding.origin.source,
        "reference": holding.origin.reference,
        "granted_at": holding.granted_at,
    }


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _end(until: datetime) -> datetime | None:
    return None if until == FOREVER else until
