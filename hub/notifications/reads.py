"""Looking up messages, what members want, and the templates that come with the hub."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tortoise.connection import get_connection
from tortoise.functions import Count

from hub.notifications.models import MessageRow, PreferenceRow, SuppressedAddressRow, TemplateRow
from hub.notifications.rules.editions import Edition
from hub.notifications.rules.messages import Category, Channel, Message, State, SuppressedAddress
from hub.notifications.rules.rendering import Templates

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def templates() -> Templates:
    """The templates that come with the hub."""
    files = [each for each in _TEMPLATES.rglob("*") if each.is_file()]
    return Templates({each.relative_to(_TEMPLATES).as_posix(): each.read_text("utf-8") for each in files})


_IN_FORCE = "SELECT template, max(edition) AS edition FROM message_templates WHERE edition > 0 GROUP BY template"


async def templates_in_force() -> tuple[Templates, Mapping[str, int]]:
    """The templates that messages are made with now, and the editions of those that were published here."""
    rows = await get_connection("default").execute_query_dict(_IN_FORCE)
    editions = {row["template"]: row["edition"] for row in rows if row["template"] in templates().names}
    return await _with_editions(editions), editions


async def _with_editions(editions: Mapping[str, int]) -> Templates:
    """Kept from one time to the next, since a template is quick to fill and slow to read."""
    key = tuple(sorted(editions.items()))
    if _KEPT.get("key") != key:
        made = templates()
        for name, number in key:
            made = made.with_parts(name, (await TemplateRow.get(template=name, edition=number)).parts)
        _KEPT.update(key=key, templates=made)
    kept: Templates = _KEPT["templates"]
    return kept


_KEPT: dict[str, Any] = {}


async def editions(name: str) -> list[Edition]:
    """The editions of a template, the newest first; what is being written comes before them."""
    rows = await TemplateRow.filter(template=name).order_by("-edition")
    return sorted(map(edition, rows), key=lambda each: each.number is not None)


async def messages(ids: Collection[UUID]) -> dict[UUID, Message]:
    """The messages with these ids; unknown ids are left out."""
    return {row.id: message(row) for row in await MessageRow.filter(id__in=list(ids))}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages: to this member, in one of these states (none: in any), by this channel."""

    member_id: UUID | None = None
    states: tuple[State, ...] = ()
    channel: Channel | None = None


async def listed(limit: int, before: UUID | None, wanted: Wanted) -> list[Message]:
    """At most ``limit`` of the messages wanted, the newest first, planned before ``before``."""
    rows = MessageRow.all().order_by("-id").limit(limit)
    if wanted.member_id:
        rows = rows.filter(member_id=wanted.member_id)
    if wanted.states:
        rows = rows.filter(state__in=wanted.states)
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    return [message(row) for row in await (rows.filter(id__lt=before) if before else rows)]


async def messages_under(keys: Collection[str]) -> dict[str, list[Message]]:
    """The messages under each of these keys, one for each of their channels, in the order of those."""
    found: dict[str, list[Message]] = {each: [] for each in keys}
    for row in await MessageRow.filter(key__in=list(keys)).order_by("channel") if keys else []:
        found[row.key].append(message(row))
    return found


async def unread(member_id: UUID) -> int:
    """How many messages in the member's inbox they have not read."""
    return await MessageRow.filter(member_id=member_id, channel=Channel.INBOX, state=State.SENT, read_at=None).count()


async def counts() -> dict[State, int]:
    """How many messages stand so; ``UNDECIDED`` is what a person may want to look into."""
    rows = await MessageRow.all().annotate(count=Count("id")).group_by("state").values_list("state", "count")
    return dict.fromkeys(State, 0) | {State(str(state)): int(str(count)) for state, count in rows}


async def chosen_by(member_id: UUID) -> dict[Category, bool]:
    """What the member said about categories of messages."""
    return (await choices([member_id]))[member_id]


async def choices(member_ids: Collection[UUID]) -> dict[UUID, dict[Category, bool]]:
    """What each of these members said about categories of messages."""
    found: dict[UUID, dict[Category, bool]] = {each: {} for each in member_ids}
    for row in await PreferenceRow.filter(member_id__in=list(member_ids)) if found else []:
        found[row.member_id][Category(row.category)] = row.is_wanted
    return found


async def suppressed(addresses: Collection[str]) -> set[str]:
    """Those of these addresses, in lower case, to which nothing is sent."""
    asked = [each.lower() for each in addresses]
    return {row.address for row in await SuppressedAddressRow.filter(address__in=asked)} if asked else set()


async def suppressed_addresses(limit: int, before: UUID | None, address: str | None) -> list[SuppressedAddress]:
    """At most ``limit`` of the addresses to which nothing is sent, the latest first; or just ``address``, if it is."""
    rows = SuppressedAddressRow.all().order_by("-id").limit(limit)
    if address is not None:
        rows = rows.filter(address=address.strip().lower())
    return [suppressed_address(row) for row in await (rows.filter(id__lt=before) if before else rows)]


async def suppressed_address_by_id(id_: UUID) -> SuppressedAddress | None:
    """The address that is suppressed under this id."""
    row = await SuppressedAddressRow.get_or_none(id=id_)
    return suppressed_address(row) if row else None


def suppressed_address(row: SuppressedAddressRow) -> SuppressedAddress:
    """The value of a row."""
    return SuppressedAddress(row.id, row.address, row.why, row.at)


def edition(row: TemplateRow) -> Edition:
    """The value of a row."""
    return Edition(row.id, row.template, row.edition, row.parts, row.author, row.at)


def message(row: MessageRow) -> Message:
    """The value of a row."""
    return Message(
        id=row.id,
        key=row.key,
        member_id=row.member_id,
        channel=Channel(row.channel),
        category=Category(row.category),
        template=row.template,
        edition=row.edition,
        locale=row.locale,
        recipient=row.recipient,
        subject=row.subject,
        text=row.text,
        html=row.html,
        state=State(row.state),
        note=row.note,
        attempts=row.attempts,
        created_at=row.created_at,
        due_at=row.due_at,
        handed_at=row.handed_at,
        sent_at=row.sent_at,
        read_at=row.read_at,
    )
