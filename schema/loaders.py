"""Looking many things up at once: one loader a kind, each over a function of some capability's reads."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from hub.campaigns.reads import campaigns as campaign_reads
from hub.catalogue import reads as catalogue
from hub.catalogue.rules.catalogue import Catalogue, Sale
from hub.entitlements import reads as entitlements
from hub.fulfilment import reads as fulfilment
from hub.journal import reads as journal
from hub.members import reads as member_reads
from hub.notifications import reads as message_reads
from hub.orders import reads as order_reads
from hub.reminders import reads as reminder_reads
from hub.renewals import reads as renewal_reads
from schema.compiled.at_hand import NotAtHand

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from hub.catalogue.reads import Shelf
    from hub.entitlements.reads import Held
    from hub.entitlements.reads.glances import Line
    from hub.entitlements.rules.granted import GrantRecord, Holding
    from hub.members.rules import Member

K = TypeVar("K")
Asked_contra = TypeVar("Asked_contra", contravariant=True)
V = TypeVar("V")
T = TypeVar("T")


class Lookup(Protocol[Asked_contra, V]):
    """Looks things up by their keys; ``None`` stands for what there is not."""

    def load(self, key: Asked_contra) -> Awaitable[V | None]:
        """One of them."""

    def prime(self, key: Asked_contra, value: V | None) -> None:
        """Let it know one beforehand."""

    def load_many(self, keys: Iterable[Asked_contra]) -> Awaitable[list[V | None]]:
        """Several, in the order of ``keys``."""


class Each(Generic[K, V]):
    """A loader over ``read``, made when an operation first asks for it; what it loaded is remembered until its end."""

    def __init__(self, read: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]) -> None:
        self._read = read

    def __set_name__(self, _owner: type, name: str) -> None:
        """Where it stands."""
        self._name = name

    def __get__(self, loaders: Loaders, _owner: type) -> Lookup[K, V]:
        """The loader of these ``loaders``, which hold it from now on under the same name."""

        async def load(keys: list[K]) -> list[V | None]:
            found = await self._read(keys)
            return [found.get(key) for key in keys]

        made: Lookup[K, V] = DataLoader(load_fn=load)
        vars(loaders)[self._name] = made
        for key, value in loaders.known.get(self._name, {}).items():
            made.prime(key, value)
        return made


async def _whole_catalogue(_: Sequence[str]) -> dict[str, Catalogue]:
    return {"": await catalogue.catalogue()}


async def _sales(instants: Sequence[datetime]) -> dict[datetime, Sale]:
    return {each: await catalogue.sale(each) for each in instants}


async def _grants(ids: Sequence[UUID]) -> dict[UUID, GrantRecord]:
    return {UUID(str(each.grant.key)): each for each in await entitlements.records(ids)}


async def _holdings(ids: Sequence[UUID]) -> dict[UUID, Holding]:
    return {each.id: each for each in await entitlements.bundle_holdings(ids)}


class Loaders:
    """The loaders of one operation."""

    members = Each(member_reads.members)
    members_by_external_id = Each(member_reads.members_by_external_ids)
    accounts = Each(member_reads.accounts)
    entries = Each(journal.entries)
    providers = Each(catalogue.providers)
    categories = Each(catalogue.categories)
    benefits = Each(catalogue.benefits)
    bundles = Each(catalogue.bundles)
    current_revisions = Each(catalogue.current_revisions)
    revisions = Each(catalogue.revisions)
    revisions_of_bundles = Each(catalogue.history)
    offers = Each(catalogue.offers)
    offers_of_bundles = Each(catalogue.offers_of_bundles)
    grants = Each(_grants)
    holdings = Each(_holdings)
    tasks_of_grants = Each(fulfilment.tasks_of_grants)
    codes_of_tasks = Each(fulfilment.codes_shown)
    attempts_of_tasks = Each(fulfilment.attempts_of_tasks)
    orders = Each(order_reads.orders)
    parts_of_orders = Each(order_reads.parts)
    payments_of_orders = Each(order_reads.payments)
    refunds_of_orders = Each(order_reads.refunds)
    cases_of_orders = Each(order_reads.cases_of)
    renewals = Each(renewal_reads.renewals)
    reminders = Each(reminder_reads.reminders)
    messages_under_keys = Each(message_reads.messages_under)
    budgets_of_campaigns = Each(campaign_reads.budgets)
    _sales = Each(_sales)
    _catalogue = Each(_whole_catalogue)
    at_hand: Shelf | None = None
    """The catalogue of this operation, once it is in process and was looked at."""
    known: Mapping[str, Mapping[Any, Any]] = {}
    """What is known beforehand, by loader and key."""
    is_settled = False
    """Everything in the answer follows from what tags name (``schema.unchanged``)."""
    has_glances = True
    """What is seen at a glance is enough for this operation; else it is worked out with everything else."""

    @cached_property
    def held(self) -> Lookup[UUID, Held]:
        """What each member holds."""
        return DataLoader(load_fn=self._held)

    def is_ready(self) -> bool:
        """What can be at hand is."""
        return True

    async def ready(self) -> None:
        """Get what can be at hand."""

    async def member(self, member_id: UUID) -> Member | None:
        """One member; often the caller."""
        return await self.members.load(member_id)

    def shown(self, make: Callable[[V], T], entry: V) -> T:
        """An entry of the catalogue as GraphQL shows it."""
        return make(entry)

    async def catalogue(self) -> Catalogue:
        """Everything that can be held and bought now."""
        return await self._catalogue.load("") or Catalogue()

    async def sale(self, at: datetime) -> Sale:
        """What can be bought at ``at``."""
        return await self._sales.load(at) or Sale(frozenset(), None)

    def glances_at_hand(self, member: Member, at: datetime) -> list[Line] | None:
        """As ``glances``, of what was read together with the caller; refuses (``NotAtHand``) what was not."""
        raise NotAtHand

    async def glances(self, member: Member, at: datetime) -> list[Line] | None:
        """What the member sees at ``at``, where that is stored and true; ``None``: it has to be worked out."""
        return None

    async def _held(self, ids: list[UUID]) -> list[Held | None]:
        found = [each for each in await self.members.load_many(ids) if each]
        held = dict(zip((each.id for each in found), await self._held_by(found), strict=True))
        return [held.get(each) for each in ids]

    async def _held_by(self, found: Sequence[Member]) -> list[Held]:
        return await entitlements.held_by(found)
