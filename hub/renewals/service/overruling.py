"""What staff decide about an agreement, each with a reason that the journal keeps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service.planning import OneBenefit
from hub.fulfilment.service import giving
from hub.journal import service as journal
from hub.journal.rules import Act
from hub.kernel.errors import InvalidInput, NotFound
from hub.members import reads as members
from hub.orders import reads as orders
from hub.orders.service import closing
from hub.renewals import reads
from hub.renewals.errors import AgreementOver, RenewalUnderWay
from hub.renewals.models import AgreementRow, RenewalRow
from hub.renewals.rules.values import State
from hub.renewals.service import agreeing
from hub.renewals.service.holding import next_renewal, store

if TYPE_CHECKING:
    from uuid import UUID

    from hub.kernel.calendar import Period
    from hub.members.rules import Member
    from hub.ports import Ports
    from hub.renewals.rules.values import Agreement


async def retry(agreement_id: UUID, reason: str, by: Act) -> Agreement:
    """Try a declined renewal again now. Refuses (``InvalidInput``) where nothing was declined."""
    async with in_transaction():
        row = await _live(agreement_id, reason)
        tried = RenewalRow.filter(agreement_id=row.id, number=row.number, outcome=None, declined_at__isnull=False)
        if row.state != State.PAST_DUE or not await tried.update(retry_at=by.at, is_hard=False):
            raise InvalidInput("agreement", "no charge of it was declined; there is nothing to try again")
        return await _look_at(row, by, "retry_renewal", reason)


async def waive(agreement_id: UUID, reason: str, by: Act) -> Agreement:
    """Give the next period without a charge; one that was declined is given at once.

    Refuses (``RenewalUnderWay``) while a charge is being made.
    """
    async with in_transaction():
        row = await _live(agreement_id, reason)
        agreement = reads.agreement(row)
        if agreement.state is State.CHARGING:
            raise RenewalUnderWay(str(agreement_id))
        current = (await reads.current_renewals([agreement])).get(agreement_id)
        renewal = next_renewal(agreement, current, by.at)
        await store(agreement, replace(renewal, order="", is_waived=True, declined_at=None, retry_at=None))
        waived = await _look_at(row, by, "waive_renewal", reason)
    if renewal.order:
        await _give_up(agreement, renewal.order, by)
    return waived


async def extend(ports: Ports, agreement_id: UUID, period: Period, reason: str, by: Act) -> Agreement:
    """Give the member ``period`` more of what it renews; the next charge moves on with the coverage.

    Refuses (``InvalidInput``) where nothing it renews can be prolonged, and what the benefits' policies refuse.
    """
    row = await _live(agreement_id, reason)
    if not row.watches:
        raise InvalidInput("agreement", "what it renews does not queue; give the benefit itself instead")
    member = await _member(row)
    for benefit in row.watches:
        act = Act(by.actor, by.at, f"{by.key}:{benefit}")
        await giving.give(ports, member, OneBenefit(benefit, period), Origin(Source.STAFF, reason), act)
    async with in_transaction():
        return await _look_at(await _live(agreement_id, reason), by, "extend_agreement", reason)


async def cancel(ports: Ports, agreement_id: UUID, reason: str, by: Act) -> Agreement:
    """Cancel it for the member, as they could themselves."""
    row = await AgreementRow.get_or_none(id=agreement_id)
    if row is None:
        raise NotFound("agreement", str(agreement_id))
    journal.check_reason(reason)
    return await agreeing.cancel(ports, await _member(row), agreement_id, by, reason)


async def _live(agreement_id: UUID, reason: str) -> AgreementRow:
    journal.check_reason(reason)
    async with in_transaction():
        row = await AgreementRow.select_for_update().get_or_none(id=agreement_id)
    if row is None:
        raise NotFound("agreement", str(agreement_id))
    if row.ended_at:
        raise AgreementOver(row.state, row.ended_at)
    return row


async def _member(row: AgreementRow) -> Member:
    return (await members.members([row.member_id]))[row.member_id]


async def _give_up(agreement: Agreement, order: str, by: Act) -> None:
    known = (await orders.standings([order]))[order]
    if not known.state.is_granted:
        member = (await members.members([agreement.member_id]))[agreement.member_id]
        await closing.cancel(member, order, by)


async def _look_at(row: AgreementRow, by: Act, action: str, reason: str) -> Agreement:
    row.next_at, row.told_at, row.lease, row.lease_until = by.at, None, None, None
    await row.save(update_fields=["next_at", "told_at", "lease", "lease_until"])
    subject, facts = f"agreement:{row.id}", {"reason": reason.strip()}
    await journal.record(by.at, by.actor, action=action, subject=subject, member_id=row.member_id, facts=facts)
    return reads.agreement(row)
