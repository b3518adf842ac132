"""What a gateway's word about a payment changes: everything that belongs to it in one transaction, or nothing.

Money taken for an order that cannot be granted any more (a benefit's policy refuses it by now, the last code went to
somebody else after the order had expired) goes back by itself, and the case is kept for a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.catalogue import reads as catalogue
from hub.journal import service as journal
from hub.kernel.errors import Refusal
from hub.kernel.money import Money
from hub.orders import reads
from hub.orders.models import OrderRow, PaymentMethodRow, PaymentRow
from hub.orders.rules.deciding import Step, Told, decide
from hub.orders.rules.pacing import wait
from hub.orders.rules.values import CaseKind, OrderState, PaymentState
from hub.orders.service import finding, granting, supplying
from hub.orders.service.cases import give_back_surplus, keep_case
from hub.ports import payments as port

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.fulfilment.rules.tasks import Task
    from hub.journal.rules import Act
    from hub.members.rules import Member
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


@dataclass(frozen=True, slots=True)
class Settled:
    """How a payment and its order stand now, and what is to be delivered since: tell of ``tasks`` after the commit."""

    order: OrderRow
    payment: Payment | None
    tasks: Sequence[Task] = ()


@dataclass(frozen=True, slots=True)
class _Settling:
    """One payment and its order, both locked, and the word about it; ``member`` where they are known already."""

    order: OrderRow
    payment: PaymentRow
    word: Word
    by: Act
    member: Member | None


class _CodesGivenBack(Exception):
    """The order is paid after it expired. Nothing was written yet."""


@dataclass(frozen=True, slots=True)
class _Reserved:
    """The codes of an expired order are reserved again, or there is a ``hindrance``."""

    hindrance: Refusal | None


async def settle(payment: Payment, said: Word, by: Act, member: Member | None = None) -> Settled:
    """Do what ``said`` means for the payment and its order; ``said`` again it changes nothing."""
    try:
        return await _settle(payment, said, by, member)
    except _CodesGivenBack:
        return await _settle(payment, said, by, member, await _reserve_again(payment.order_id, by.at))


async def _settle(
    payment: Payment, said: Word, by: Act, member: Member | None, reserved: _Reserved | None = None
) -> Settled:
    async with in_transaction():
        order = await finding.locked(payment.order_id)
        it = _Settling(order, await finding.payment(payment.id), said, by, member)
        asked = Money(it.payment.currency, it.payment.amount_minor)
        decision = decide(OrderState(order.state), PaymentState(it.payment.state), asked, said.told)
        tasks: Sequence[Task] = ()
        if decision.step is Step.NOTE:
            await _note(it, said.told.state)
        elif decision.step is Step.FULFIL:
            if order.state == OrderState.EXPIRED and reserved is None:
                raise _CodesGivenBack
            tasks = await _fulfil(it, reserved)
        elif decision.case:
            await _misfit(it, decision.step, decision.case)
    return Settled(order, reads.payment(it.payment), tasks)


async def _reserve_again(order_id: UUID, at: datetime) -> _Reserved:
    try:
        await granting.reserve_again(await OrderRow.get(id=order_id), at)
    except Refusal as refusal:
        return _Reserved(refusal)
    return _Reserved(None)


_NOTE = """
    UPDATE payments SET state = $2, reference = $3, reason = $4, is_hard = $5, url = $6, ask_at = $7 WHERE id = $1
"""


async def _note(it: _Settling, state: PaymentState) -> None:
    payment, said = it.payment, it.word
    payment.state, payment.reference = state, said.reference or payment.reference
    payment.reason, payment.is_hard, payment.url = said.reason, said.is_hard, said.url
    is_open = state.is_undecided or state is PaymentState.ACTION_REQUIRED
    payment.ask_at = it.by.at + wait(payment.tries) if is_open else None
    noted = [payment.id, state, payment.reference, said.reason, said.is_hard, said.url, payment.ask_at]
    await get_connection("default").execute_query(_NOTE, noted)
    if said.stored:
        await keep_card(payment.member_id, payment.gateway, said.stored, it.by.at)


async def _fulfil(it: _Settling, reserved: _Reserved | None) -> Sequence[Task]:
    await _note(it, PaymentState.SUCCEEDED)
    async with catalogue.at_one_version():
        try:
            if reserved and reserved.hindrance:
                raise reserved.hindrance
            sale = await granting.weigh(it.order, it.by, it.member)
        except Refusal as refusal:
            await _take_no_money(it, refusal)
            return ()
        return await granting.give(sale, it.by)


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
