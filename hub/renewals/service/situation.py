"""Everything that is known about agreements at an instant: what the rules decide by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hub.catalogue import reads as catalogue
from hub.catalogue.rules.expansion import expand
from hub.entitlements import reads as entitlements
from hub.entitlements.rules.status import entitlement
from hub.members import reads as members
from hub.notifications import reads as notifications
from hub.notifications.rules.messages import told_at
from hub.orders import reads as orders
from hub.renewals import reads
from hub.renewals.models import RenewalRow
from hub.renewals.rules.dates import covered_until, nominal, watched
from hub.renewals.rules.deciding import Facts
from hub.renewals.rules.values import State

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.bundles import Offer
    from hub.entitlements.reads import Held
    from hub.members.rules import Member
    from hub.orders.rules.values import Standing
    from hub.renewals.rules.values import Agreement, Renewal, Terms


@dataclass(frozen=True, slots=True)
class Situation:
    """The member, the facts, the offer as it is written down, on sale or not, and how an order under way stands."""

    member: Member
    facts: Facts
    offer: Offer
    standing: Standing | None = None

    def with_facts(self, facts: Facts, standing: Standing | None = None) -> Situation:
        """What is known after a step: the rest is as it was."""
        return replace(self, facts=facts, standing=standing)


async def situation(agreement_id: UUID, at: datetime) -> Situation:
    """As ``situations``, for one."""
    return (await situations([agreement_id], at))[agreement_id]


async def situations(ids: Collection[UUID], at: datetime) -> dict[UUID, Situation]:
    """What is known at ``at`` of these agreements; of one whose order is under way, only what matters then.

    As many statements for many as for one.
    """
    agreements = await reads.agreements(ids)
    renewals = await reads.current_renewals(agreements.values())
    people = await members.members(list({each.member_id for each in agreements.values()}))
    ordered = {id_: each for id_, each in renewals.items() if each.order}
    standings = await orders.standings([each.order for each in ordered.values()])
    resting = [each for id_, each in agreements.items() if id_ not in ordered]
    facts = await _at_rest(resting, renewals, people, at)
    late = [agreements[id_] for id_ in ordered if agreements[id_].state is State.PAST_DUE]
    covered = await coverages([(people[each.member_id], each.watches) for each in late], at)
    until = dict(zip((each.id for each in late), covered, strict=True))
    for id_, each in ordered.items():
        found = under_way(agreements[id_], each, people[agreements[id_].member_id], standings[each.order])
        facts[id_] = replace(found, covered=until.get(id_))
    return {
        id_: Situation(people[each.member_id], facts[id_], await _offer(each), standings.get(_order(renewals.get(id_))))
        for id_, each in agreements.items()
    }


def _order(renewal: Renewal | None) -> str:
    return renewal.order if renewal else ""


def under_way(agreement: Agreement, renewal: Renewal, member: Member, standing: Standing) -> Facts:
    """What is known while the renewal's order stands so."""
    return Facts(agreement, renewal, member.zone, order=standing.state, payment=standing.payment)


async def _at_rest(
    agreements: Sequence[Agreement], renewals: Mapping[UUID, Renewal], people: Mapping[UUID, Member], at: datetime
) -> dict[UUID, Facts]:
    covered = await coverages([(people[each.member_id], each.watches) for each in agreements], at)
    facts = await _resting(agreements, people, covered)
    known = [renewals[each.id] for each in agreements if each.id in renewals]
    keys = {each.agreement_id: notice_key(each) for each in known if each.noticed_at}
    told = await notifications.messages_under(keys.values())
    for each in known:
        told_of = told_at(told[keys[each.agreement_id]]) if each.noticed_at else None
        facts[each.agreement_id] = replace(facts[each.agreement_id], renewal=each, told_at=told_of)
    return facts


async def at_rest(agreement: Agreement, member: Member, covered: datetime | None) -> Facts:
    """What is known while nothing is under way, and nothing was told."""
    [facts] = (await _resting([agreement], {member.id: member}, [covered])).values()
    return facts


async def _resting(
    agreements: Sequence[Agreement], people: Mapping[UUID, Member], covered: Sequence[datetime | None]
) -> dict[UUID, Facts]:
    codes = sorted({each.terms.offer for each in agreements})
    known, live = await catalogue.offers(codes), await catalogue.live_offers(codes)
    given = await catalogue.current_revisions(sorted({each.bundle for each in known.values()}))
    bought = await _bought(agreements)
    return {
        each.id: Facts(
            each,
            None,
            people[each.member_id].zone,
            covered=until,
            offer=live.get(each.terms.offer),
            ends_early=await _ends_early(each, people[each.member_id], until),
            is_given=known[each.terms.offer].bundle in given,
            bought=bought.get(each.id, 0),
        )
        for each, until in zip(agreements, covered, strict=True)
    }


async def _ends_early(agreement: Agreement, member: Member, covered: datetime | None) -> bool:
    """The coverage ends before its time by the calendar: some was taken back since, or is still to be delivered."""
    if covered is None or covered >= nominal(agreement, member.zone):
        return False
    last = await RenewalRow.get_or_none(agreement_id=agreement.id, number=agreement.number - 1)
    since = last.settled_at if last and last.settled_at else agreement.agreed_at
    [held] = await entitlements.held_by([member])
    watched = [each for each in held.records.values() if each.grant.benefit in agreement.watches]
    is_awaited = any(each.is_awaited and last and each.origin.reference == last.order_number for each in watched)
    return is_awaited or any(each.grant.revoked and each.grant.revoked.at > since for each in watched)


async def _offer(agreement: Agreement) -> Offer:
    return (await catalogue.offers([agreement.terms.offer]))[agreement.terms.offer]


async def _bought(agreements: Sequence[Agreement]) -> dict[UUID, int]:
    """How often the offers of those agreements were bought, of which it matters for an introductory price."""
    asked = [each for each in agreements if each.terms.introductory]
    if not asked:
        return {}
    codes = sorted({each.terms.offer for each in asked})
    bought = await orders.bought_by([each.member_id for each in asked], codes)
    return {each.id: bought[each.member_id][each.terms.offer] for each in asked}


async def coverage(member: Member, benefits: Collection[str], at: datetime) -> datetime | None:
    """Until when the member has all of ``benefits`` without a gap; ``None`` where some of it is missing at ``at``."""
    [until] = await coverages([(member, benefits)], at)
    return until


async def coverages(asked: Sequence[tuple[Member, Collection[str]]], at: datetime) -> list[datetime | None]:
    """As ``coverage``, for many at once. One statement."""
    concerned = [(member, await entitlements.policies_with(benefits)) for member, benefits in asked]
    held = await entitlements.held_under(concerned) if any(policies for _, policies in concerned) else None
    if held is None:
        return [None for _ in asked]
    return [_covered(mine, benefits, at) for mine, (_, benefits) in zip(held, asked, strict=True)]


async def coverages_of(member: Member, asked: Sequence[Collection[str]], at: datetime) -> list[datetime | None]:
    """As ``coverage``, for several things that one member may have. One statement."""
    [held] = await entitlements.held_under([(member, await entitlements.policies_with(set().union(*asked)))])
    return [_covered(held, benefits, at) for benefits in asked]


def _covered(held: Held, benefits: Collection[str], at: datetime) -> datetime | None:
    if not benefits or not set(benefits) <= {each.grant.benefit for each in held.records.values()}:
        return None
    timeline = held.timeline()
    return covered_until((entitlement(held.holdings, each, timeline) for each in benefits), at)


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
