"""Keeping what members see at a glance as it would be worked out: at every change, and as time passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.entitlements import reads
from hub.entitlements.models import GlanceRow
from hub.entitlements.reads.glances import read, written
from hub.entitlements.rules.glances import Glance, basis, glance
from hub.entitlements.rules.stacking import touched
from hub.entitlements.rules.status import entitlement
from hub.entitlements.service.changing import lock_all
from hub.kernel.ids import new_hex
from hub.members import reads as members

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from uuid import UUID

    from hub.entitlements.rules.holdings import Holdings
    from hub.entitlements.rules.values import Timeline
    from hub.ports import Ports

_BATCH = 200
"""Members in one transaction, whose changes wait meanwhile."""

_TYPES = {
    "id": "uuid",
    "member_id": "uuid",
    "benefit": "text",
    "shown": "text",
    "true_from": "timestamptz",
    "true_until": "timestamptz",
    "basis": "text",
}
_KEY = {"id", "member_id", "benefit"}
_WRITE = f"""
    INSERT INTO glances ({", ".join(_TYPES)})
    SELECT * FROM unnest({", ".join(f"${place}::{type_}[]" for place, type_ in enumerate(_TYPES.values(), 1))})
    ON CONFLICT (member_id, benefit) DO UPDATE SET
    {", ".join(f"{name} = excluded.{name}" for name in _TYPES if name not in _KEY)}
"""  # noqa: S608 - names of ours

Row = tuple[object, ...]


async def store_glances(holdings: Mapping[UUID, Holdings], timelines: Mapping[UUID, Timeline], at: datetime) -> None:
    """Write what each member sees from ``at`` on of the benefits in their holdings. One statement."""
    rows: list[Row] = [
        (new_hex(), member, each.benefit, written(each), each.true_from, each.true_until, _basis(mine, each))
        for member, mine in holdings.items()
        for each in worked_out(mine, timelines[member], at)
    ]
    if rows:
        await get_connection("default").execute_query(_WRITE, list(zip(*rows, strict=True)))


def _basis(holdings: Holdings, glance: Glance) -> str:
    return basis(holdings.policies, glance.benefit, holdings.zone)


def worked_out(holdings: Holdings, timeline: Timeline, at: datetime) -> Iterator[Glance]:
    """What is seen of everything held at ``at``."""
    for benefit in sorted({grant.benefit for grant in holdings.grants.values()}):
        yield glance(entitlement(holdings, benefit, timeline), at)


async def wrong_glances(
    holdings: Mapping[UUID, Holdings], timelines: Mapping[UUID, Timeline], at: datetime
) -> dict[UUID, int]:
    """How many stored glances of each member say something untrue about ``at``, or are missing. One statement.

    One that says nothing about ``at`` or comes from other rules is not wrong: nobody shows it.
    """
    stored = {(row.member_id, row.benefit): row for row in await GlanceRow.filter(member_id__in=list(holdings))}
    return {
        member: sum(
            not _is_right(stored.get((member, each.benefit)), each, _basis(mine, each))
            for each in worked_out(mine, timelines[member], at)
        )
        for member, mine in holdings.items()
    }


def _is_right(row: GlanceRow | None, wanted: Glance, rules: str) -> bool:
    if row is None:
        return False
    if row.basis != rules or row.shown is None:
        return True
    found = read(orjson.loads(row.shown), row.true_from, row.true_until)
    return not found.is_true(wanted.true_from) or found._replace(true_from=wanted.true_from) == wanted


_TURNED = """
    SELECT member_id, array_agg(benefit) AS benefits FROM (
        SELECT member_id, benefit FROM glances WHERE true_until <= $1 ORDER BY true_until LIMIT $2
    ) AS turned GROUP BY member_id
"""


async def turn_glances(ports: Ports) -> int:
    """Work out anew what is no longer true, a few members at a time; how many glances that were."""
    turned = 0
    while found := await _turn_some(ports.clock.now()):
        turned += found
    return turned


async def _turn_some(at: datetime) -> int:
    due = await get_connection("default").execute_query_dict(_TURNED, [at, _BATCH])
    if not due:
        return 0
    wanted = {row["member_id"]: set(row["benefits"]) for row in due}
    policies = await reads.policies_with(set().union(*wanted.values()))
    found = await members.members(list(wanted))
    concerned = [(found[member], touched(policies, benefits)) for member, benefits in wanted.items()]
    async with in_transaction():
        locked = await lock_all(concerned)
        held = {member: each.holdings for member, each in zip(wanted, locked, strict=True)}
        await store_glances(held, {member: each.timeline() for member, each in held.items()}, at)
    return sum(map(len, wanted.values()))
