"""What can be done with members."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.journal import service as journal
from hub.journal.rules import Deed
from hub.kernel.errors import NotFound
from hub.kernel.ids import new_id
from hub.kernel.secret import Secret
from hub.members import reads, rules
from hub.members.errors import MemberExists
from hub.members.models import MemberRow, ProviderAccountRow

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from hub.members.rules import Locale, Member, NewMember, ProviderAccount
    from hub.ports import Ports


_CREATE = """
    INSERT INTO members SELECT * FROM json_populate_recordset(NULL::members, $1::json)
    ON CONFLICT (external_id) DO NOTHING RETURNING id
"""

_PAGE = 500


async def create_member(ports: Ports, actor: str, new: NewMember) -> Member:
    """Make the host application's person a member; doing it again with the same content answers the same.

    Refuses an external id that is known with other content (``MemberExists``), and what is not a name, mail address,
    phone number or time zone (``InvalidInput``).
    """
    new = rules.checked(new)
    async with in_transaction():
        created = await create_missing(actor, ports.clock.now(), [new])
        member = reads.member(await MemberRow.get(external_id=new.external_id))
        if not created and (differing := rules.differing(member, new)):
            raise MemberExists(new.external_id, differing)
    return member


async def create_missing(actor: str, at: datetime, new: Sequence[NewMember]) -> list[Member]:
    """Make members of those whose external ids are not known, in the caller's transaction, and answer those.

    ``new`` are ``checked``, and each external id occurs once. Others who create some of them meanwhile are waited for.
    """
    made = [rules.member(each, new_id(), at) for each in sorted(new, key=attrgetter("external_id"))]
    rows = [{**rules.said(each), "id": each.id, "created_at": at, "search": rules.search_text(each)} for each in made]
    written = await get_connection("default").execute_query_dict(_CREATE, [orjson.dumps(rows).decode()])
    ours = {each["id"] for each in written}
    created = [each for each in made if each.id in ours]
    deeds = [Deed("create_member", f"member:{each.id}", each.id) for each in created]
    await journal.record_all(at, actor, deeds)
    return created


async def set_preferences(ports: Ports, actor: str, member_id: UUID, locale: Locale) -> Member:
    """Set the language in which the hub speaks to a member. Refuses an unknown member (``NotFound``)."""
    async with in_transaction():
        row = await _locked(member_id)
        if row.locale != locale:
            row.locale = locale
            await row.save(update_fields=["locale"])
            await journal.record(
                ports.clock.now(),
                actor,
                action="set_preferences",
                subject=f"member:{member_id}",
                member_id=member_id,
                facts={"locale": locale},
            )
    return reads.member(row)


async def bind_account(
    ports: Ports, actor: str, member_id: UUID, provider: str, account: str, patterns: Collection[str]
) -> ProviderAccount:
    """Note a member's account at a provider, in place of the one noted before. It is stored sealed.

    ``patterns`` are those that the catalogue gives for the provider's benefits. Refuses what fits none of them
    (``InvalidInput``), and an unknown member (``NotFound``).
    """
    account = rules.checked_account(account, patterns)
    now = ports.clock.now()
    async with in_transaction():
        await _locked(member_id)
        row, _ = await ProviderAccountRow.update_or_create(
            member_id=member_id,
            provider=provider,
            defaults={
                "sealed": ports.cipher.seal(Secret(account), _purpose(member_id, provider)),
                "masked": rules.masked(account),
                "bound_at": now,
            },
        )
        await journal.record(
            now,
            actor,
            action="bind_account",
            subject=f"provider:{provider}",
            member_id=member_id,
            facts={"account": row.masked},
        )
    return reads.account(row)


async def reveal_account(ports: Ports, member_id: UUID, provider: str) -> Secret:
    """The account itself, for delivering to it. Refuses where none is bound (``NotFound``)."""
    row = await ProviderAccountRow.get_or_none(member_id=member_id, provider=provider)
    if row is None:
        raise NotFound("provider account", provider)
    return ports.cipher.unseal(row.sealed, _purpose(member_id, provider))


async def rotate_accounts(ports: Ports) -> int:
    """Seal anew every account that the hub's present key did not seal; how many. May be interrupted and repeated."""
    count, last = 0, UUID(int=0)
    while page := await ProviderAccountRow.filter(id__gt=last).order_by("id").limit(_PAGE):
        for row in page:
            anew = ports.cipher.reseal(row.sealed, _purpose(row.member_id, row.provider))
            if anew:
                count += await ProviderAccountRow.filter(id=row.id, sealed=row.sealed).update(sealed=anew)
        last = page[-1].id
    return count


def _purpose(member_id: UUID, provider: str) -> str:
    return f"provider account {member_id} {provider}"


async def _locked(member_id: UUID) -> MemberRow:
    row = await MemberRow.select_for_update().get_or_none(id=member_id)
    if row is None:
        raise NotFound("member", str(member_id))
    return row
