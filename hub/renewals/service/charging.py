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
from hub.orders import reads as orders
from hub.orders.service import paying
from hub.renewals.rules.deciding import NoteDecline, decline
from hub.renewals.rules.values import State
from hub.renewals.service.ordering import pay, place

if TYPE_CHECKING:
    from hub.renewals.rules.deciding import AskGateway, Charge
    from hub.renewals.rules.values import Renewal
    from hub.renewals.service.looking import Look
    from hub.renewals.service.situation import Situation


async def charge(look: Look, step: Charge) -> Situation | None:
    """Place the order, unless there is one, and pay it."""
    charged = replace(look.renewal, amount=step.amount)
    if step.due_at:
        charged = replace(charged, due_at=step.due_at, offer=look.agreement.terms.offer)
    renewal = await look.store(State.CHARGING, charged)
    try:
        if not renewal.order:
            order = await place(look.found, look.policy, renewal, look.now, look.place)
            renewal = await look.store(State.CHARGING, replace(renewal, order=order))
        standing = await pay(look.ports, look.found, renewal)
    except Refusal as refusal:
        await _note_refusal(look, renewal, refusal)
        return None
    return look.under_way(State.CHARGING, renewal, standing)


async def ask_gateway(look: Look, _: AskGateway) -> None:
    """Ask what became of the charge."""
    if payment := look.found.facts.payment:
        await paying.ask(look.ports, payment.id)


async def note_decline(look: Look, step: NoteDecline) -> Situation:
    """Write down that the charge was declined, and tell the member."""
    renewal = await _note(look, look.renewal, step)
    return look.under_way(State.PAST_DUE, renewal, look.standing)


async def _note_refusal(look: Look, renewal: Renewal, refusal: Refusal) -> None:
    """What was to be renewed cannot be given or charged now: as if the card had been declined."""
    standing = (await orders.standings([renewal.order]))[renewal.order] if renewal.order else None
    payment = standing.payment if standing else None
    if standing and (standing.state.is_granted or (payment and payment.state.is_undecided)):
        return  # the member has paid it meanwhile, or may have
    noted = payment.number if payment else renewal.noted
    await _note(look, renewal, decline(renewal, look.policy, look.now, refusal.code, is_hard=False, noted=noted))


async def _note(look: Look, renewal: Renewal, step: NoteDecline) -> Renewal:
    async with in_transaction():
        declined = await look.store(
            State.PAST_DUE,
            replace(
                renewal,
                declines=renewal.declines + 1,
                declined_at=renewal.declined_at or look.now,
                reason=step.reason,
                is_hard=step.is_hard,
                retry_at=step.retry_at,
                noted=step.noted,
            ),
        )
        told = await look.teller.declined(renewal, step.retry_at, is_hard=step.is_hard)
        await look.record("decline", reason=step.reason, hard=step.is_hard, retry_at=step.retry_at)
    await sending.tell(look.ports, told)
    return declined
