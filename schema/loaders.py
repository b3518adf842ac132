"""Looking many things up at once: one loader a kind, each over a function of some capability's reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from hub.catalogue import reads as catalogue
from hub.catalogue.rules.catalogue import Catalogue
from hub.entitlements import reads as entitlements
from hub.fulfilment import reads as fulfilment
from hub.journal import reads as journal
from hub.members import reads as members
from hub.orders import reads as orders
from hub.renewals import reads as renewals

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from hub.catalogue.rules.bundles import Bundle, Offer
    from hub.catalogue.rules.revisions import Revision
    from hub.catalogue.rules.values import Benefit, Category, Provider
    from hub.entitlements.reads import Held
    from hub.entitlements.rules.granted import GrantRecord, Holding
    from hub.fulfilment.reads import Attempt
    from hub.fulfilment.rules.codes import Code
    from hub.fulfilment.rules.tasks import Task
    from hub.journal.rules import Entry
    from hub.members.rules import Member, ProviderAccount
    from hub.orders.rules.values import Order, Part, Payment, PaymentCase, RefundRecord
    from hub.renewals.rules.values import Renewal

K = TypeVar("K")
V = TypeVar("V")


def _loading(read: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]) -> DataLoader[K, V | None]:
    async def load(keys: list[K]) -> list[V | None]:
        found = await read(keys)
        return [found.get(key) for key in keys]

    return DataLoader(load_fn=load)


class DeliveryLoaders:
    """Those about deliveries."""

    def __init__(self) -> None:
        self.tasks_of_grants: DataLoader[UUID, Task | None] = _loading(fulfilment.tasks_of_grants)
        self.codes_of_tasks: DataLoader[UUID, list[Code] | None] = _loading(fulfilment.codes_of_tasks)
        self.attempts_of_tasks: DataLoader[UUID, list[Attempt] | None] = _loading(fulfilment.attempts_of_tasks)


class Loaders(DeliveryLoaders):
    """The loaders of one operation; what they loaded is remembered until its end."""

    def __init__(self) -> None:
        super().__init__()
        self.members: DataLoader[UUID, Member | None] = _loading(members.members)
        self.members_by_external_id: DataLoader[str, Member | None] = _loading(members.members_by_external_ids)
        self.accounts: DataLoader[UUID, list[ProviderAccount] | None] = _loading(members.accounts)
        self.entries: DataLoader[UUID, Entry | None] = _loading(journal.entries)
        self.providers: DataLoader[str, Provider | None] = _loading(catalogue.providers)
        self.categories: DataLoader[str, Category | None] = _loading(catalogue.categories)
        self.benefits: DataLoader[str, Benefit | None] = _loading(catalogue.benefits)
        self.bundles: DataLoader[str, Bundle | None] = _loading(catalogue.bundles)
        self.current_revisions: DataLoader[str, Revision | None] = _loading(catalogue.current_revisions)
        self.revisions: DataLoader[UUID, Revision | None] = _loading(catalogue.revisions)
        self.revisions_of_bundles: DataLoader[str, list[Revision] | None] = _loading(catalogue.history)
        self.offers: DataLoader[str, Offer | None] = _loading(catalogue.offers)
        self.offers_of_bundles: DataLoader[str, list[Offer] | None] = _loading(catalogue.offers_of_bundles)
        self.grants: DataLoader[UUID, GrantRecord | None] = _loading(_grants)
        self.holdings: DataLoader[UUID, Holding | None] = _loading(_holdings)
        self.orders: DataLoader[UUID, Order | None] = _loading(orders.orders)
        self.parts_of_orders: DataLoader[UUID, list[Part] | None] = _loading(orders.parts)
        self.payments_of_orders: DataLoader[UUID, list[Payment] | None] = _loading(orders.payments)
        self.refunds_of_orders: DataLoader[UUID, list[RefundRecord] | None] = _loading(orders.refunds)
        self.cases_of_orders: DataLoader[UUID, list[PaymentCase] | None] = _loading(orders.cases_of)
        self.renewals: DataLoader[UUID, list[Renewal] | None] = _loading(renewals.renewals)
        self.held: DataLoader[UUID, Held | None] = _loading(self._held)
        self.sold_at: DataLoader[datetime, set[str] | None] = _loading(_sold)
        self._catalogue: DataLoader[str, Catalogue | None] = _loading(_whole_catalogue)

    async def catalogue(self) -> Catalogue:
        """Everything that can be held and bought now."""
        return await self._catalogue.load("") or Catalogue()

    async def _held(self, ids: Sequence[UUID]) -> dict[UUID, Held]:
        found = [each for each in await self.members.load_many(ids) if each]
        held = await entitlements.held_by(found)
        return {member.id: each for member, each in zip(found, held, strict=True)}


async def _whole_catalogue(_: Sequence[str]) -> dict[str, Catalogue]:
    return {"": await catalogue.catalogue()}


async def _sold(instants: Sequence[datetime]) -> dict[datetime, set[str]]:
    return {each: await catalogue.sold_at(each) for each in instants}


async def _grants(ids: Sequence[UUID]) -> dict[UUID, GrantRecord]:
    return {UUID(str(each.grant.key)): each for each in await entitlements.records(ids)}


async def _holdings(ids: Sequence[UUID]) -> dict[UUID, Holding]:
    return {each.id: each for each in await entitlements.bundle_holdings(ids)}
