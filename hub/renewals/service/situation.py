"""Everything that is known about an agreement at an instant: what the rules decide by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hub.catalogue import reads as catalogue
from hub.catalogue.rules.expansion import expand
from hub.entitlements import reads as entitlements
from hub.entitlements.rules.status import entitlement
from hub.members import reads as members
from hub.notifications import reads as notifications
from hub.orders import reads as orders
from hub.renewals import reads
from hub.renewals.models import AgreementRow, RenewalRow
from hub.renewals.rules.dates import covered_until, nominal, watched
from hub.renewals.rules.deciding import Facts

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.bundles import Offer
    from hub.members.rules import Member
    from hub.orders.rules.values import Order, Payment
    from hub.renewals.rules.values import Agreement, Renewal, Terms


@dataclass(frozen=True, slots=True)
class Situation:
    """The member, the facts, and the offer as it is written down, on sale or not."""

    member: Member
    facts: Facts
    offer: Offer


async def situation(agreement_id: UUID, at: datetime, *, is_asked: bool = False) -> Situation:
    """What is known at ``at``. While an order is under way, only what matters then."""
    row = await AgreementRow.get(id=agreement_id)
    agreement = reads.agreement(row)
    found = await RenewalRow.get_or_none(agreement_id=agreement_id, number=agreement.number)
    renewal = reads.renewal(found) if found else None
    member = (await members.members([agreement.member_id]))[agreement.member_id]
    offer = (await catalogue.offers([agreement.terms.offer]))[agreement.terms.offer]
    if renewal and renewal.order:
        facts = await _under_way(agreement, renewal, member, is_asked=is_asked)
    else:
        facts = await _at_rest(agreement, renewal, member, offer, at)
    return Situation(member, facts, offer)


async def _under_way(agreement: Agreement, renewal: Renewal, member: Member, *, is_asked: bool) -> Facts:
    order, payment = await order_of(renewal)
    known = Facts(agreement, renewal, member.zone)
    return replace(known, order=order.state, payment=payment, is_asked=is_asked)


async def _at_rest(agreement: Agreement, renewal: Renewal | None, member: Member, offer: Offer, at: datetime) -> Facts:
    code = agreement.terms.offer
    covered = await coverage(member, agreement.watches, at)
    return Facts(
        agreement,
        renewal,
        member.zone,
        covered=covered,
        is_given_back=await _is_given_back(agreement, member, covered),
        offer=(await catalogue.live_offers([code])).get(code),
        is_given=bool(await catalogue.current_revisions([offer.bundle])),
        bought=(await orders.bought(member.id, [code]))[code],
        told_at=await notifications.told_at(notice_key(renewal)) if renewal and renewal.noticed_at else None,
    )


async def _is_given_back(agreement: Agreement, member: Member, covered: datetime | None) -> bool:
    """The coverage ends before its time by the calendar, and some of it was taken back since that time was set."""
    if covered is None or covered >= nominal(agreement, member.zone):
        return False
    last = await RenewalRow.get_or_none(agreement_id=agreement.id, number=agreement.number - 1)
    since = last.settled_at if last and last.settled_at else agreement.agreed_at
    [held] = await entitlements.held_by([member])
    watched = [each.grant for each in held.records.values() if each.grant.benefit in agreement.watches]
    return any(each.revoked and each.revoked.at > since for each in watched)


async def order_of(renewal: Renewal) -> tuple[Order, Payment | None]:
    """The renewal's order, and the last payment of it that was tried."""
    order = (await orders.orders_by_numbers([renewal.order]))[renewal.order]
    payments = (await orders.payments([order.id]))[order.id]
    return order, payments[-1] if payments else None


async def coverage(member: Member, benefits: Collection[str], at: datetime) -> datetime | None:
    """Until when the member has all of ``benefits`` without a gap; ``None`` where some of it is missing at ``at``."""
    [held] = await entitlements.held_by([member]) if benefits else [None]
    if held is None or not set(benefits) <= {each.grant.benefit for each in held.records.values()}:
        return None
    return covered_until((entitlement(held.holdings, each, held.timeline) for each in benefits), at)


async def watches(terms: Terms, at: datetime, zone: str) -> tuple[str, ...]:
    """The benefits at whose end an agreement with ``terms`` falls due; none where its bundle gives nothing now."""
    offer = (await catalogue.offers([terms.offer]))[terms.offer]
    revision = (await catalogue.current_revisions([offer.bundle])).get(offer.bundle)
    if revision is None:
        return ()
    gives = expand(revision.content, terms.choices, at, zone)
    return watched(gives, await catalogue.benefits(sorted({each.benefit for each in gives})))


def notice_key(renewal: Renewal) -> str:
    """The key of the last notice of a renewal."""
    return f"renewal-notice:{renewal.id}:{renewal.notices}"
