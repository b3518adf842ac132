"""Sending refunds to the gateway: each once, resumed wherever it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.journal import service as journal
from hub.kernel.errors import InvalidInput, NotFound
from hub.kernel.money import Money
from hub.orders import reads
from hub.orders.models import PaymentRow, RefundRow
from hub.orders.rules.pacing import wait
from hub.orders.rules.values import CaseKind, RefundState
from hub.orders.service.cases import keep_case
from hub.orders.service.paying import gateway_named
from hub.ports import payments as port

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.orders.rules.values import RefundRecord
    from hub.ports import Ports

_ENDS = (RefundState.REFUNDED, RefundState.DECLINED)


async def send_refund(ports: Ports, refund_id: UUID) -> RefundRecord:
    """Ask the gateway to give the money back, once; where it was asked before, how that stands. Safe to repeat.

    Refuses an unknown refund (``NotFound``) and a gateway that is not set up any more (``PaymentsClosed``).
    """
    row = await RefundRow.get_or_none(id=refund_id)
    if row is None:
        raise NotFound("refund", str(refund_id))
    if row.state in _ENDS:
        return reads.refund(row)
    payment = await PaymentRow.get(id=row.payment_id)
    _, gateway = gateway_named(ports, payment.gateway)
    was = await _mark_asked(refund_id, ports.clock.now())
    outcome = await _ask(gateway, row, payment.reference or "", was)
    if isinstance(outcome, port.Unreachable) and was is not RefundState.DUE:
        outcome = port.Unknown(outcome.why)
    return await settle_refund(refund_id, outcome, ports.clock.now(), f"gateway:{payment.gateway}")


async def _mark_asked(refund_id: UUID, at: datetime) -> RefundState:
    """Write down that the gateway is being asked, before it is; how the refund stood until now."""
    async with in_transaction():
        row = await RefundRow.select_for_update().get(id=refund_id)
        was = RefundState(row.state)
        if was not in _ENDS:
            row.state = RefundState.PENDING if was is RefundState.PENDING else RefundState.UNKNOWN
            row.tries, row.due_at = row.tries + 1, at + wait(row.tries)
            await row.save(update_fields=["state", "tries", "due_at"])
    return was


async def _ask(gateway: port.PaymentGateway, row: RefundRow, payment: str, was: RefundState) -> port.RefundOutcome:
    outcome: port.RefundOutcome | port.NotMade = port.NotMade()
    if was is not RefundState.DUE:
        outcome = await gateway.find_refund(row.key, payment)
    if isinstance(outcome, port.NotMade):
        try:
            outcome = await gateway.refund(port.Refund(row.key, payment, Money(row.currency, row.amount_minor)))
        except InvalidInput as unusable:
            return port.RefundDeclined(unusable.message)
    return outcome


async def settle_refund(refund_id: UUID, outcome: port.RefundOutcome, at: datetime, actor: str) -> RefundRecord:
    """Note what the gateway says of a refund; once it is settled, nothing more changes it, and a person is told."""
    async with in_transaction():
        row = await RefundRow.select_for_update().get(id=refund_id)
        if row.state in _ENDS:
            await _compare(row, outcome, at)
        else:
            await _note(row, outcome, at)
            if row.state in _ENDS:
                await _record(row, actor)
    return reads.refund(row)


async def _compare(row: RefundRow, outcome: port.RefundOutcome, at: datetime) -> None:
    """Keep it for a person where the gateway takes back how a refund ended: a bank may send it back days later."""
    told = {port.Refunded: RefundState.REFUNDED, port.RefundDeclined: RefundState.DECLINED}.get(type(outcome))
    if told and told != row.state:
        await keep_case(CaseKind.CONTRADICTION, f"{row.key} {told}", at, {"was": row.state, "told": told}, row)


async def _note(row: RefundRow, outcome: port.RefundOutcome, at: datetime) -> None:
    match outcome:
        case port.Refunded(reference, amount):
            row.state, row.reference = RefundState.REFUNDED, reference
            if amount != Money(row.currency, row.amount_minor):
                await keep_case(CaseKind.WRONG_AMOUNT, row.key, at, {"refunded": str(amount)}, row)
        case port.RefundPending(reference):
            row.state, row.reference = RefundState.PENDING, reference
        case port.RefundDeclined(reason):
            row.state = RefundState.DECLINED
            await keep_case(CaseKind.REFUND_DECLINED, row.key, at, {"reason": reason}, row)
        case port.Unreachable():
            row.state = RefundState.DUE
        case port.Unknown():
            pass
    if row.state in _ENDS:
        row.due_at, row.settled_at = None, at
    await row.save(update_fields=["state", "reference", "due_at", "settled_at"])


async def _record(row: RefundRow, actor: str) -> None:
    facts = {"refund": row.key, "amount": str(Money(row.currency, row.amount_minor)), "state": row.state}
    at, subject = row.settled_at or row.at, f"refund:{row.key}"
    await journal.record(at, actor, action="settle_refund", subject=subject, member_id=row.member_id, facts=facts)
