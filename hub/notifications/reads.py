"""Looking up messages, what members want, and the templates that come with the hub."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tortoise.functions import Count

from hub.notifications.models import MessageRow, PreferenceRow, SuppressedAddressRow
from hub.notifications.rules.messages import Category, Channel, Message, State
from hub.notifications.rules.rendering import Templates

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def templates() -> Templates:
    """The templates that come with the hub."""
    files = [each for each in _TEMPLATES.rglob("*") if each.is_file()]
    return Templates({each.relative_to(_TEMPLATES).as_posix(): each.read_text("utf-8") for each in files})


async def messages(ids: Collection[UUID]) -> dict[UUID, Message]:
    """The messages with these ids; unknown ids are left out."""
    return {row.id: message(row) for row in await MessageRow.filter(id__in=list(ids))}


async def messages_to(
    member_id: UUID, limit: int, before: UUID | None = None, channel: Channel | None = None
) -> list[Message]:
    """At most ``limit`` messages to the member (by one channel), the newest first, planned before ``before``."""
    rows = MessageRow.filter(member_id=member_id).order_by("-id").limit(limit)
    if channel:
        rows = rows.filter(channel=channel)
    return [message(row) for row in await (rows.filter(id__lt=before) if before else rows)]


async def unread(member_id: UUID) -> int:
    """How many messages in the member's inbox they have not read."""
    return await MessageRow.filter(member_id=member_id, channel=Channel.INBOX, state=State.SENT, read_at=None).count()


async def counts() -> dict[State, int]:
    """How many messages stand so; ``UNDECIDED`` is what a person may want to look into."""
    rows = await MessageRow.all().annotate(count=Count("id")).group_by("state").values_list("state", "count")
    return dict.fromkeys(State, 0) | {State(str(state)): int(str(count)) for state, count in rows}


async def chosen_by(member_id: UUID) -> dict[Category, bool]:
    """What the member said about categories of messages."""
    return {Category(row.category): row.is_wanted for row in await PreferenceRow.filter(member_id=member_id)}


async def suppressed(addresses: Collection[str]) -> set[str]:
    """Those of these addresses, in lower case, to which nothing is sent."""
    asked = [each.lower() for each in addresses]
    return {row.address for row in await SuppressedAddressRow.filter(address__in=asked)}


def message(row: MessageRow) -> Message:
    """The value of a row."""
    return Message(
        id=row.id,
        key=row.key,
        member_id=row.member_id,
        channel=Channel(row.channel),
        category=Category(row.category),
        template=row.template,
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
