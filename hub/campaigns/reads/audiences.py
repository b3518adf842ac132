"""Audiences: saved ones, and the members whom a condition fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from asyncpg.exceptions import QueryCanceledError
from tortoise.expressions import RawSQL
from tortoise.transactions import in_transaction

from hub.campaigns.models import AudienceRow
from hub.campaigns.reads.asking import rows
from hub.campaigns.rules.compiling import Slice, members_who
from hub.campaigns.rules.conditions import Bought, Condition, HoldsBundle, named, parts, read_condition
from hub.campaigns.rules.values import Counted, SavedAudience
from hub.catalogue import reads as catalogue
from hub.members import reads as members

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from hub.campaigns.rules.compiling import Statement

SAMPLE = 10
PATIENCE = 2_000
"""Milliseconds that a count may take; what takes longer is estimated."""

_NEWEST = RawSQL("(SELECT max(version) FROM audiences AS others WHERE others.name = audiences.name)")


async def saved_audiences() -> list[SavedAudience]:
    """The newest version of every saved audience, by name."""
    return [audience(row) for row in await AudienceRow.filter(version=_NEWEST).order_by("name")]


async def versions_of(names: Collection[str]) -> dict[str, list[SavedAudience]]:
    """All versions of each of these audiences, the newest first; unknown names have none."""
    found: dict[str, list[SavedAudience]] = {each: [] for each in names}
    for row in await AudienceRow.filter(name__in=list(names)).order_by("-version"):
        found[row.name].append(audience(row))
    return found


async def audiences(names: Collection[str]) -> dict[str, SavedAudience]:
    """The newest version of each of these audiences; unknown names are left out."""
    newest = await AudienceRow.filter(name__in=list(names), version=_NEWEST) if names else []
    return {row.name: audience(row) for row in newest}


async def counted(condition: Condition, at: datetime) -> Counted:
    """How many members ``condition`` fits at ``at``, and a sample; an estimate where counting takes too long."""
    statement = members_who(condition, at)
    try:
        async with in_transaction() as connection:
            await connection.execute_query(f"SET LOCAL statement_timeout = {PATIENCE}")
            return Counted(await _count(statement), is_estimate=False, sample=await _sample(statement))
    except QueryCanceledError:
        return Counted(await estimated(statement), is_estimate=True, sample=[])


async def size(condition: Condition, at: datetime) -> int:
    """How many members ``condition`` fits at ``at``, however long that takes."""
    return await _count(members_who(condition, at))


async def _count(statement: Statement) -> int:
    [row] = await rows(f"SELECT count(*) FROM ({statement.text}) AS fitting", *statement.parameters)
    return int(row["count"])


async def estimated(statement: Statement) -> int:
    """How many rows the database believes that ``statement`` selects."""
    return int((await explained(statement))["Plan Rows"])


async def explained(statement: Statement) -> dict[str, Any]:
    """The plan by which the database would carry out ``statement``."""
    [row] = await rows(f"EXPLAIN (FORMAT JSON) {statement.text}", *statement.parameters)
    [plan] = row.values()
    found: dict[str, Any] = orjson.loads(plan)[0]["Plan"]
    return found


async def is_among(condition: Condition, member_id: UUID, at: datetime) -> bool:
    """Whether ``condition`` fits this member at ``at``; nobody else is looked at."""
    statement = members_who(condition, at, Slice(UUID(int=member_id.int - 1), member_id))
    return bool(await rows(statement.text, *statement.parameters))


async def unknown_in(condition: Condition) -> list[str]:
    """What ``condition`` names and the catalogue does not have, in words."""
    benefits = named(condition, "benefit")
    bundles = {each.bundle for each in parts(condition) if isinstance(each, HoldsBundle)}
    offers = {code for each in parts(condition) if isinstance(each, Bought) for code in each.offers}
    return [
        *missing("benefit", benefits, await catalogue.benefits(sorted(benefits))),
        *missing("bundle", bundles, await catalogue.bundles(sorted(bundles))),
        *missing("offer", offers, await catalogue.offers(sorted(offers))),
    ]


def missing(kind: str, asked: set[str], known: Mapping[str, object]) -> list[str]:
    """What of ``asked`` is not ``known``, in words."""
    return [f"there is no {kind} {code!r}" for code in sorted(asked - known.keys())]


async def _sample(statement: Statement) -> list[Any]:
    newest = await rows(f"{statement.text} ORDER BY m.id DESC LIMIT {SAMPLE}", *statement.parameters)
    ids = [row["id"] for row in newest]
    found = await members.members(ids)
    return [found[each] for each in ids]


def audience(row: AudienceRow) -> SavedAudience:
    """The value of a row."""
    return SavedAudience(row.id, row.name, row.version, read_condition(row.condition), row.author, row.at)
