"""Telling the member beforehand: of the charge, or of a raised price."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.notifications.rules.messages import told_at
from hub.notifications.service import sending
from hub.renewals.rules.values import State
from hub.renewals.service.holding import next_renewal
from hub.renewals.service.situation import notice_key

if TYPE_CHECKING:
    from hub.renewals.rules.deciding import AskConsent, Notify
    from hub.renewals.service.looking import Look
    from hub.renewals.service.situation import Situation


async def ask_consent(look: Look, step: AskConsent) -> None:
    """Ask the member whether they accept the raised price."""
    asked = next_renewal(look.agreement, look.found.facts.renewal, step.due_at)
    async with in_transaction():
        renewal = await look.store(look.agreement.state, replace(asked, asked=step.price, due_at=step.due_at))
        key = f"renewal-price:{renewal.id}:{step.price.amount_minor}"
        told = await look.teller.raised(key, step.price, step.due_at)
        await look.record("ask_consent", price=step.price, due_at=step.due_at)
    await sending.tell(look.ports, told)


async def notify(look: Look, step: Notify) -> Situation:
    """Write the notice, without which nothing is charged."""
    facts, agreement = look.found.facts, look.agreement
    last = next_renewal(agreement, facts.renewal, step.due_at)
    noticed = replace(
        last,
        offer=agreement.terms.offer,
        due_at=step.due_at,
        charge_at=step.charge_at,
        amount=step.amount,
        noticed_at=look.now,
        notices=last.notices + 1,
    )
    async with in_transaction():
        renewal = await look.store(State.NOTICED, noticed)
        told = await look.teller.notice(notice_key(renewal), step.amount, step.charge_at)
        await look.record("notice", amount=step.amount, charge_at=step.charge_at)
    await sending.tell(look.ports, told)
    agreement = replace(agreement, state=State.NOTICED)
    return look.found.with_facts(replace(facts, agreement=agreement, renewal=renewal, told_at=told_at(told)))
