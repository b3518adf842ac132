"""Looking again at messages just before they are sent: what was right when they were planned may not be any more.

A mail server may have been busy for hours. Until then the member may have turned the messages off, gone to sleep, or
done what they are asked to do.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from tortoise.connection import get_connection

from hub.notifications import reads
from hub.notifications.rules.hours import after_quiet
from hub.notifications.rules.messages import Category, objection

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.members.rules import Member
    from hub.notifications.rules.messages import Message
    from hub.ports import Ports

    Doubt = Callable[[Ports, Sequence[Message]], Awaitable[Mapping[UUID, str]]]
    """Looks again at messages that were planned a while ago: why some are of no use any more, for staff."""

_A_WHILE = timedelta(minutes=10)

_PUT_OFF = """
    UPDATE messages AS m SET due_at = d.due_at, lease = NULL, told_at = NULL
    FROM unnest($1::uuid[], $2::timestamptz[]) AS d (id, due_at) WHERE m.id = d.id AND m.lease = $3
"""
_GIVE_UP = """
    UPDATE messages AS m SET state = 'SUPPRESSED', note = d.note, due_at = NULL, lease = NULL, told_at = NULL
    FROM unnest($1::uuid[], $2::text[]) AS d (id, note) WHERE m.id = d.id AND m.lease = $3
"""


async def sift(
    ports: Ports, claimed: Sequence[Message], members: Mapping[UUID, Member], lease: UUID, doubts: Mapping[str, Doubt]
) -> list[Message]:
    """Those of the messages, claimed under ``lease``, that are to be sent now; the others wait, or are given up.

    What was handed over once goes on: it may be with its member already.
    """
    fresh = [each for each in claimed if each.handed_at is None]
    objections = await _objections(fresh) | await _doubted(ports, fresh, doubts)
    now = ports.clock.now()
    zones = {each.id: members[each.member_id].zone for each in fresh if each.id not in objections}
    asleep = {each.id: at for each in fresh if each.id in zones and (at := _put_off(each, zones[each.id], now))}
    run = get_connection("default").execute_query
    if objections:
        await run(_GIVE_UP, [list(objections), list(objections.values()), lease])
    if asleep:
        await run(_PUT_OFF, [list(asleep), list(asleep.values()), lease])
    return [each for each in claimed if each.id not in objections and each.id not in asleep]


def _put_off(message: Message, zone: str, now: datetime) -> datetime | None:
    """Until when it waits, if now are quiet hours; one that is due in those in which it was written is awaited.

    Marketing never is: it was held back that night, and let go.
    """
    spoken = after_quiet(now, zone)
    is_awaited = message.category is not Category.MARKETING and spoken == after_quiet(message.created_at, zone)
    return None if is_awaited or spoken == now else spoken


async def _objections(messages: Collection[Message]) -> dict[UUID, str]:
    """Why some of them are not wanted any more, or cannot arrive."""
    chosen = await reads.choices({each.member_id for each in messages})
    suppressed = await reads.suppressed({each.recipient for each in messages})
    found = {each.id: objection(each, chosen[each.member_id], suppressed) for each in messages}
    return {id_: why for id_, why in found.items() if why}


async def _doubted(ports: Ports, messages: Collection[Message], doubts: Mapping[str, Doubt]) -> dict[UUID, str]:
    old: defaultdict[str, list[Message]] = defaultdict(list)
    for each in messages:
        if each.created_at <= ports.clock.now() - _A_WHILE:
            old[each.template].append(each)
    found: dict[UUID, str] = {}
    for template in doubts.keys() & old:
        found |= await doubts[template](ports, old[template])
    return found
