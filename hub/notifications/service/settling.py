"""What staff decide about messages of which nobody can say whether they arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.journal import service as journal
from hub.kernel.errors import NotFound
from hub.notifications import reads
from hub.notifications.errors import NothingToDecide
from hub.notifications.models import MessageRow
from hub.notifications.rules.messages import State, Verdict
from hub.notifications.service import sending

if TYPE_CHECKING:
    from uuid import UUID

    from hub.journal.rules import Act
    from hub.notifications.rules.messages import Message
    from hub.ports import Ports

_THEN = {Verdict.SEND_AGAIN: State.PLANNED, Verdict.ARRIVED: State.SENT}


async def settle(ports: Ports, message_id: UUID, verdict: Verdict, reason: str, by: Act) -> Message:
    """Send an undecided message again, at once and under its old id; or note that it arrived when it was handed over.

    Before it is sent it is looked at again, as any other. To decide the same twice changes nothing. Refuses what is
    not undecided (``NothingToDecide``), and no reason (``InvalidInput``).
    """
    journal.check_reason(reason)
    async with in_transaction():
        row = await MessageRow.select_for_update().get_or_none(id=message_id)
        if row is None:
            raise NotFound("message", str(message_id))
        if row.state == _THEN[verdict]:
            return reads.message(row)
        if row.state != State.UNDECIDED:
            raise NothingToDecide(row.state)
        _decide(row, verdict, by)
        await row.save()
        facts = {"verdict": verdict, "reason": reason.strip()}
        await journal.record(
            by.at, by.actor, action="settle_message", subject=f"message:{row.id}", member_id=row.member_id, facts=facts
        )
    message = reads.message(row)
    await sending.tell(ports, [message])
    return message


def _decide(row: MessageRow, verdict: Verdict, by: Act) -> None:
    row.state, row.note = _THEN[verdict], ""
    if verdict is Verdict.SEND_AGAIN:
        row.due_at, row.handed_at, row.told_at = by.at, None, None
    else:
        row.sent_at = row.handed_at or by.at
