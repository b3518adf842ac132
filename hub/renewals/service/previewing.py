"""What the next renewal would be. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hub.catalogue import reads as catalogue
from hub.entitlements.reads import policies_with
from hub.entitlements.service.planning import OneBundle
from hub.entitlements.service.previewing import preview_grants
from hub.kernel.calendar import FOREVER
from hub.kernel.errors import NotFound, Refusal
from hub.kernel.money import Money
from hub.orders import reads as orders
from hub.renewals import reads
from hub.renewals.rules.dates import beginning, under, upcoming
from hub.renewals.rules.policy import USUAL
from hub.renewals.rules.prices import price_due
from hub.renewals.rules.values import Terms
from hub.renewals.service.situation import coverage, coverages_of, situation, watches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.bundles import Offer
    from hub.entitlements.rules.preview import TimelineChange
    from hub.members.rules import Member
    from hub.renewals.rules.policy import Policy
    from hub.renewals.rules.values import Agreement
    from hub.renewals.service.situation import Situation


@dataclass(frozen=True, slots=True)
class RenewalPreview:
    """The next renewal as things stand: told at ``notice_at``, charged at ``charge_at``, for time from ``due_at`` on.

    The dates are ``None`` where nothing ends. ``needs_consent``: the price was raised, and is not charged before the
    member accepted it. ``changes`` are those of the timeline. So many periods have the introductory price, from this
    one on.
    """

    amount: Money
    needs_consent: bool
    notice_at: datetime | None
    charge_at: datetime | None
    due_at: datetime | None
    changes: Sequence[TimelineChange]
    introductory_left: int = 0


async def preview_renewal(agreement_id: UUID, at: datetime, policy: Policy = USUAL) -> RenewalPreview | None:
    """The next renewal of an agreement; ``None`` where there will be none, or while one is under way."""
    return await _next(await situation(agreement_id, at), at, policy)


async def preview_switch(
    agreement_id: UUID, code: str, choices: Mapping[str, Sequence[str]], at: datetime, policy: Policy = USUAL
) -> RenewalPreview | None:
    """As ``preview_renewal``, if it were switched to the offer ``code`` now; else ``NotFound``: it does not renew."""
    offer, terms = await _renewable(code, choices)
    found = await situation(agreement_id, at)
    agreement = under(found.facts.agreement, terms, found.facts.zone)
    bought = (await orders.bought(agreement.member_id, [code]))[code]
    is_given = bool(await catalogue.current_revisions([offer.bundle]))
    facts = replace(found.facts, agreement=agreement, offer=offer, bought=bought, is_given=is_given)
    return await _next(replace(found, facts=facts, offer=offer), at, policy)


async def _next(found: Situation, at: datetime, policy: Policy) -> RenewalPreview | None:
    facts = found.facts
    if not facts.agreement.state.is_live or facts.order or not facts.is_given:
        return None
    dates = upcoming(facts.agreement, facts.covered, facts.zone, policy, at, ends_early=facts.ends_early)
    price = price_due(facts.agreement.terms, facts.offer, facts.bought)
    left = facts.agreement.terms.introductory_left(facts.bought)
    moments = (dates.notice_at, dates.charge_at, dates.due_at)
    preview = RenewalPreview(price.amount, price.needs_consent, *moments, (), left)
    if dates.due_at == FOREVER:
        return replace(preview, notice_at=None, charge_at=None, due_at=None)
    standing = _as_noticed(found, preview, policy, at)
    return replace(standing, changes=await _changes(found, max(standing.charge_at or at, at)))


def _as_noticed(found: Situation, preview: RenewalPreview, policy: Policy, at: datetime) -> RenewalPreview:
    """What the member was told stands; what they were not told of waits until the notice period has passed."""
    renewal = found.facts.renewal
    if renewal and renewal.is_waived:
        return replace(preview, amount=Money(preview.amount.currency, 0), needs_consent=False)
    if renewal and renewal.charge_at and renewal.amount and renewal.offer == found.facts.agreement.terms.offer:
        charge_at = max(renewal.charge_at, preview.charge_at or at)
        return replace(preview, amount=renewal.amount, notice_at=renewal.noticed_at, charge_at=charge_at)
    notice_at = max(preview.notice_at or at, at)
    latest = policy.window(found.facts.agreement.terms.period).latest
    return replace(preview, notice_at=notice_at, charge_at=max(preview.charge_at or at, notice_at + latest))


async def _changes(found: Situation, at: datetime) -> Sequence[TimelineChange]:
    asked = OneBundle(found.offer.bundle, found.facts.agreement.terms.choices)
    try:
        return await preview_grants(found.member, [asked], at)
    except Refusal:  # what cannot be given then is not charged; the page shows the dates alone
        return ()


async def preview_enabling(
    member: Member, code: str, choices: Mapping[str, Sequence[str]], at: datetime, policy: Policy = USUAL
) -> RenewalPreview:
    """What letting an offer renew from now on would mean. Refuses an offer that does not renew (``NotFound``)."""
    offer, terms = await _renewable(code, choices)
    covered = await coverage(member, await watches(terms, at, member.zone), at)
    bought = (await orders.bought(member.id, [code]))[code]
    preview = RenewalPreview(
        amount=price_due(terms, offer, bought).amount,
        needs_consent=False,
        notice_at=None,
        charge_at=None,
        due_at=None,
        changes=(),
        introductory_left=terms.introductory_left(bought),
    )
    if covered is None or covered == FOREVER:
        return preview
    notice_at, charge_at = beginning(covered, terms.period, policy, at)
    changes = await preview_grants(member, [OneBundle(offer.bundle, choices)], charge_at)
    return replace(preview, notice_at=notice_at, charge_at=charge_at, due_at=covered, changes=changes)


async def _renewable(code: str, choices: Mapping[str, Sequence[str]]) -> tuple[Offer, Terms]:
    offer = (await catalogue.live_offers([code])).get(code)
    terms = _terms_of(offer, choices) if offer else None
    if offer is None or terms is None:
        raise NotFound("renewable offer", code)
    return offer, terms


def _terms_of(offer: Offer, choices: Mapping[str, Sequence[str]]) -> Terms | None:
    """The terms on which an offer renews; ``None``: it does not."""
    if offer.renewal_period is None:
        return None
    return Terms(offer.code, choices, offer.renewal_period, offer.price, offer.introductory)


async def alternatives(agreement: Agreement, zone: str, at: datetime) -> list[Offer]:
    """The offers on sale to which the agreement can be switched: of what it renews, or of other tiers of that.

    Not those that would renew what another agreement of the member renews already.
    """
    taken, price = await _renewed(agreement.member_id, but=agreement.id), agreement.terms.price
    async with catalogue.at_one_version():
        peers = (await policies_with(agreement.watches)).keys() if agreement.watches else set()
        sold = await _sold(zone, at)
    found = [offer for offer, watched in sold if not peers.isdisjoint(watched) and taken.isdisjoint(watched)]
    return [each for each in found if each.code != agreement.terms.offer and each.price.currency == price.currency]


async def renewable(member: Member, at: datetime) -> list[Offer]:
    """The offers on sale that would prolong what the member holds, where no agreement of theirs does that already."""
    taken = await _renewed(member.id)
    async with catalogue.at_one_version():
        sold = [(offer, watched) for offer, watched in await _sold(member.zone, at) if taken.isdisjoint(watched)]
        covered = await coverages_of(member, [watched for _, watched in sold], at)
    return [offer for (offer, _), until in zip(sold, covered, strict=True) if until and until < FOREVER]


async def _renewed(member_id: UUID, but: UUID | None = None) -> set[str]:
    """The benefits that agreements of the member renew."""
    live = [each for each in await reads.agreements_of(member_id) if each.state.is_live and each.id != but]
    return {benefit for each in live for benefit in each.watches}


async def _sold(zone: str, at: datetime) -> list[tuple[Offer, tuple[str, ...]]]:
    """The offers that can be chosen on a page to renew, and what each would renew."""
    offers = (await catalogue.all_live_offers()).values()
    watched = [(each, await _watched(each, zone, at)) for each in offers]
    return [(offer, benefits) for offer, benefits in watched if benefits]


async def _watched(offer: Offer, zone: str, at: datetime) -> tuple[str, ...]:
    """What an offer would renew; nothing where it does not renew, or is not on sale on our pages."""
    terms = _terms_of(offer, {})
    if terms is None or offer.channel is not None or not offer.is_on_sale(at):
        return ()
    try:
        return await watches(terms, at, zone)
    except Refusal:  # it needs choices, or its window is over: not for a switch on a page
        return ()
