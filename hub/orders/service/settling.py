"""What a gateway's word about a payment changes: everything that belongs to it in one transaction, or nothing.

Money taken for an order that cannot be granted any more (a benefit's policy refuses it by now, the last code went to
somebody else after the order had expired) goes back by itself, and the case is kept for a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.journal import service as journal
from hub.kernel.errors import Refusal
from hub.kernel.money import Money
from hub.orders import reads
from hub.orders.models import OrderRow, PaymentMethodRow, PaymentRow
from hub.orders.rules.deciding import Step, Told, decide
from hub.orders.rules.pacing import wait
from hub.orders.rules.values import CaseKind, OrderState, PaymentState
from hub.orders.service import supplying
from hub.orders.service.cases import give_back_surplus, keep_case
from hub.orders.service.granting import grant_all, reserve_again
from hub.ports import payments as port

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.journal.rules import Act
    from hub.orders.rules.values import Payment


@dataclass(frozen=True, slots=True)
class Word:
    """What a gateway said about a charge: how it stands, its name there, and what goes with that."""

    told: Told
    reference: str | None = None
    reason: str = ""
    is_hard: bool = False
    url: str | None = None
    stored: port.StoredMethod | None = None


def word(outcome: port.ChargeOutcome | port.NotMade, *, is_answer: bool) -> Word:
    """The gateway's outcome as ``settle`` takes it; ``is_answer`` where we asked, else it is an event."""
    match outcome:
        case port.Succeeded(payment, amount, stored):
            said = Word(Told(PaymentState.SUCCEEDED, amount, is_answer), payment, stored=stored)
        case port.Declined(reason, hard, payment):
            said = Word(Told(PaymentState.DECLINED), payment, reason, hard)
        case port.Pending(payment):
            said = Word(Told(PaymentState.PENDING), payment)
        case port.ActionRequired(payment, url):
            said = Word(Told(PaymentState.ACTION_REQUIRED), payment, url=url)
        case port.Unknown(why):
            said = Word(Told(PaymentState.UNKNOWN), reason=why)
        case port.Unreachable(why):
            said = Word(Told(PaymentState.NOT_MADE), reason=why)
        case port.NotMade():
            said = Word(Told(PaymentState.NOT_MADE), reason="not made")
    return said


@dataclass(slots=True)
class _Settling:
    """One payment and its order, both locked, and the word about it."""

    order: OrderRow
    payment: PaymentRow
    word: Word
    by: Act


async def settle(payment_id: UUID, said: Word, by: Act) -> Payment:
    """Do what ``said`` means for the payment and its order; ``said`` again it changes nothing."""
    hindrance = await _reserve_again(payment_id, said.told, by.at)
    async with in_transaction():
        order_id = (await PaymentRow.get(id=payment_id)).order_id
        order = await OrderRow.select_for_update().get(id=order_id)
        it = _Settling(order, await PaymentRow.get(id=payment_id), said, by)
        payment = it.payment
        asked = Money(payment.currency, payment.amount_minor)
        decision = decide(OrderState(order.state), PaymentState(payment.state), asked, said.told)
        if decision.step is Step.NOTE:
            await _note(it, said.told.state)
        elif decision.step is Step.FULFIL:
            await _fulfil(it, hindrance)
        elif decision.case:
            await _misfit(it, decision.step, decision.case)
    return reads.payment(payment)


async def _reserve_again(payment_id: UUID, told: Told, at: datetime) -> Refusal | None:
    """Keep the codes for an order that is paid after it expired and gave them back; why that cannot be done."""
    if told.state is not PaymentState.SUCCEEDED:
        return None
    order = await OrderRow.get(id=(await PaymentRow.get(id=payment_id)).order_id)
    if order.state != OrderState.EXPIRED:
        return None
    try:
        await reserve_again(order, at)
    except Refusal as refusal:
        return refusal
    return None


async def _note(it: _Settling, state: PaymentState) -> None:
    payment, said = it.payment, it.word
    payment.state, payment.reference = state, said.reference or payment.reference
    payment.reason, payment.is_hard, payment.url = said.reason, said.is_hard, said.url
    is_open = state.is_undecided or state is PaymentState.ACTION_REQUIRED
    payment.ask_at = it.by.at + wait(payment.tries) if is_open else None
    await payment.save(update_fields=["state", "reference", "reason", "is_hard", "url", "ask_at"])
    if said.stored:
        await keep_card(payment.member_id, payment.gateway, said.stored, it.by.at)


async def _fulfil(it: _Settling, hindrance: Refusal | None) -> None:
    await _note(it, PaymentState.SUCCEEDED)
    try:
        if hindrance:
            raise hindrance
        async with in_transaction():
            await grant_all(it.order, it.by)
    except Refusal as refusal:
        await it.order.refresh_from_db()
        await _take_no_money(it, refusal)


async def _take_no_money(it: _Settling, refusal: Refusal) -> None:
    """What was paid for cannot be granted: give the money back and let a person know."""
    order, at = it.order, it.by.at
    is_late = order.state == OrderState.EXPIRED
    if not is_late:
        order.state, order.closed_at = OrderState.CANCELLED, at
    order.closed_because = refusal.code
    await order.save(update_fields=["state", "closed_at", "closed_because"])
    await supplying.give_back(order.holder_id)
    await _note(it, PaymentState.SURPLUS)
    kind = CaseKind.PAID_TOO_LATE if is_late else CaseKind.NOT_GRANTED
    await keep_case(kind, it.payment.key, at, {"refusal": refusal.code, "why": str(refusal)}, it.payment)
    await give_back_surplus(it.payment, refusal.code, it.by)
    facts = {"number": order.number, "because": refusal.code}
    subject, member = f"order:{order.number}", order.member_id
    await journal.record(at, it.by.actor, action="give_back", subject=subject, member_id=member, facts=facts)


async def _misfit(it: _Settling, step: Step, kind: CaseKind) -> None:
    payment, told = it.payment, it.word.told
    facts = {"told": told.state, "amount": str(told.amount or ""), "reference": it.word.reference or ""}
    await keep_case(kind, f"{payment.key} {told.state} {told.amount or ''}", it.by.at, facts, payment)
    if step is Step.HOLD and told.amount:
        payment.currency, payment.amount_minor = told.amount.currency, told.amount.amount_minor
        await payment.save(update_fields=["currency", "amount_minor"])
    if step in (Step.HOLD, Step.GIVE_BACK):
        await _note(it, PaymentState.SURPLUS)
    if step is Step.GIVE_BACK:
        await give_back_surplus(payment, kind, it.by)


async def keep_card(member_id: UUID, gateway: str, stored: port.StoredMethod, at: datetime) -> None:
    """Note, in the caller's transaction, a card that the gateway keeps for the member, as it is now."""
    await PaymentMethodRow.update_or_create(
        gateway=gateway,
        method=stored.method,
        defaults={
            "member_id": member_id,
            "brand": stored.brand,
            "last4": stored.last4,
            "expires_year": stored.expires_year,
            "expires_month": stored.expires_month,
            "kept_at": at,
        },
    )
