"""Agreements to renew: how they stand, what they cost, what was charged, and what comes next."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay

from hub.kernel.calendar import Period
from hub.kernel.errors import NotFound
from hub.members.rules import Member as HubMember
from hub.orders import reads as orders
from hub.renewals import reads
from hub.renewals.rules import values
from hub.renewals.rules.values import Because, State
from hub.renewals.service import previewing, situation
from schema.bundles import Offer
from schema.catalogue import Benefit, benefit_of
from schema.context import Info
from schema.entitlement_changes import member_of
from schema.nodes import node_reader, uuid, uuid_of
from schema.renewal_types import Consent, Renewal, RenewalPreview, StoredCard
from schema.scalars import ending
from schema.texts import Money

if TYPE_CHECKING:
    from schema.members import Member


@strawberry.type(description="A member's consent to renew an offer automatically.")
class Agreement(relay.Node):
    """An agreement, as its member and the staff see it."""

    key: relay.NodeID[UUID]
    value: strawberry.Private[values.Agreement]
    state: State = strawberry.field(description="How it stands.")
    is_live: bool = strawberry.field(description="It may still renew.")
    price: Money = strawberry.field(description="The price agreed to, each period.")
    introductory_price: Money | None = strawberry.field(description="What the first periods cost.")
    introductory_periods: int | None = strawberry.field(description="How many periods have the introductory price.")
    period: Period = strawberry.field(description="How often it renews.")
    agreed_at: datetime = strawberry.field(description="When the member agreed.")
    paused_until: datetime | None = strawberry.field(description="No charge before then.")
    ended_at: datetime | None = strawberry.field(description="When it was over.")
    ended_because: Because | None = strawberry.field(description="Why it is over.")

    @strawberry.field(description="What renews next.")
    async def offer(self, info: Info) -> Offer:
        return await _offer(info, self.value.terms.offer)

    @strawberry.field(description="What the running period was bought as; another one where the member switches.")
    async def held_offer(self, info: Info) -> Offer:
        return await _offer(info, self.value.held_offer)

    @strawberry.field(description="The benefits at whose end it renews.")
    async def benefits(self, info: Info) -> list[Benefit]:
        return [await benefit_of(info, each) for each in self.value.watches]

    @strawberry.field(description="The card that is charged; null where the gateway does not keep it any more.")
    async def card(self) -> StoredCard | None:
        wanted = self.value.card
        kept = await orders.cards(self.value.member_id)
        found = (each for each in kept if (each.gateway, each.method) == (wanted.gateway, wanted.method))
        return next(map(StoredCard.of, found), None)

    @strawberry.field(description="Until when what it renews is paid for; null: for life, or nothing is held now.")
    async def covered_until(self, info: Info) -> datetime | None:
        member = await member_of(info, self.value.member_id)
        covered = await situation.coverage(member, self.value.watches, info.context.now)
        return ending(covered) if covered else None

    @strawberry.field(description="The next renewal; null where there will be none, or while one is under way.")
    async def next(self, info: Info) -> RenewalPreview | None:
        context = info.context
        found = await previewing.preview_renewal(self.key, context.now, context.renewal_policy)
        member = await member_of(info, self.value.member_id)
        return RenewalPreview.of(found, member.zone, context.renewal_policy.terms_version) if found else None

    @strawberry.field(description="The offers to which it can be switched at the end of the running period.")
    async def alternatives(self, info: Info) -> list[Offer]:
        member = await member_of(info, self.value.member_id)
        return [Offer.of(each) for each in await previewing.alternatives(self.value, member.zone, info.context.now)]

    @strawberry.field(description="Its renewals, the newest first.")
    async def renewals(self, info: Info) -> list[Renewal]:
        return [Renewal.of(each) for each in await info.context.loaders.renewals.load(self.key) or []]

    @strawberry.field(description="What the member agreed to, the newest first.")
    async def consents(self) -> list[Consent]:
        return [Consent.of(each) for each in (await reads.consents([self.key]))[self.key]]

    @strawberry.field(description="Whose it is.")
    async def member(self, info: Info) -> Annotated[Member, strawberry.lazy("schema.members")]:
        from schema.members import Member  # noqa: PLC0415 - a member has agreements, which have a member

        return Member.of(await member_of(info, self.value.member_id))

    @classmethod
    def of(cls, agreement: values.Agreement) -> Self:
        """The GraphQL agreement of a hub agreement."""
        introductory = agreement.terms.introductory
        return cls(
            key=agreement.id,
            value=agreement,
            state=agreement.state,
            is_live=agreement.state.is_live,
            price=Money.of(agreement.terms.price),
            introductory_price=Money.of(introductory.price) if introductory else None,
            introductory_periods=introductory.periods if introductory else None,
            period=agreement.terms.period,
            agreed_at=agreement.agreed_at,
            paused_until=agreement.paused_until,
            ended_at=agreement.ended_at,
            ended_because=agreement.ended_because,
        )


async def _offer(info: Info, code: str) -> Offer:
    found = await info.context.loaders.offers.load(code)
    if found is None:
        raise LookupError(f"no offer {code}")
    return Offer.of(found)


async def agreements_of(member_id: UUID) -> list[Agreement]:
    """The member's agreements, the newest first."""
    return [Agreement.of(each) for each in await reads.agreements_of(member_id)]


async def cards_of(member_id: UUID) -> list[StoredCard]:
    """The cards that gateways keep for the member, the newest first."""
    return [StoredCard.of(each) for each in await orders.cards(member_id)]


async def seen_agreement(info: Info, id_: relay.GlobalID) -> tuple[HubMember, values.Agreement]:
    """The agreement of this id and its member; refuses (``NotFound``) what the caller may not see."""
    agreement_id = uuid_of(id_, "Agreement")
    found = (await reads.agreements([agreement_id])).get(agreement_id)
    if found is None:
        raise NotFound("agreement", str(id_))
    info.context.check_sees(found.member_id, "agreement", str(id_))
    return await member_of(info, found.member_id), found


@node_reader("Agreement")
async def _agreement(info: Info, key: str) -> Agreement | None:
    id_ = uuid(key)
    found = (await reads.agreements([id_])).get(id_) if id_ else None
    return Agreement.of(found) if found and info.context.sees(found.member_id) else None
