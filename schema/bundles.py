"""Bundles as trees, their revisions, and what they are offered for."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay

from hub.catalogue.rules import bundles as rules
from hub.catalogue.rules.bundles import Drip, Named
from hub.catalogue.rules.revisions import PinnedBundle, PinnedChoice, PinnedPart
from hub.catalogue.rules.wording import part
from hub.kernel.calendar import Period, Span
from hub.members.rules import DEFAULT_ZONE
from schema.catalogue import Benefit, benefit_of
from schema.context import Info
from schema.nodes import node_reader, uuid
from schema.pages import After, First, Page, connection, slice_of
from schema.scalars import ending
from schema.texts import LocalText, Money

if TYPE_CHECKING:
    from hub.catalogue.rules.revisions import Revision


@strawberry.enum(description="How long a part of a bundle is valid.")
class ComponentValidity(Enum):
    """The kinds of validity."""

    ROLLING = strawberry.enum_value("ROLLING", description="A period from the grant, or from the activation.")
    FIXED = strawberry.enum_value("FIXED", description="A window on the calendar.")
    WITH_PARENT = strawberry.enum_value("WITH_PARENT", description="As long as the bundle that contains it.")
    OWN = strawberry.enum_value("OWN", description="As long as the inner bundle itself says.")
    DRIP = strawberry.enum_value("DRIP", description="Released several times; each release lasts `period` or a window.")
    LIFETIME = strawberry.enum_value("LIFETIME", description="Without an end.")


@strawberry.type(description="One part of a bundle: so much of a benefit or of another bundle, valid in its own way.")
class Component:
    """A part."""

    part: strawberry.Private[PinnedPart]
    key: str = strawberry.field(description="Its name within the bundle.")
    quantity: int = strawberry.field(description="How much of it; for a bundle, how many times everything inside.")
    validity: ComponentValidity = strawberry.field(description="How long it is valid.")
    period: Period | None = strawberry.field(description="How long each grant lasts, where it rolls.")
    starts_at: datetime | None = strawberry.field(name="from", description="Where a window on the calendar begins.")
    until: datetime | None = strawberry.field(description="Where a window on the calendar ends; null: it has no end.")
    every: Period | None = strawberry.field(description="How far apart releases are.")
    count: int | None = strawberry.field(description="How many releases there are.")
    needs_activation: bool = strawberry.field(description="Its time begins only when the member activates it.")
    activate_within: Period | None = strawberry.field(description="How soon it must be activated.")

    @strawberry.field(description="The benefit, where it is one.")
    async def benefit(self, info: Info) -> Benefit | None:
        content = self.part.content
        return None if isinstance(content, PinnedBundle) else await benefit_of(info, content.code)

    @strawberry.field(description="The bundle, where it is one.")
    async def bundle(self, info: Info) -> Bundle | None:
        content = self.part.content
        return await bundle_of(info, content.code) if isinstance(content, PinnedBundle) else None

    @strawberry.field(description="What it gives, how much of it and for how long, in words.")
    async def sentence(self, info: Info) -> LocalText:
        code = self.part.content.code
        benefit = await info.context.loaders.benefits.load(code) if self.part.component.benefit else None
        name = benefit.name if benefit else (await loaded_bundle(info, code)).name
        return LocalText.of(part(self.part.component, name, benefit.unit if benefit else None, DEFAULT_ZONE))

    @strawberry.field(description="What a bundle within gives.")
    def components(self) -> list[Component]:
        content = self.part.content
        return components(content) if isinstance(content, PinnedBundle) else []

    @strawberry.field(description="The choice groups of a bundle within.")
    def choices(self) -> list[Choice]:
        content = self.part.content
        return choices(content) if isinstance(content, PinnedBundle) else []

    @classmethod
    def of(cls, pinned: PinnedPart) -> Self:
        """The GraphQL component of a pinned part."""
        component = pinned.component
        drip = component.validity if isinstance(component.validity, Drip) else None
        plain = component.validity.each if isinstance(component.validity, Drip) else component.validity
        window = plain if isinstance(plain, Span) else None
        return cls(
            part=pinned,
            key=component.key,
            quantity=component.quantity,
            validity=_kind(component.validity),
            period=plain if isinstance(plain, Period) else None,
            starts_at=window.start if window else None,
            until=ending(window.until) if window else None,
            every=drip.every if drip else None,
            count=drip.count if drip else None,
            needs_activation=component.activation,
            activate_within=component.activate_within,
        )


@strawberry.type(description="A choice: the member picks some of these.")
class Choice:
    """A choice group."""

    key: str = strawberry.field(description="Its name within the bundle.")
    pick: int = strawberry.field(description="How many to pick.")
    of: list[Component] = strawberry.field(description="What to pick from, each at most once.")


def _kind(validity: rules.Validity) -> ComponentValidity:
    match validity:
        case Drip():
            return ComponentValidity.DRIP
        case Period():
            return ComponentValidity.ROLLING
        case Span():
            return ComponentValidity.FIXED
        case Named():
            return ComponentValidity[validity.name]


def components(bundle: PinnedBundle) -> list[Component]:
    """What the bundle gives in any case."""
    return [Component.of(each) for each in bundle.parts if isinstance(each, PinnedPart)]


def choices(bundle: PinnedBundle) -> list[Choice]:
    """What is chosen from."""
    groups = [each for each in bundle.parts if isinstance(each, PinnedChoice)]
    return [Choice(key=each.key, pick=each.pick, of=[Component.of(option) for option in each.of]) for each in groups]


@strawberry.type(description="A published version of a bundle. It never changes: what was given stays as it was.")
class BundleRevision(relay.Node):
    """A revision."""

    key: relay.NodeID[UUID]
    content: strawberry.Private[PinnedBundle]
    number: int = strawberry.field(description="Counts from 1 within the bundle.")
    published_at: datetime = strawberry.field(description="From when on it was given.")

    @strawberry.field(description="What it gives in any case.")
    def components(self) -> list[Component]:
        return components(self.content)

    @strawberry.field(description="What the member chooses from.")
    def choices(self) -> list[Choice]:
        return choices(self.content)

    @classmethod
    def of(cls, revision: Revision) -> Self:
        """The GraphQL revision of a hub revision."""
        return cls(
            key=revision.id, content=revision.content, number=revision.number, published_at=revision.published_at
        )


@strawberry.type(description="A price for a bundle.")
class Offer(relay.Node):
    """An offer."""

    key: relay.NodeID[str]
    value: strawberry.Private[rules.Offer]
    code: str = strawberry.field(description="Its name in the catalogue, which never changes.")
    price: Money = strawberry.field(description="What it costs, each renewal period or once.")
    introductory_price: Money | None = strawberry.field(description="What the first periods cost.")
    introductory_periods: int | None = strawberry.field(description="How many periods have the introductory price.")
    renewal_period: Period | None = strawberry.field(description="How often it renews; null: it is bought once.")
    sale_from: datetime | None = strawberry.field(description="From when on it is sold; null: always.")
    sale_until: datetime | None = strawberry.field(description="Until when it is sold; null: no end is set.")
    per_member_limit: int | None = strawberry.field(description="How often one member may take it.")

    @strawberry.field(description="What is bought.")
    async def bundle(self, info: Info) -> Bundle:
        return await bundle_of(info, self.value.bundle)

    @strawberry.field(description="It is sold now.")
    def is_on_sale(self, info: Info) -> bool:
        return self.value.is_on_sale(info.context.now)

    @classmethod
    def of(cls, offer: rules.Offer) -> Self:
        """The GraphQL offer of a hub offer."""
        introductory = offer.introductory
        return cls(
            key=offer.code,
            value=offer,
            code=offer.code,
            price=Money.of(offer.price),
            introductory_price=Money.of(introductory.price) if introductory else None,
            introductory_periods=introductory.periods if introductory else None,
            renewal_period=offer.renewal_period,
            sale_from=offer.sale_from,
            sale_until=offer.sale_until,
            per_member_limit=offer.per_member_limit,
        )


@strawberry.type(description="A composition of benefits and other bundles, sold or given as one thing.")
class Bundle(relay.Node):
    """A bundle, also one that is no longer given."""

    key: relay.NodeID[str]
    code: str = strawberry.field(description="Its name in the catalogue, which never changes.")
    name: LocalText = strawberry.field(description="What members call it.")
    description: LocalText = strawberry.field(description="What it is.")

    @strawberry.field(description="What a new holder gets; of a retired bundle, what the last one got.")
    async def revision(self, info: Info) -> BundleRevision:
        current = await info.context.loaders.current_revisions.load(self.key)
        return BundleRevision.of(current) if current else (await _history(info, self.key))[0]

    @strawberry.field(description="All revisions, the newest first.")
    async def revisions(self, info: Info) -> list[BundleRevision]:
        return await _history(info, self.key)

    @strawberry.field(description="What it is offered for, on sale or not.")
    async def offers(self, info: Info) -> list[Offer]:
        return [Offer.of(each) for each in await info.context.loaders.offers_of_bundles.load(self.key) or []]

    @classmethod
    def of(cls, bundle: rules.Bundle) -> Bundle:
        """The GraphQL bundle of a hub bundle."""
        return cls(
            key=bundle.code,
            code=bundle.code,
            name=LocalText.of(bundle.name),
            description=LocalText.of(bundle.description),
        )


async def _history(info: Info, code: str) -> list[BundleRevision]:
    return [BundleRevision.of(each) for each in await info.context.loaders.revisions_of_bundles.load(code) or []]


async def bundle_of(info: Info, code: str) -> Bundle:
    """The bundle of this code, of which there is a revision and so never nothing."""
    return Bundle.of(await loaded_bundle(info, code))


async def loaded_bundle(info: Info, code: str) -> rules.Bundle:
    """The same as the hub's value."""
    found = await info.context.loaders.bundles.load(code)
    if found is None:
        raise LookupError(f"no bundle {code}")
    return found


