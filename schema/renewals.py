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
from hub.orders.rules.values import KeptCard
from hub.renewals import reads
from hub.renewals.rules import values
from hub.renewals.rules.values import Because, ConsentKind, Outcome, State
from hub.renewals.service import previewing, situation
from schema.bundles import Offer
from schema.catalogue import Benefit, benefit_of
from schema.context import Info
from schema.entitlement_changes import member_of
from schema.enums import tell
from schema.nodes import node_reader, uuid, uuid_of
from schema.previews import TimelineChange
from schema.scalars import ending
from schema.texts import Money

if TYPE_CHECKING:
    from schema.members import Member
    from schema.orders import Order

tell(
    State,
    "AgreementState",
    "How an automatic renewal stands.",
    {
        "ACTIVE": "It will renew.",
        "NOTICED": "The member was told of the charge that comes next.",
        "CHARGING": "The charge is being made.",
        "PAST_DUE": "A charge was declined; it is tried again, or waits for another card.",
        "PAUSED": "No charge before a date that the member chose.",
        "LAPSED": "It could not be renewed.",
        "CANCELLED": "The member, or staff for them, ended it.",
        "ENDED": "It ended by itself.",
    },
)
tell(
    Because,
    "AgreementEndCause",
    "Why an automatic renewal is over.",
    {
        "CANCELLED": "It was cancelled.",
        "DECLINED": "The card was declined to the last try.",
        "PRICE_NOT_ACCEPTED": "The price was raised, and the member did not accept that in time.",
        "WITHDRAWN": "What it renews is not given any more.",
        "NOT_GRANTED": "What was paid for could not be given; the money goes back.",
    },
)
tell(
    Outcome,
    "RenewalOutcome",
    "What became of one renewal.",
    {"PAID": "Charged and given.", "WAIVED": "Given without a charge.", "FAILED": "Not given."},
)
tell(
    ConsentKind,
    "ConsentKind",
    "What a member agreed to.",
    {"AGREED": "To renew by itself.", "PRICE": "To a raised price.", "SWITCHED": "To renew another offer instead."},
)


@strawberry.type(description="A card that a payment gateway keeps for a member.")
class StoredCard:
    """Nothing of it is secret; it can be charged for its member alone."""

    gateway: str = strawberry.field(description="Which gateway keeps it.")
    method: str = strawberry.field(description="Its name there: what `card` takes where a kept card may be given.")
    brand: str = strawberry.field(description="As printed on it.")
    last4: str = strawberry.field(description="Its last four digits.")
    expires_year: int = strawberry.field(description="The year in which it expires.")
    expires_month: int = strawberry.field(description="The last month in which it may be used, 1 to 12.")

    @classmethod
    def of(cls, card: KeptCard) -> Self:
        """The GraphQL card of a hub card."""
        return cls(
            gateway=card.gateway,
            method=card.method,
            brand=card.brand,
            last4=card.last4,
            expires_year=card.expires_year,
            expires_month=card.expires_month,
        )


@strawberry.type(description="One renewal: a period that was, or is to be, paid for.")
class Renewal:
    """A renewal."""

    value: strawberry.Private[values.Renewal]
    number: int = strawberry.field(description="Counts from 1 within the agreement.")
    due_at: datetime = strawberry.field(description="When the period that it pays for begins.")
    amount: Money | None = strawberry.field(description="What is charged; null: the member was not told yet.")
    asked_price: Money | None = strawberry.field(description="The raised price for which consent was asked.")
    noticed_at: datetime | None = strawberry.field(description="When the member was told of the charge.")
    charge_at: datetime | None = strawberry.field(description="When it is charged, as the member was told.")
    declines: int = strawberry.field(description="How often the charge was declined.")
    reason: str | None = strawberry.field(description="Why it was declined last, e.g. `insufficient_funds`.")
    retry_at: datetime | None = strawberry.field(description="When it is tried again; null: not by itself.")
    outcome: Outcome | None = strawberry.field(description="What became of it; null: that is still open.")
    settled_at: datetime | None = strawberry.field(description="When that was settled.")

    @strawberry.field(description="Its order, once there is one.")
    async def order(self) -> Annotated[Order, strawberry.lazy("schema.orders")] | None:
        from schema.orders import Order  # noqa: PLC0415 - an order has a member, who has agreements

        number = self.value.order
        found = (await orders.orders_by_numbers([number])).get(number) if number else None
        return Order.of(found) if found else None

    @classmethod
    def of(cls, renewal: values.Renewal) -> Self:
        """The GraphQL renewal of a hub renewal."""
        return cls(
            value=renewal,
            number=renewal.number,
            due_at=renewal.due_at,
            amount=Money.of(renewal.amount) if renewal.amount else None,
            asked_price=Money.of(renewal.asked) if renewal.asked else None,
            noticed_at=renewal.noticed_at,
            charge_at=renewal.charge_at,
            declines=renewal.declines,
            reason=renewal.reason or None,
            retry_at=renewal.retry_at,
            outcome=renewal.outcome,
            settled_at=renewal.settled_at,
        )


@strawberry.type(description="What a member agreed to, as it was then.")
class Consent:
    """A consent."""

    kind: ConsentKind = strawberry.field(description="To what.")
    at: datetime = strawberry.field(description="When.")
    by: str = strawberry.field(description="Who: `member:…`, or `staff:…` for them.")
    channel: str = strawberry.field(description="Where: `web`, `app`, `support` and so on.")
    terms_version: str = strawberry.field(description="To which version of the terms.")
    offer: str = strawberry.field(description="The offer's code.")
    price: Money = strawberry.field(description="For how much.")
    period: Period = strawberry.field(description="How often.")

    @classmethod
    def of(cls, consent: values.Consent) -> Self:
        """The GraphQL consent of a hub consent."""
        return cls(
            kind=consent.kind,
            at=consent.at,
            by=consent.by,
            channel=consent.channel,
            terms_version=consent.terms_version,
            offer=consent.terms.offer,
            price=Money.of(consent.terms.price),
            period=consent.terms.period,
        )


@strawberry.type(description="The next renewal as things stand; nothing was written.")
class RenewalPreview:
    """Dates, amount and what it changes."""

    amount: Money = strawberry.field(description="What will be charged.")
    needs_consent: bool = strawberry.field(
        description="The price was raised: nothing is charged before it is accepted."
    )
    notice_at: datetime | None = strawberry.field(description="When the member is told; null: nothing ends.")
    charge_at: datetime | None = strawberry.field(description="When it is charged.")
    due_at: datetime | None = strawberry.field(description="When the period that it pays for begins.")
    terms_version: str = strawberry.field(description="The version of the terms in force.")
    changes: list[TimelineChange] = strawberry.field(description="The entitlements whose timeline it changes.")

    @classmethod
    def of(cls, preview: previewing.RenewalPreview, zone: str, terms_version: str) -> Self:
        """The GraphQL preview of a hub preview."""
        return cls(
            amount=Money.of(preview.amount),
            needs_consent=preview.needs_consent,
            notice_at=preview.notice_at,
            charge_at=preview.charge_at,
            due_at=preview.due_at,
            terms_version=terms_version,
            changes=[TimelineChange.of(each, zone) for each in preview.changes],
        )


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
