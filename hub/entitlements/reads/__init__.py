"""Looking up what members hold."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson
from tortoise.connection import get_connection

from hub.catalogue import reads as catalogue
from hub.catalogue.rules.values import Allowance
from hub.entitlements.models import GrantRow, HoldingRow
from hub.entitlements.rules.granted import GrantRecord, Holding, Origin, Source
from hub.entitlements.rules.holdings import Holdings
from hub.entitlements.rules.stacking import in_order
from hub.entitlements.rules.status import Entitlement, entitlement
from hub.entitlements.rules.values import Grant, Key, Moment, Policy, Segment, Timeline, Use
from hub.kernel.calendar import FOREVER, Period, Span
from hub.kernel.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from uuid import UUID

    from hub.catalogue.rules.values import Benefit
    from hub.members.rules import Member

Concerned = tuple["Member", "Mapping[str, Policy]"]
"""A member, and the policies of the benefits that a change can touch, with all that share a tier group with them."""

Laid = tuple[str, Segment]
"""A segment and its benefit."""


@dataclass(frozen=True, slots=True)
class Held:
    """What one member holds: the grants as recorded, and the segments as stored, each with its row's id."""

    holdings: Holdings
    records: Mapping[UUID, GrantRecord]
    laid: Mapping[Laid, UUID]

    def timeline(self) -> Timeline:
        """The stored segments of every benefit, in order."""
        segments: dict[str, list[Segment]] = {benefit: [] for benefit in self.holdings.policies}
        for benefit, segment in self.laid:
            segments[benefit].append(segment)
        return {benefit: in_order(each, self.holdings.grants) for benefit, each in segments.items()}

    def entitlements(self) -> list[Entitlement]:
        """What the grants of each benefit add up to, in the order of the benefits' names."""
        benefits, timeline = sorted({each.grant.benefit for each in self.records.values()}), self.timeline()
        return [entitlement(self.holdings, benefit, timeline) for benefit in benefits]


_OF_GRANT = "FROM uses u WHERE u.member_id = g.member_id AND u.benefit = g.benefit AND u.grant_id = g.id"
_EACH_USE = f"SELECT json_agg(json_build_array(u.id, u.at, u.quantity)) {_OF_GRANT}"
_USES_IN_ALL = (
    f"SELECT json_build_array(json_build_array('', min(u.at), sum(u.quantity))) {_OF_GRANT} HAVING count(*) > 0"
)
_LAID = "s.id AS segment_id, s.starts_at AS segment_from, s.ends_at AS segment_until"
_SEGMENTS = "LEFT JOIN segments s ON s.member_id = g.member_id AND s.grant_id = g.id"

_HELD = f"""
    SELECT g.*, {_LAID},
        CASE WHEN g.quantity IS NOT NULL OR g.allowance IS NOT NULL THEN ({_EACH_USE}) END AS uses
    FROM grants g {_SEGMENTS}
    WHERE g.member_id = ANY($1)
"""  # noqa: S608 - names of ours
"""One row for each segment, and for each grant without one."""

CONCERNED = "unnest($1::uuid[], $2::text[]) AS concerned (member_id, benefit)"
"""Members and benefits by pairs: joined with, they find rows by the index on both, and by a hash at worst."""

_UNDER = f"""
    SELECT g.*, {_LAID},
        CASE WHEN g.allowance IS NOT NULL THEN ({_EACH_USE}) WHEN g.quantity IS NOT NULL THEN ({_USES_IN_ALL}) END uses
    FROM {CONCERNED} JOIN grants g USING (member_id, benefit) {_SEGMENTS}
"""  # noqa: S608 - names of ours


async def held_by(members: Sequence[Member], known: Mapping[str, Benefit] | None = None) -> list[Held]:
    """What each of ``members`` holds, in their order. One statement, however many members and grants.

    ``known`` is the whole catalogue, retired entries included; it is looked up where it is not given.
    """
    rows = await _rows_of(members)
    by_member = _by_member(rows)
    found = {row["benefit"] for row in rows}
    policies = policies_among(known, found) if known is not None else await policies_with(found)
    return [_held_in(member, policies, by_member[member.id]) for member in members]


