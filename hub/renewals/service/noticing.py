"""Telling the member beforehand: of the charge, or of a raised price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.notifications.service import sending
from hub.renewals import reads
from hub.renewals.rules.values import State
from hub.renewals.service.holding import held, renewal_row, store
from hub.renewals.service.situation import notice_key

if TYPE_CHECKING:
    from hub.renewals.rules.deciding import AskConsent, Notify
    from hub.renewals.service.looking import Look


async def ask_consent(look: Look, step: AskConsent) -> None:
    """Ask the member whether they accept the raised price."""
    async with in_transaction():
        await held(look.agreement.id, look.lease)
        row = await renewal_row(look.agreement, look.found.facts.renewal, step.due_at)
        row.asked_minor, row.due_at = step.price.amount_minor, step.due_at
        await store(row)
        key = f"renewal-price:{row.id}:{step.price.amount_minor}"
        told = await look.teller.raised(key, step.price, step.due_at)
        await look.record("ask_consent", price=step.price, due_at=step.due_at)
    await sending.tell(look.ports, told)


async def notify(look: Look, step: Notify) -> None:
    """Write the notice, without which nothing is charged."""
    async with in_transaction():
        agreement = await held(look.agreement.id, look.lease)
        row = await renewal_row(look.agreement, look.found.facts.renewal, step.due_at)
        row.offer, row.due_at, row.charge_at = look.agreement.terms.offer, step.due_at, step.charge_at
        row.amount_minor, row.currency = step.amount.amount_minor, step.amount.currency
        row.noticed_at, row.notices = look.now, row.notices + 1
        await store(row)
        agreement.state = State.NOTICED
        await agreement.save(update_fields=["state"])
        told = await look.teller.notice(notice_key(reads.renewal(row)), step.amount, step.charge_at)
        await look.record("notice", amount=step.amount, charge_at=step.charge_at)
    await sending.tell(look.ports, told)
