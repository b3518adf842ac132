"""Members: who they are, looking them up, and what they and the staff may change about them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay

from hub.journal import reads as journal
from hub.kernel.errors import InvalidInput, NotFound
from hub.members import reads, rules
from hub.members.rules import Locale
from hub.renewals.service import previewing
from schema.catalogue import Provider, provider_of
from schema.compiled.at_hand import NotAtHand, sooner
from schema.context import Info
from schema.entitlements import Entitlement, one_of
from schema.glances import entitlements_of
from schema.grants import sight_of
from schema.holdings import BundleHoldingConnection, bundle_holdings_of
from schema.inbox import InboxConnection, MessagePreference, inbox_of, preferences_of
from schema.journal import JournalEntry
from schema.member_campaigns import MemberCampaign, campaigns_of
from schema.my_benefits import EntitlementConnection, EntitlementFilter, benefits_at_hand, benefits_of
from schema.nodes import node_reader, uuid, uuid_of
from schema.pages import After, First, Page, connection

if TYPE_CHECKING:
    from hub.journal.rules import Entry
    from schema.bundles import Offer
    from schema.orders import OrderConnection
    from schema.reminders import Reminder
    from schema.renewal_types import StoredCard
    from schema.renewals import Agreement

At = Annotated[datetime | None, strawberry.argument(description="Look at this instant, past or future; else at now.")]


@strawberry.type(description="A member's own account at a provider, to which benefits are delivered.")
class ProviderAccount:
    """Shown masked only."""

    provider_code: strawberry.Private[str]
    account_masked: str = strawberry.field(description="Enough of the account for its owner to know it.")
    bound_at: datetime = strawberry.field(description="When it was noted.")

    @strawberry.field(description="Whose account it is.")
    async def provider(self, info: Info) -> Provider:
        return await provider_of(info, self.provider_code)

    @classmethod
    def of(cls, account: rules.ProviderAccount) -> Self:
        """The GraphQL account of a hub account."""
        return cls(provider_code=account.provider, account_masked=account.masked, bound_at=account.bound_at)


@strawberry.type(description="A person who holds benefits.")
class Member(relay.Node):
    """A member, as they themselves and the staff see them."""

    key: relay.NodeID[UUID]
    value: strawberry.Private[rules.Member]
    external_id: str = strawberry.field(description="The host application's own id of this person.")
    name: str = strawberry.field(description="How to address them.")
    email: str | None = strawberry.field(description="Their mail address, if known.")
    phone: str | None = strawberry.field(description="Their phone number, if known.")
    locale: Locale = strawberry.field(description="The language in which the hub speaks to them.")
    zone: str = strawberry.field(
        description="The IANA time zone on whose calendar their periods are counted, fixed when they became a member."
    )
    created_at: datetime = strawberry.field(description="When they became a member.")

    @strawberry.field(description="The provider accounts that are noted, masked.")
    async def accounts(self, info: Info) -> list[ProviderAccount]:
        found = await info.context.loaders.accounts.load(self.key) or []
        return [ProviderAccount.of(each) for each in found]

    @strawberry.field(description="What they hold of each benefit, the most urgent first.")
    @sooner(lambda self, info, **asked: self.benefits_at_hand(info, **asked))
    async def benefits(
        self,
        info: Info,
        at: At = None,
        filter: Annotated[EntitlementFilter | None, strawberry.argument(description="Only some of it.")] = None,
        first: First = 50,
        after: After = None,
    ) -> EntitlementConnection:
        page = Page.of(first, after)
        return await benefits_of(info, await entitlements_of(info, self.value, at), filter, page)

    @strawberry.field(description="What they hold of one benefit; null where they were never given it.")
    async def entitlement(
        self,
        info: Info,
        benefit: Annotated[str, strawberry.argument(description="The benefit's code.")],
        at: At = None,
    ) -> Entitlement | None:
        return one_of(await sight_of(info, self.value, at), benefit)

    @strawberry.field(description="What they bought, were given or brought along as bundles, the newest first.")
    async def bundle_holdings(self, info: Info, first: First = 20, after: After = None) -> BundleHoldingConnection:
        return await bundle_holdings_of(info, self.value, Page.of(first, after))

    @strawberry.field(description="Their orders, the newest first.")
    async def orders(
        self, first: First = 20, after: After = None
    ) -> Annotated[OrderConnection, strawberry.lazy("schema.orders")]:
        from schema.orders import orders_of  # noqa: PLC0415 - an order has a member, who has orders

        return await orders_of(self.key, Page.of(first, after))

    @strawberry.field(description="What renews by itself, or did, the newest first.")
    async def agreements(self) -> list[Annotated[Agreement, strawberry.lazy("schema.renewals")]]:
        from schema.renewals import agreements_of  # noqa: PLC0415 - an agreement has a member, who has agreements

        return await agreements_of(self.key)

    @strawberry.field(description="The offers that could renew what they hold by themselves, and do not yet.")
    async def renewable_offers(self, info: Info) -> list[Annotated[Offer, strawberry.lazy("schema.bundles")]]:
        from schema.bundles import Offer  # noqa: PLC0415 - as above

        return [Offer.of(each) for each in await previewing.renewable(self.value, info.context.now)]

    @strawberry.field(description="The cards that payment gateways keep for them, the newest first.")
    async def cards(self) -> list[Annotated[StoredCard, strawberry.lazy("schema.renewal_types")]]:
        from schema.renewals import cards_of  # noqa: PLC0415 - as above

        return await cards_of(self.key)

    @strawberry.field(description="What lies in their inbox, the newest first.")
    async def inbox(self, first: First = 20, after: After = None) -> InboxConnection:
        return await inbox_of(self.key, Page.of(first, after))

    @strawberry.field(description="Of which categories they are sent messages.")
    async def message_preferences(self) -> list[MessagePreference]:
        return await preferences_of(self.key)

    @strawberry.field(description="The campaigns they take part in, the latest first: what they got and why.")
    async def campaigns(self) -> list[MemberCampaign]:
        return await campaigns_of(self.key)

    @strawberry.field(description="Of what they were, are to be, or were not reminded, the one planned last first.")
    async def reminders(
        self, first: First = 50, after: After = None
    ) -> relay.Connection[Annotated[Reminder, strawberry.lazy("schema.reminders")]]:
        from schema.reminders import reminders_of  # noqa: PLC0415 - as above

        return await reminders_of(self.key, Page.of(first, after))

    @strawberry.field(description="What happened around this member, the newest first; for those who look after them.")
    async def journal(self, first: First = 50, after: After = None) -> relay.Connection[JournalEntry]:
        page = Page.of(first, after)
        found = await journal.entries_of_member(self.key, page.to_read, page.number)
        return connection(relay.Connection[JournalEntry], found, page, JournalEntry.of, _position)

    def benefits_at_hand(
        self,
        info: Info,
        at: datetime | None = None,
        filter: EntitlementFilter | None = None,
        first: int = 50,
        after: str | None = None,
    ) -> EntitlementConnection:
        """As ``benefits``, where that needs no waiting; else refuses (``NotAtHand``)."""
        if at is not None or filter is not None:
            raise NotAtHand
        return benefits_at_hand(info, self.value, Page.of(first, after))

    @classmethod
    def of(cls, member: rules.Member) -> Self:
        """The GraphQL member of a hub member."""
        return cls(
            key=member.id,
            value=member,
            external_id=member.external_id,
            name=member.name,
            email=member.email,
            phone=member.phone,
            locale=member.locale,
            zone=member.zone,
            created_at=member.created_at,
        )


@node_reader("Member")
async def _member(info: Info, key: str) -> Member | None:
    member_id = uuid(key)
    found = await info.context.loaders.members.load(member_id) if member_id and info.context.sees(member_id) else None
    return Member.of(found) if found else None


def _position(entry: Entry) -> int:
    return entry.position


async def hub_member(info: Info, id_: relay.GlobalID | None) -> rules.Member:
    """The member of this id, or the caller's own self where none is given; refuses (``NotFound``) all others."""
    if id_ is not None:
        member_id = uuid_of(id_, "Member")
        info.context.check_sees(member_id, "member", str(id_))
    elif (own := info.context.who.member_id) is not None:
        member_id = own
    else:
        raise InvalidInput("member", "say whose: give the member's id")
    member = await info.context.loaders.members.load(member_id)
    if member is None:
        raise NotFound("member", str(id_ or member_id))
    return member


@strawberry.type
class MemberQuery:
    """Looking members up."""

    @strawberry.field(description="One member, by id or by the host application's id; null where there is none.")
    async def member(
        self,
        info: Info,
        id: Annotated[relay.GlobalID | None, strawberry.argument(description="The member's id.")] = None,
        external_id: Annotated[str | None, strawberry.argument(description="The host application's id.")] = None,
    ) -> Member | None:
        if (id is None) == (external_id is None):
            raise InvalidInput("id", "give either id or externalId")
        loaders = info.context.loaders
        if id is not None:
            found = await loaders.members.load(uuid_of(id, "Member"))
        else:
            found = await loaders.members_by_external_id.load(external_id or "")
        return Member.of(found) if found else None

    @strawberry.field(description="Members by id, external id, phone, mail or name, the newest first.")
    async def members(
        self,
        search: Annotated[str, strawberry.argument(description="A part of a name, mail address, phone number or id.")],
        first: First = 20,
        after: After = None,
    ) -> relay.Connection[Member]:
        page = Page.of(first, after)
        found = await reads.search(search, page.to_read, page.uuid)
        return connection(relay.Connection[Member], found, page, Member.of, _id)


def _id(member: rules.Member) -> UUID:
    return member.id