async def _rows_of(members: Sequence[Member]) -> Sequence[Mapping[str, Any]]:
    _, rows = await get_connection("default").execute_query(_HELD, [[member.id for member in members]])
    return rows


def _held_in(member: Member, policies: Mapping[str, Policy], rows: Iterable[Mapping[str, Any]]) -> Held:
    """What the rows of one member say of what is under the policies."""
    own = [row for row in rows if row["benefit"] in policies]
    firsts = {row["id"]: row for row in own}
    records = {id_: _record(row) for id_, row in firsts.items()}
    held: dict[Key, Grant] = {key: each.grant for key, each in records.items()}
    laid = {(row["benefit"], _segment(row)): row["segment_id"] for row in own if row["segment_id"]}
    return Held(Holdings(member.zone, policies, held, _uses(firsts.values())), records, laid)


def _segment(row: Mapping[str, Any]) -> Segment:
    return Segment(row["id"], Span(row["segment_from"], row["segment_until"] or FOREVER))


def _uses(rows: Iterable[Mapping[str, Any]]) -> tuple[Use, ...]:
    """All uses of one member, in the order in which they were recorded."""
    taken = [(*each, row["id"]) for row in rows if row["uses"] for each in orjson.loads(row["uses"])]
    return tuple(Use(grant, datetime.fromisoformat(at), quantity) for _, at, quantity, grant in sorted(taken))


async def entitlement_to(member: Member, benefit: str) -> Entitlement:
    """What the member holds of one benefit, perhaps nothing. Refuses an unknown benefit (``NotFound``)."""
    policies = await policies_with([benefit])
    held = _held_in(member, policies, await _rows_of([member]))
    return entitlement(held.holdings, benefit, held.timeline())


async def holdings(member: Member, benefits: Collection[str]) -> Holdings:
    """The part of what ``member`` holds that can touch ``benefits``: they, and all in their tier groups."""
    [held] = await held_under([(member, await policies_with(benefits))])
    return held.holdings


async def held_under(concerned: Sequence[Concerned]) -> list[Held]:
    """The part of what each member holds that is under the policies beside them, as it stands. One statement.

    Of a grant without an allowance all uses are one, at the instant of the first: what is left needs no more, and who
    used something a thousand times is served as fast as others.
    """
    wanted = pairs({member.id: policies for member, policies in concerned})
    _, rows = await get_connection("default").execute_query(_UNDER, [*wanted])
    by_member = _by_member(rows)
    return [_held_in(member, policies, by_member[member.id]) for member, policies in concerned]


def pairs(concerned: Mapping[UUID, Collection[str]]) -> tuple[list[UUID], list[str]]:
    """The arrays of ``CONCERNED`` for members and the benefits of each."""
    members = [member for member, benefits in concerned.items() for _ in benefits]
    return members, [benefit for benefits in concerned.values() for benefit in benefits]


async def policies_with(benefits: Collection[str]) -> dict[str, Policy]:
    """The policies of ``benefits`` and of all that share a tier group with one. Refuses the unknown (``NotFound``)."""
    found = await catalogue.benefits(list(benefits))
    for unknown in sorted(set(benefits) - found.keys()):
        raise NotFound("benefit", unknown)
    groups = {benefit.tier.group for benefit in found.values() if benefit.tier}
    peers = await catalogue.benefits_of_tier_groups(sorted(groups)) if groups else {}
    together = [*found.values(), *(benefit for group in peers.values() for benefit in group)]
    return {benefit.code: Policy.of(benefit) for benefit in together}


def policies_among(known: Mapping[str, Benefit], benefits: Collection[str]) -> dict[str, Policy]:
    """As ``policies_with``, from a catalogue at hand."""
    groups = {tier.group for code in benefits if (tier := known[code].tier)}
    peers = {code for code, each in known.items() if each.tier and each.tier.group in groups} if groups else set()
    return {code: Policy.of(known[code]) for code in {*benefits, *peers}}


