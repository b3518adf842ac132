"""Writing down what was heard of a task, and what becomes of it: in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.fulfilment import reads
from hub.fulfilment.models import AttemptRow, SendingRow, TaskRow
from hub.fulfilment.rules.deciding import Case, Decision, decide
from hub.fulfilment.rules.heard import FINAL, Asked, News
from hub.fulfilment.rules.sendings import SendingState
from hub.fulfilment.rules.tasks import State
from hub.fulfilment.service.calling import Answer, asking, settling
from hub.fulfilment.service.keeping import keep, link_purpose
from hub.fulfilment.service.moving import end_orders, locked, move, note

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.fulfilment.rules.pacing import Patience
    from hub.fulfilment.service.claiming import Claim
    from hub.ports import Ports

_TWICE = Decision(State.FAILED, None, "the provider gave a code that was given out before, or lies in the vault")


async def conclude(ports: Ports, sending_id: UUID, answer: Answer, patience: Patience, lease: UUID | None) -> None:
    """Record an answer about an order, and let the rules decide what becomes of its task.

    While another works on the task (this is a callback, or a worker that was held for dead) only news that ends the
    order counts; the rest is left for the other to ask about. Of an order that has ended before, only a delivery is
    news, and a bad one: a surplus.
    """
    at = ports.clock.now()
    async with in_transaction():
        sending = await SendingRow.get(id=sending_id)
        row = await locked(sending.task_id, is_delivered=answer.heard.news is News.DELIVERED)
        await sending.refresh_from_db()
        await _record(row, sending, answer, at)
        if _is_anothers(row, lease, at) and answer.heard.news not in FINAL:
            await SendingRow.filter(id=sending_id).update(changed_at=at)
            return
        if sending.state != SendingState.OPEN and answer.asked is not Asked.CANCEL:
            await _note_late(row, sending, answer, at)
            return
        case = Case(
            task=reads.task(row),
            sending=reads.sending(sending),
            asked=answer.asked,
            heard=answer.heard,
            now=at,
            patience=patience,
            settling=patience.settling or settling(ports, sending.provider),
            asking=asking(ports, sending.provider),
        )
        decision = decide(case)
        if answer.heard.news is News.DELIVERED and not await _received(ports, row, answer, at):
            decision = _TWICE
        await _update_sending(sending, decision, answer, at)
        await move(row, decision, at)


async def rest(claim: Claim, decision: Decision, at: datetime) -> bool:
    """Leave a claimed task as decided, without having asked anyone; false if the claim was lost meanwhile."""
    async with in_transaction():
        row = await locked(claim.task.id, is_delivered=decision.state is State.DELIVERED)
        if row.lease != claim.lease:
            return False
        if decision.sending:
            await end_orders(row.id, decision.sending, at)
        await move(row, decision, at)
    return True


def _is_anothers(row: TaskRow, lease: UUID | None, at: datetime) -> bool:
    if lease is not None:
        return row.lease != lease
    return row.lease is not None and row.due_at is not None and row.due_at > at


async def _record(row: TaskRow, sending: SendingRow, answer: Answer, at: datetime) -> None:
    exchange = answer.exchange
    await AttemptRow.create(
        task_id=row.id,
        sending_id=sending.id,
        member_id=row.member_id,
        provider=sending.provider,
        kind=answer.asked,
        outcome=answer.heard.news,
        why=answer.heard.why,
        request=exchange.request if exchange else "",
        answer=exchange.answer if exchange else "",
        status=exchange.status if exchange else None,
        took_ms=round(exchange.took.total_seconds() * 1000) if exchange else 0,
        at=at,
    )


async def _note_late(row: TaskRow, sending: SendingRow, answer: Answer, at: datetime) -> None:
    """An order that we had given up was carried out after all."""
    if answer.heard.news is not News.DELIVERED or sending.state in {SendingState.DELIVERED, SendingState.SURPLUS}:
        return
    sending.state = SendingState.SURPLUS
    await sending.save(update_fields=["state"])
    await note(row, "deliver_surplus", {"provider": sending.provider, "sending": str(sending.id)}, at)


async def _received(ports: Ports, row: TaskRow, answer: Answer, at: datetime) -> bool:
    """Keep what came with the delivery; false if it cannot be this delivery's."""
    given = answer.given
    if given and given.link:
        row.link = ports.cipher.seal(given.link, link_purpose(row.id))
    return not (given and given.codes) or await keep(ports, reads.task(row), given.codes, at)


async def _update_sending(sending: SendingRow, decision: Decision, answer: Answer, at: datetime) -> None:
    sending.reference = answer.heard.reference or sending.reference
    if answer.heard.news is News.ACCEPTED:
        sending.accepted_at = sending.accepted_at or at
    if decision.is_unsent:
        sending.sent_at = sending.accepted_at = None
    if decision.sending:
        sending.state = decision.sending
        sending.ended_at = at
    await sending.save()
