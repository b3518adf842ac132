"""How a renewal and an agreement come to their ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.catalogue import reads as catalogue
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service.planning import OneBenefit
from hub.fulfilment.service import giving
from hub.journal.rules import Act
from hub.kernel.calendar import Period
from hub.kernel.errors import Refusal
from hub.notifications.service import sending
from hub.orders.service import closing
from hub.renewals.models import RenewalRow
from hub.renewals.rules.dates import nominal
from hub.renewals.rules.values import Outcome, State
from hub.renewals.service.holding import held
from hub.renewals.service.looking import ACTOR
from hub.renewals.service.situation import coverage, order_of, watches

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.renewals.models import AgreementRow
    from hub.renewals.rules.deciding import Close, Conclude, End, GiveGrace
    from hub.renewals.rules.values import Agreement
    from hub.renewals.service.looking import Look


async def give_grace(look: Look, _: GiveGrace) -> None:
    """A grant for as long as the grace, of each benefit that runs out; taken back when the renewal is paid.

    It is not part of the order, which is not paid.
    """
    origin = Origin(Source.RENEWAL, f"grace:{look.renewal.order}")
    grants: list[UUID] = []
    for benefit in look.agreement.watches:
        by = Act(ACTOR, look.now, f"grace:{look.renewal.id}:{benefit}")
        asked = OneBenefit(benefit, Period(elapsed=look.policy.grace))
        grants += (await giving.give(look.ports, look.member, asked, origin, by)).grants
    async with in_transaction():
        await held(look.agreement.id, look.lease)
        await RenewalRow.filter(id=look.renewal.id).update(grace_grants=[str(each) for each in grants])


async def conclude(look: Look, _: Conclude) -> None:
    """The renewal is paid and granted: write that down, and count on to the next."""
    agreement, renewal, zone, now = look.agreement, look.renewal, look.member.zone, look.now
    if renewal.grace_grants:
        by = Act(ACTOR, now, f"grace-over:{renewal.id}")
        await giving.take_back(look.ports, look.member, renewal.grace_grants, "renewed", by)
    order, _payment = await order_of(renewal)
    async with catalogue.at_one_version():
        watched = await watches(agreement.terms, now, zone)
        covered = await coverage(look.member, watched, now)
    async with in_transaction():
        row = await held(agreement.id, look.lease)
        outcome = Outcome.WAIVED if renewal.is_waived else Outcome.PAID
        await RenewalRow.filter(id=renewal.id).update(outcome=outcome, settled_at=now, retry_at=None)
        _count_on(row, agreement, max(renewal.due_at, order.paid_at or now), zone)
        row.held_offer, row.watches, row.paused_until = renewal.offer, list(watched), None
        await row.save()
        told = await look.teller.paid(renewal, order.total, covered)
        await look.record("renew", order=renewal.order, amount=order.total)
    await sending.tell(look.ports, told)


def _count_on(row: AgreementRow, agreement: Agreement, began: datetime, zone: str) -> None:
    """The next number. Dates go on from where they were, unless the period began elsewhere than they said."""
    if nominal(agreement, zone) != began:
        row.anchor, row.since = began, row.number
    row.number += 1
    row.state = State.ACTIVE if State(row.state).is_live else row.state


async def end(look: Look, step: End) -> None:
    """The agreement is over; an order that is not paid is given up at the next look."""
    covered = await coverage(look.member, look.agreement.watches, look.now)
    async with in_transaction():
        row = await held(look.agreement.id, look.lease)
        row.state, row.ended_at, row.ended_because = step.state, look.now, step.because
        await row.save(update_fields=["state", "ended_at", "ended_because"])
        without_order = RenewalRow.filter(agreement_id=row.id, number=row.number, order_number="", outcome=None)
        await without_order.update(outcome=Outcome.FAILED, settled_at=look.now, retry_at=None)
        told = await look.teller.over(step.because, covered)
        await look.record("end_agreement", state=step.state, because=step.because)
    await sending.tell(look.ports, told)


async def close(look: Look, _: Close) -> None:
    """Give up the order of a renewal that nobody will pay."""
    number = look.renewal.order
    try:
        await closing.cancel(look.member, number, Act(ACTOR, look.now, f"close:{number}"))
    except Refusal:
        order, payment = await order_of(look.renewal)
        if order.state.is_granted or (payment and payment.state.is_undecided):
            return  # it was paid after all, or may be: the next look sees which
    async with in_transaction():
        await held(look.agreement.id, look.lease)
        failed = {"outcome": Outcome.FAILED, "settled_at": look.now, "retry_at": None}
        await RenewalRow.filter(id=look.renewal.id).update(**failed)
