"""The frame of every change: lock, load, and take a place behind all that happened before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.connection import get_connection

from hub.entitlements import reads
from hub.entitlements.rules.values import Moment
from hub.kernel.ids import new_hex

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from hub.entitlements.reads import Concerned, Held
    from hub.entitlements.rules.values import Policy
    from hub.members.rules import Member

_LOCK = """
    INSERT INTO held_groups (id, member_id, tier_group)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS held (id, member_id, tier_group)
    ORDER BY member_id, tier_group
    ON CONFLICT (member_id, tier_group) DO UPDATE SET tier_group = excluded.tier_group
"""
_PLACES = "SELECT array_agg(nextval('moment_order')) AS places FROM generate_series(1, $1)"
_LOCK_AND_COUNT = f"""
    WITH locked AS ({_LOCK} RETURNING 1), waited AS (SELECT count(*) FROM locked)
    {_PLACES.replace("$1", "$4")}, waited
"""  # noqa: S608 - statements of ours
"""Nothing is counted before everything is locked."""


async def lock(member: Member, benefits: Collection[str]) -> Held:
    """Wait for the member's tier groups of ``benefits``, and answer what is held in them.

    To be called in a transaction, which keeps the locks until its end. Refuses unknown benefits (``NotFound``).
    """
    [held] = await lock_all([(member, await reads.policies_with(benefits))])
    return held


async def lock_at(member: Member, benefits: Collection[str], at: datetime, count: int = 1) -> tuple[Held, list[Moment]]:
    """As ``lock``; and as many moments at ``at``, behind all that happened before."""
    concerned = [(member, await reads.policies_with(benefits))]
    [row] = await get_connection("default").execute_query_dict(_LOCK_AND_COUNT, [*_groups(concerned), count])
    [held] = await reads.held_under(concerned)
    return held, [Moment(at, place) for place in row["places"] or []]


async def lock_all(concerned: Sequence[Concerned]) -> list[Held]:
    """As ``lock``, for many members at once, each once, whose policies are known."""
    await get_connection("default").execute_query(_LOCK, _groups(concerned))
    return await reads.held_under(concerned)


def _groups(concerned: Sequence[Concerned]) -> list[Sequence[object]]:
    groups = {(member.id, _group(*each)) for member, policies in concerned for each in policies.items()}
    owners, named = [member for member, _ in groups], [group for _, group in groups]
    return [[new_hex() for _ in groups], owners, named]


def _group(benefit: str, policy: Policy) -> str:
    return f"tier:{policy.tier.group}" if policy.tier else f"benefit:{benefit}"


async def moments(at: datetime, count: int) -> list[Moment]:
    """``count`` moments at ``at``, behind all that happened before."""
    return [Moment(at, place) for place in await places(count)]


async def places(count: int) -> list[int]:
    """``count`` places in the order of all that happens, behind all that happened before."""
    [row] = await get_connection("default").execute_query_dict(_PLACES, [count])
    return row["places"] or []
