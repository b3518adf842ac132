"""Looking again at reminders that were written, and have waited for a mail server since."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from hub.members import reads as members
from hub.notifications.rules.hours import local_date
from hub.reminders.models import ReminderRow
from hub.reminders.rules.deciding import State
from hub.reminders.service.judging import judge

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from hub.notifications.rules.messages import Message
    from hub.ports import Ports
    from hub.reminders.rules.deciding import Reason
    from hub.reminders.service.reminding import Renewing


async def doubt(ports: Ports, messages: Sequence[Message], renewing: Renewing) -> dict[UUID, str]:
    """Those of these messages of which nothing holds any more, and why, for staff.

    What still holds in part is sent as it was written: it is right about that.
    """
    now = ports.clock.now()
    known = await members.members(list({each.member_id for each in messages}))
    since = min(each.created_at for each in messages) - timedelta(days=1)
    rows = await ReminderRow.filter(member_id__in=list(known), state=State.SENT, settled_at__gte=since)
    told: defaultdict[tuple[UUID, date], set[Reason | None]] = defaultdict(set)
    for each in await judge(ports, known, rows, await renewing(list(known)), now):
        told[each.member.id, local_date(each.row.settled_at or now, each.member.zone)].add(each.verdict.reason)
    found: dict[UUID, str] = {}
    for message in messages:
        reasons = told[message.member_id, local_date(message.created_at, known[message.member_id].zone)]
        if reasons and None not in reasons:
            found[message.id] = f"what it tells of has changed since: {', '.join(sorted(map(str, reasons)))}"
    return found
