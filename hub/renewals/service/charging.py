"""Taking the money for a renewal, and what follows where that does not work.

Nothing is asked of the gateway before it is written down what for, and what comes of it is for the next look to see:
the order and its payments say so, whoever is interrupted where.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.kernel.errors import Refusal
from hub.notifications.service import sending
from hub.orders.service import paying
from hub.renewals import reads
from hub.renewals.models import RenewalRow
from hub.renewals.rules.deciding import NoteDecline, decline
from hub.renewals.rules.values import State
from hub.renewals.service.holding import held, renewal_row, store
from hub.renewals.service.ordering import pay, place
from hub.renewals.service.situation import order_of

if TYPE_CHECKING:
    from hub.renewals.rules.deciding import AskGateway, Charge
    from hub.renewals.rules.values import Renewal
    from hub.renewals.service.looking import Look


async def charge(look: Look, step: Charge) -> None:
    """Place the order, unless there is one, and pay it."""
    renewal = await _written_down(look, step)
    try:
        if not renewal.order:
            renewal = replace(renewal, order=await place(look.found, look.policy, renewal, look.now, look.place))
            await _keep_order(look, renewal)
        await pay(look.ports, look.member, look.agreement.card, renewal)
    except Refusal as refusal:
        await _note_refusal(look, renewal, refusal)


async def ask_gateway(look: Look, _: AskGateway) -> None:
    """Ask what became of the charge."""
    payment = (await order_of(look.renewal))[1]
    if payment:
        await paying.ask(look.ports, payment.id)


async def note_decline(look: Look, step: NoteDecline) -> None:
    """Write down that the charge was declined, and tell the member."""
    await _note(look, look.renewal, step)


async def _written_down(look: Look, step: Charge) -> Renewal:
    """The renewal, for that amount and no other."""
    async with in_transaction():
        agreement = await held(look.agreement.id, look.lease)
        row = await renewal_row(look.agreement, look.found.facts.renewal, look.now)
        row.amount_minor = step.amount.amount_minor
        await store(row)
        agreement.state = State.CHARGING
        await agreement.save(update_fields=["state"])
    return reads.renewal(row)


async def _keep_order(look: Look, renewal: Renewal) -> None:
    async with in_transaction():
        await held(look.agreement.id, look.lease)
        await RenewalRow.filter(id=renewal.id).update(order_number=renewal.order)


async def _note_refusal(look: Look, renewal: Renewal, refusal: Refusal) -> None:
    """What was to be renewed cannot be given or charged now: as if the card had been declined."""
    payment = (await order_of(renewal))[1] if renewal.order else None
    if payment and payment.state.is_undecided:
        return
    noted = payment.number if payment else renewal.noted
    await _note(look, renewal, decline(renewal, look.policy, look.now, refusal.code, is_hard=False, noted=noted))


async def _note(look: Look, renewal: Renewal, step: NoteDecline) -> None:
    async with in_transaction():
        agreement = await held(look.agreement.id, look.lease)
        row = await RenewalRow.get(id=renewal.id)
        row.declines, row.declined_at = row.declines + 1, row.declined_at or look.now
        row.reason, row.is_hard, row.retry_at, row.noted = step.reason, step.is_hard, step.retry_at, step.noted
        await row.save()
        agreement.state = State.PAST_DUE
        await agreement.save(update_fields=["state"])
        told = await look.teller.declined(renewal, step.retry_at, is_hard=step.is_hard)
        await look.record("decline", reason=step.reason, hard=step.is_hard, retry_at=step.retry_at)
    await sending.tell(look.ports, told)
