"""What members want to be told, and what they have read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tortoise.transactions import in_transaction

from hub.journal import service as journal
from hub.kernel.errors import InvalidInput, NotFound
from hub.members import reads as members
from hub.notifications.models import MessageRow, PreferenceRow
from hub.notifications.rules.messages import Category, Channel
from hub.ports.sealing import seal_token, unseal_token

if TYPE_CHECKING:
    from collections.abc import Collection

    from hub.ports import Ports

_PURPOSE = "unsubscribe"


async def prefer(ports: Ports, actor: str, member_id: UUID, category: Category, *, wanted: bool) -> None:
    """Note whether a member wants messages of ``category``. Refuses LEGAL, and an unknown member (``NotFound``)."""
    if category is Category.LEGAL:
        raise InvalidInput("category", "notices that the law asks for cannot be turned off")
    if not await members.members([member_id]):
        raise NotFound("member", str(member_id))
    now = ports.clock.now()
    async with in_transaction():
        await PreferenceRow.update_or_create(
            member_id=member_id, category=category, defaults={"is_wanted": wanted, "at": now}
        )
        facts = {"category": category, "wanted": wanted}
        subject = f"member:{member_id}"
        await journal.record(now, actor, action="prefer", subject=subject, member_id=member_id, facts=facts)


def unsubscribe_link(ports: Ports, member_id: UUID, category: Category) -> str:
    """An address that, posted to once, turns the category off for the member (RFC 8058); it names nobody."""
    return f"{ports.site}/unsubscribe/{seal_token(ports.cipher, f'{member_id} {category}', _PURPOSE)}"


async def unsubscribe(ports: Ports, token: str) -> Category:
    """Turn off the category of an ``unsubscribe_link``, the end of which is ``token``; else ``InvalidInput``."""
    try:
        opened = unseal_token(ports.cipher, token, _PURPOSE)
    except ValueError:
        raise InvalidInput("token", "this is not one of our links; turn messages off in your settings") from None
    member_id, category = opened.split()
    await prefer(ports, f"member:{member_id}", UUID(member_id), Category(category), wanted=False)
    return Category(category)


async def mark_read(ports: Ports, member_id: UUID, ids: Collection[UUID] | None = None) -> int:
    """Note that the member has read these messages of their inbox (none given: all); how many were new to them."""
    unread = MessageRow.filter(member_id=member_id, channel=Channel.INBOX, read_at=None)
    if ids is not None:
        unread = unread.filter(id__in=list(ids))
    async with in_transaction():
        count = await unread.update(read_at=ports.clock.now())
        if count:
            await journal.announce(member_id)
    return count
