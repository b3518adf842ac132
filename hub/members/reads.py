"""Looking up members and their accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from tortoise.connection import get_connection
from tortoise.expressions import Q

from hub.members.models import MemberRow, ProviderAccountRow
from hub.members.rules import Locale, Member, ProviderAccount, search_term

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SHORTEST_INNER_TERM = 3
"""A term this long is found anywhere in a text; a shorter one (a Chinese name) only where the name begins."""


COLUMNS = ("id", "external_id", "name", "email", "phone", "locale", "zone", "tags", "attributes", "created_at")
"""What a statement selects to make members with ``of_row``."""

_BY_EXTERNAL_ID = f"SELECT {', '.join(COLUMNS)} FROM members WHERE external_id = ANY($1)"  # noqa: S608 - names of ours

_LOCALES = {str(each): each for each in Locale}


async def members(ids: Sequence[UUID]) -> dict[UUID, Member]:
    """The members with these ids; unknown ids are left out."""
    return {row.id: member(row) for row in await MemberRow.filter(id__in=ids)}


async def members_by_external_ids(external_ids: Sequence[str]) -> dict[str, Member]:
    """The members with these ids of the host application; unknown ids are left out."""
    _, rows = await get_connection("default").execute_query(_BY_EXTERNAL_ID, [list(external_ids)])
    return {row["external_id"]: of_row(row) for row in rows}


def of_row(row: Mapping[str, Any]) -> Member:
    """The member in a row of ``COLUMNS``, in which JSON comes as text."""
    return _member(row, orjson.loads(row["tags"]), orjson.loads(row["attributes"]))


async def search(term: str, limit: int, after: UUID | None = None) -> list[Member]:
    """At most ``limit`` members whose id, external id, phone, mail or name fits, the newest first.

    ``after`` is the last member of the page before.
    """
    rows = MemberRow.filter(_fits(term)).order_by("-id").limit(limit)
    if after is not None:
        rows = rows.filter(id__lt=after)
    return [member(row) for row in await rows]


async def earliest(limit: int) -> list[Member]:
    """The ``limit`` members who have been here longest, the first of them first."""
    return [member(row) for row in await MemberRow.all().order_by("id").limit(limit)]


async def accounts(member_ids: Sequence[UUID]) -> dict[UUID, list[ProviderAccount]]:
    """The provider accounts of each member, in the order of the providers' codes; masked."""
    found: dict[UUID, list[ProviderAccount]] = {each: [] for each in member_ids}
    for row in await ProviderAccountRow.filter(member_id__in=member_ids).order_by("provider"):
        found[row.member_id].append(account(row))
    return found


def member(row: MemberRow) -> Member:
    """The value of a row."""
    return _member(vars(row), row.tags, row.attributes)


def _member(row: Mapping[str, Any], tags: list[str], attributes: dict[str, Any]) -> Member:
    return Member(
        id=row["id"],
        external_id=row["external_id"],
        name=row["name"],
        email=row["email"],
        phone=row["phone"],
        locale=_LOCALES[row["locale"]],
        zone=row["zone"],
        tags=tuple(tags),
        attributes=attributes,
        created_at=row["created_at"],
    )


def account(row: ProviderAccountRow) -> ProviderAccount:
    """The value of a row, without the account itself."""
    return ProviderAccount(row.member_id, row.provider, row.masked, row.bound_at)


def _fits(term: str) -> Q:
    try:
        return Q(id=UUID(term.strip()))
    except ValueError:
        wanted = search_term(term)
    if len(wanted) >= _SHORTEST_INNER_TERM:
        return Q(search__contains=wanted)
    return Q(search__startswith=wanted) | Q(external_id=term.strip())
