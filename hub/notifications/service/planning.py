"""Deciding that a member is told something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.notifications import reads
from hub.notifications.models import MessageRow
from hub.notifications.rules.hours import after_quiet
from hub.notifications.rules.messages import Channel, Message, NewMessage, State, hindrance, is_wanted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from hub.members.rules import Member
    from hub.notifications.rules.rendering import Rendered
    from hub.ports import Ports
    from hub.ports.couriers import Courier


async def plan(ports: Ports, member: Member, new: NewMessage) -> list[Message]:
    """Plan a message by each of its channels, in the caller's transaction or one of its own.

    Answers the messages made: none where the key was used before. What lies in the inbox is sent with that; the rest
    is to be told to the workers after the commit (``sending.tell``), or the sweep finds it. Whoever plans one records
    in the journal why: the member's pages hear of their inbox by that.
    """
    now = ports.clock.now()
    templates, editions = await reads.templates_in_force()
    rendered = templates.render(new.template, member.locale, new.variables)
    wanted = is_wanted(new.category, await reads.chosen_by(member.id))
    suppressed = await reads.suppressed([member.email] if member.email else [])
    rows = [_row(member, new, channel, rendered, now) for channel in new.channels]
    for row, channel in zip(rows, new.channels, strict=True):
        note = hindrance(member, channel, wanted=wanted, suppressed=suppressed, carried=_carried(ports.couriers))
        _stand(row, note, now, member.zone)
        row.edition = editions.get(new.template, 0)
    async with in_transaction():
        await MessageRow.bulk_create(rows, ignore_conflicts=True)
        made = await reads.messages([row.id for row in rows])
    return list(made.values())


def _carried(couriers: Mapping[str, Courier]) -> set[Channel]:
    return {Channel(each) for each in couriers}


def _row(member: Member, new: NewMessage, channel: Channel, rendered: Rendered, now: datetime) -> MessageRow:
    return MessageRow(
        key=new.key,
        member_id=member.id,
        channel=channel,
        category=new.category,
        template=new.template,
        locale=member.locale,
        recipient=(member.email or "") if channel is Channel.EMAIL else member.external_id,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        created_at=now,
    )


def _stand(row: MessageRow, hindered: str | None, now: datetime, zone: str) -> None:
    if hindered:
        row.state, row.note = State.SUPPRESSED, hindered
    elif row.channel == Channel.INBOX:
        row.state, row.sent_at = State.SENT, now
    else:
        row.state, row.due_at = State.PLANNED, after_quiet(now, zone)