@node_reader("Bundle")
async def _bundle(info: Info, key: str) -> Bundle | None:
    found = await info.context.loaders.bundles.load(key)
    return Bundle.of(found) if found else None


@node_reader("Offer")
async def _offer(info: Info, key: str) -> Offer | None:
    found = await info.context.loaders.offers.load(key)
    return Offer.of(found) if found else None


@node_reader("BundleRevision")
async def _revision(info: Info, key: str) -> BundleRevision | None:
    id_ = uuid(key)
    found = await info.context.loaders.revisions.load(id_) if id_ else None
    return BundleRevision.of(found) if found else None


@strawberry.type
class BundleQuery:
    """What is sold and given."""

    @strawberry.field(description="The bundles that can be given, by code.")
    async def bundles(self, info: Info, first: First = 50, after: After = None) -> relay.Connection[Bundle]:
        page = Page.of(first, after)
        catalogue = await info.context.loaders.catalogue()
        shown = slice_of([each for _, each in sorted(catalogue.bundles.items())], page, _code)
        return connection(relay.Connection[Bundle], shown, page, Bundle.of, _code)

    @strawberry.field(description="One bundle, also a retired one; null where there is none.")
    async def bundle(
        self, info: Info, code: Annotated[str, strawberry.argument(description="Its name in the catalogue.")]
    ) -> Bundle | None:
        return await _bundle(info, code)


def _code(bundle: rules.Bundle) -> str:
    return bundle.code
