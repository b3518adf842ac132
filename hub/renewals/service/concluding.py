"""How a renewal and an agreement come to their ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import orjson
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.catalogue import reads as catalogue
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service.planning import OneBenefit
from hub.fulfilment.service import giving
from hub.journal.rules import Act
from hub.kernel.calendar import Period
from hub.kernel.errors import Refusal
from hub.notifications.service import sending
from hub.orders import reads as orders
from hub.orders.service import closing
from hub.renewals.models import AgreementRow, RenewalRow
from hub.renewals.rules.dates import nominal
from hub.renewals.rules.values import Outcome, State
from hub.renewals.service.holding import hold, next_renewal
from hub.renewals.service.looking import ACTOR
from hub.renewals.service.situation import at_rest, coverage, watches

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.renewals.rules.deciding import Close, Conclude, End, GiveGrace, PutOff
    from hub.renewals.rules.values import Agreement, Renewal
    from hub.renewals.service.looking import Look
    from hub.renewals.service.situation import Situation


async def give_grace(look: Look, _: GiveGrace) -> None:
    """A grant for as long as the grace, of each benefit that runs out; taken back when the renewal is paid.

    It is not part of the order, which is not paid.
    """
    origin = Origin(Source.RENEWAL, f"grace:{look.renewal.order}")
    grants: list[UUID] = []
    for benefit in look.agreement.watches:
        by = Act(ACTOR, look.now, f"grace:{look.renewal.id}:{look.renewal.notices}:{benefit}")
        asked = OneBenefit(benefit, Period(elapsed=look.policy.grace))
        grants += (await giving.give(look.ports, look.member, asked, origin, by)).grants
    async with in_transaction():
        await hold(look.agreement.id, look.lease)
        await RenewalRow.filter(id=look.renewal.id).update(grace_grants=[str(each) for each in grants])


async def put_off(look: Look, _: PutOff) -> None:
    """Give up the order of what was declined, and begin anew: with another notice, when it falls due."""
    if look.renewal.order and not await _give_up(look):
        return
    await _end_grace(look)
    begun = next_renewal(look.agreement, None, look.renewal.due_at)
    anew = replace(begun, id=look.renewal.id, notices=look.renewal.notices)
    async with in_transaction():
        await look.store(State.ACTIVE, anew)
        await look.record("put_off_renewal", order=look.renewal.order)


async def _end_grace(look: Look) -> None:
    if grants := look.renewal.grace_grants:
        by = Act(ACTOR, look.now, f"grace-over:{look.renewal.id}:{look.renewal.notices}")
        await giving.take_back(look.ports, look.member, grants, "renewed", by)


async def conclude(look: Look, _: Conclude) -> Situation:
    """The renewal is paid and granted: write that down, and count on to the next."""
    agreement, renewal, member, now = look.agreement, look.renewal, look.member, look.now
    standing = look.standing
    await _end_grace(look)
    async with catalogue.at_one_version(), in_transaction():
        await hold(agreement.id, look.lease)
        watched = await watches(agreement.terms, now, member.zone)
        covered = await coverage(member, watched, now)  # whoever moves it from now on waits, and marks the agreement
        began = max(renewal.due_at, standing.paid_at or now)
        following = replace(_counted_on(agreement, began, member.zone), held_offer=renewal.offer, watches=watched)
        outcome = Outcome.WAIVED if renewal.is_waived else Outcome.PAID
        await _write_down(renewal, outcome, now, following)
        facts = await at_rest(following, member, covered)
        told = await look.teller.paid(renewal, standing.total, None if facts.ends_early else covered)
        await look.record("renew", order=renewal.order, amount=standing.total)
    await sending.tell(look.ports, told)
    return look.found.with_facts(facts)


def _counted_on(agreement: Agreement, began: datetime, zone: str) -> Agreement:
    """The next number. Dates go on from where they were, unless the period began elsewhere than they said."""
    counted = replace(agreement, number=agreement.number + 1, paused_until=None)
    if agreement.state.is_live:
        counted = replace(counted, state=State.ACTIVE)
    if nominal(agreement, zone) != began:
        counted = replace(counted, anchor=began, since=agreement.number)
    return counted


_CONCLUDE = """
    WITH concluded AS (UPDATE renewals SET outcome = $2, settled_at = $3, retry_at = NULL WHERE id = $1)
    UPDATE agreements SET state = $5, number = $6, anchor = $7, since = $8, held_offer = $9, watches = $10,
        paused_until = NULL, moved = false WHERE id = $4
"""


async def _write_down(renewal: Renewal, outcome: Outcome, now: datetime, following: Agreement) -> None:
    watches_, it = orjson.dumps(following.watches).decode(), following
    arguments = [it.id, it.state, it.number, it.anchor, it.since, it.held_offer, watches_]
    await get_connection("default").execute_query(_CONCLUDE, [renewal.id, outcome, now, *arguments])


async def end(look: Look, step: End) -> None:
    """The agreement is over; an order that is not paid is given up at the next look."""
    covered = await coverage(look.member, look.agreement.watches, look.now)
    async with in_transaction():
        await hold(look.agreement.id, look.lease)
        ended = {"state": step.state, "ended_at": look.now, "ended_because": step.because}
        await AgreementRow.filter(id=look.agreement.id).update(**ended)
        this = {"agreement_id": look.agreement.id, "number": look.agreement.number}
        without_order = RenewalRow.filter(**this, order_number="", outcome=None)
        await without_order.update(outcome=Outcome.FAILED, settled_at=look.now, retry_at=None)
        told = await look.teller.over(step.because, covered)
        await look.record("end_agreement", state=step.state, because=step.because)
    await sending.tell(look.ports, told)


async def _give_up(look: Look) -> bool:
    """Give up the order of a renewal; not where it was paid after all, or may be: the next look sees which."""
    number = look.renewal.order
    try:
        await closing.cancel(look.member, number, Act(ACTOR, look.now, f"close:{number}"))
    except Refusal:
        standing = (await orders.standings([number]))[number]
        return not (standing.state.is_granted or (standing.payment and standing.payment.state.is_undecided))
    return True


async def close(look: Look, _: Close) -> None:
    """Give up the order of a renewal that nobody will pay."""
    if not await _give_up(look):
        return
    async with in_transaction():
        await hold(look.agreement.id, look.lease)
        failed = {"outcome": Outcome.FAILED, "settled_at": look.now, "retry_at": None}
        await RenewalRow.filter(id=look.renewal.id).update(**failed)