async def holders(benefits: Collection[str], at: datetime) -> dict[str, int]:
    """How many members hold each of ``benefits``: they are covered at ``at``, or time of theirs lies ahead."""
    rows = await get_connection("default").execute_query_dict(
        "SELECT benefit, count(DISTINCT member_id) AS members FROM segments"
        " WHERE benefit = ANY($1) AND (ends_at IS NULL OR ends_at > $2) GROUP BY benefit",
        [list(benefits), at],
    )
    return dict.fromkeys(benefits, 0) | {row["benefit"]: row["members"] for row in rows}


async def records(ids: Collection[Key]) -> list[GrantRecord]:
    """The grants with these ids, in no particular order."""
    return [record(row) for row in await GrantRow.filter(id__in=list(ids))]


async def records_of_holdings(ids: Collection[UUID]) -> list[GrantRecord]:
    """The grants that the bundles with these holding ids gave, in no particular order."""
    return [record(row) for row in await GrantRow.filter(holding_id__in=list(ids))]


async def bundle_holdings(ids: Collection[UUID]) -> list[Holding]:
    """The holdings with these ids, in no particular order."""
    return [_holding(row) for row in await HoldingRow.filter(id__in=list(ids))]


async def bundle_holdings_of(member_id: UUID, limit: int, before: UUID | None = None) -> list[Holding]:
    """At most ``limit`` bundles that the member was given, newest first, all recorded before ``before``."""
    rows = HoldingRow.filter(member_id=member_id).order_by("-id").limit(limit)
    return [_holding(row) for row in await (rows.filter(id__lt=before) if before else rows)]


async def count_bundle_holdings_of(member_id: UUID) -> int:
    """How many bundles the member was given."""
    return await HoldingRow.filter(member_id=member_id).count()


def record(row: GrantRow) -> GrantRecord:
    """The value of a row."""
    return _record(vars(row))


def _record(row: Mapping[str, Any]) -> GrantRecord:
    return GrantRecord(
        grant=_grant(row),
        member_id=row["member_id"],
        origin=Origin(Source(row["source"]), row["reference"]),
        holding_id=row["holding_id"],
        path=row["path"],
        number=row["number"],
        weight=row["weight"],
        revoked_reason=row["revoked_reason"],
    )


def _grant(row: Mapping[str, Any]) -> Grant:
    return Grant(
        key=row["id"],
        benefit=row["benefit"],
        granted=Moment(row["granted_at"], row["granted_order"]),
        validity=Period.parse(row["period"]) if row["period"] else _window(row),
        needs_activation=row["needs_activation"],
        activate_by=row["activate_by"],
        starts_on_delivery=row["starts_on_delivery"],
        activated=_moment(row["activated_at"], row["activated_order"]),
        revoked=_moment(row["revoked_at"], row["revoked_order"]),
        quantity=row["quantity"],
        allowance=_allowance(row["allowance"]),
        priority=row["priority"],
        recorded=row["recorded_at"],
    )


def _window(row: Mapping[str, Any]) -> Span:
    return Span(row["starts_at"] or row["granted_at"], row["ends_at"] or FOREVER)


def _moment(at: datetime | None, order: int | None) -> Moment | None:
    return None if at is None else Moment(at, order or 0)


def _allowance(written: str | dict[str, Any] | None) -> Allowance | None:
    """Tortoise reads JSON, a statement of our own brings its text."""
    if written is None:
        return None
    read = orjson.loads(written) if isinstance(written, str) else written
    return Allowance(read["quantity"], Period.parse(read["every"]), read["rollover"])


def _holding(row: HoldingRow) -> Holding:
    return Holding(
        id=row.id,
        member_id=row.member_id,
        revision_id=row.revision_id,
        origin=Origin(Source(row.source), row.reference),
        granted_at=row.granted_at,
        choices=row.choices,
        revoked_at=row.revoked_at,
    )


def _by_member(rows: Iterable[Mapping[str, Any]]) -> defaultdict[UUID, list[Mapping[str, Any]]]:
    grouped: defaultdict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row["member_id"]].append(row)
    return grouped
