"""The frame of every change: lock, load, and store what the rules made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.connection import get_connection

from hub.entitlements import reads
from hub.entitlements.models import GrantRow, SegmentRow, UseRow
from hub.entitlements.rules.values import Grant, Moment, Segment, Use
from hub.kernel.calendar import FOREVER, Period, Span
from hub.kernel.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from uuid import UUID

    from hub.entitlements.rules.granted import GrantRecord
    from hub.entitlements.rules.holdings import Holdings
    from hub.entitlements.rules.values import Policy
    from hub.members.rules import Member

_LOCK = """
    INSERT INTO held_groups (id, member_id, tier_group)
    SELECT gen_random_uuid(), $1, tier_group FROM unnest($2::text[]) AS tier_group ORDER BY tier_group
    ON CONFLICT (member_id, tier_group) DO UPDATE SET tier_group = excluded.tier_group
"""


async def lock(member: Member, benefits: Collection[str]) -> Holdings:
    """Wait for the member's tier groups of ``benefits``, and answer what is held in them.

    To be called in a transaction, which keeps the locks until its end. Refuses unknown benefits (``NotFound``).
    """
    policies = await reads.policies_with(benefits)
    groups = sorted({_group(benefit, policies[benefit]) for benefit in benefits})
    await get_connection("default").execute_query(_LOCK, [member.id, groups])
    return await reads.holdings_under(policies, member)


def _group(benefit: str, policy: Policy) -> str:
    return f"tier:{policy.tier.group}" if policy.tier else f"benefit:{benefit}"


async def moments(at: datetime, count: int) -> list[Moment]:
    """``count`` moments at ``at``, behind all that happened before."""
    rows = await get_connection("default").execute_query_dict(
        "SELECT nextval('moment_order') AS place FROM generate_series(1, $1)", [count]
    )
    return [Moment(at, row["place"]) for row in rows]


async def store(member: Member, before: Holdings, after: Holdings, new: Iterable[GrantRecord] = ()) -> None:
    """Write what became of ``before``: the ``new`` grants, changed ones, uses, and the timeline."""
    await GrantRow.bulk_create([grant_row(record) for record in new])
    for key, grant in after.grants.items():
        if key in before.grants and grant != before.grants[key]:
            await _update(grant)
    await _store_uses(member, after, after.uses[len(before.uses) :])
    await store_timeline(member, after)


async def _update(grant: Grant) -> None:
    activated, revoked = grant.activated, grant.revoked
    await GrantRow.filter(id=grant.key).update(
        activated_at=activated and activated.at,
        activated_order=activated and activated.order,
        revoked_at=revoked and revoked.at,
        revoked_order=revoked and revoked.order,
    )


async def _store_uses(member: Member, after: Holdings, uses: Collection[Use]) -> None:
    consumption = new_id()
    await UseRow.bulk_create(
        [
            UseRow(
                consumption_id=consumption,
                member_id=member.id,
                benefit=after.grants[use.grant].benefit,
                grant_id=use.grant,
                at=use.at,
                quantity=use.quantity,
            )
            for use in uses
        ]
    )


async def store_timeline(member: Member, holdings: Holdings) -> int:
    """Bring the stored segments up to the timeline of ``holdings``; how many differed."""
    rows = await SegmentRow.filter(member_id=member.id, benefit__in=list(holdings.policies))
    wanted = {(benefit, each) for benefit, laid in holdings.timeline().items() for each in laid}
    stored = {(row.benefit, Segment(row.grant_id, Span(row.starts_at, row.ends_at or FOREVER))): row.id for row in rows}
    stale = [id_ for key, id_ in stored.items() if key not in wanted]
    missing = sorted(wanted - stored.keys(), key=lambda each: (each[0], each[1].span))
    if stale:
        await SegmentRow.filter(id__in=stale).delete()
    if missing:
        await SegmentRow.bulk_create([segment_row(member.id, *each, holdings) for each in missing])
    return len(stale) + len(missing)


def segment_row(member_id: UUID, benefit: str, segment: Segment, holdings: Holdings) -> SegmentRow:
    """The row of one segment; rolling time that queues never overlaps, and the database holds us to it."""
    is_rolling = isinstance(holdings.grants[segment.grant].validity, Period)
    return SegmentRow(
        member_id=member_id,
        benefit=benefit,
        grant_id=segment.grant,
        starts_at=segment.span.start,
        ends_at=_end(segment.span.until),
        is_queued=is_rolling and holdings.policies[benefit].is_laid_in_a_queue,
    )


def grant_row(record: GrantRecord) -> GrantRow:
    """The row of one grant."""
    grant, validity = record.grant, record.grant.validity
    window = validity if isinstance(validity, Span) else None
    allowance = grant.allowance
    return GrantRow(
        id=grant.key,
        member_id=record.member_id,
        benefit=grant.benefit,
        holding_id=record.holding_id,
        path=record.path,
        number=record.number,
        source=record.origin.source,
        reference=record.origin.reference,
        recorded_at=grant.known_from,
        granted_at=grant.granted.at,
        granted_order=grant.granted.order,
        period=None if window else str(validity),
        starts_at=window and window.start,
        ends_at=window and _end(window.until),
        needs_activation=grant.needs_activation,
        activate_by=grant.activate_by,
        starts_on_delivery=grant.starts_on_delivery,
        quantity=grant.quantity,
        allowance=allowance
        and {"quantity": allowance.quantity, "every": str(allowance.every), "rollover": allowance.rollover},
        priority=grant.priority,
        weight=record.weight,
    )


def _end(until: datetime) -> datetime | None:
    return None if until == FOREVER else until
