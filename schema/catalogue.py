"""The catalogue: providers, categories and benefits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

import strawberry
from strawberry import relay

from hub.catalogue.rules import values
from hub.catalogue.rules.values import Delivery, RefundRule, Stacking
from hub.kernel.calendar import Period
from hub.members.rules import Locale
from schema.compiled.at_hand import at_hand
from schema.context import Info
from schema.enums import tell
from schema.nodes import node_reader
from schema.pages import After, First, Page, connection, slice_of
from schema.texts import LocalText

if TYPE_CHECKING:
    from hub.catalogue.reads import Shelf
    from hub.catalogue.rules.catalogue import Catalogue

tell(
    Stacking,
    "Stacking",
    "What a further grant of a benefit does.",
    {
        "EXTEND": "It queues behind the time that is there.",
        "PARALLEL": "It runs its own clock; quantities add up.",
        "EXCLUSIVE": "It is refused while any time lies ahead.",
    },
)
tell(
    RefundRule,
    "RefundRule",
    "How much of what was paid for a benefit goes back when it is returned.",
    {
        "UNUSED": "The share that is not used: of its quantity where that is counted, else of its time.",
        "BEFORE_USE": "All of it before it is used, and nothing afterwards.",
        "NONE": "Nothing.",
    },
)
tell(
    Delivery,
    "DeliveryMode",
    "How a benefit reaches the member.",
    {
        "DIRECT": "Topped up at the provider, on an account that the member names.",
        "CODE_VAULT": "A code from the hub's own stock.",
        "CODE_PROVIDER": "A code that the provider issues.",
        "LINK": "A personal link to the provider's page.",
        "INTERNAL": "Honoured by the hub itself.",
    },
)


@strawberry.type(description="A company that honours benefits.")
class Provider(relay.Node):
    """A provider."""

    key: relay.NodeID[str]
    code: str = strawberry.field(description="Its name in the catalogue, which never changes.")
    name: LocalText = strawberry.field(description="What members call it.")
    colour: str = strawberry.field(description="The colour of its mark, `#rrggbb`.")

    @strawberry.field(description="The first character of its name, for its mark.")
    @at_hand(lambda self, info: (self.name.zh if info.language == Locale.ZH_CN else self.name.en)[:1])
    async def initial(self, info: Info) -> str:
        return (await self.name.chosen(info, None))[:1]

    @classmethod
    def of(cls, provider: values.Provider) -> Self:
        """The GraphQL provider of a hub provider."""
        return cls(key=provider.code, code=provider.code, name=LocalText.of(provider.name), colour=provider.colour)


@strawberry.type(description="A shelf of the catalogue; shelves stand on shelves.")
class Category(relay.Node):
    """A category."""

    key: relay.NodeID[str]
    parent_code: strawberry.Private[str | None]
    code: str = strawberry.field(description="Its name in the catalogue, which never changes.")
    name: LocalText = strawberry.field(description="What members call it.")

    @strawberry.field(description="The category that it stands in, if any.")
    async def parent(self, info: Info) -> Category | None:
        found = await info.context.loaders.categories.load(self.parent_code) if self.parent_code else None
        return Category.of(found) if found else None

    @strawberry.field(description="The categories that stand in it.")
    async def children(self, info: Info) -> list[Category]:
        catalogue = await info.context.loaders.catalogue()
        return [Category.of(each) for each in catalogue.categories.values() if each.parent == self.code]

    @classmethod
    def of(cls, category: values.Category) -> Category:
        """The GraphQL category of a hub category."""
        return cls(key=category.code, code=category.code, parent_code=category.parent, name=LocalText.of(category.name))


@strawberry.type(description="A benefit's place among others: while a higher rank covers a member, lower ones pause.")
class Tier:
    """A tier."""

    group: str = strawberry.field(description="The benefits that rank against each other.")
    rank: int = strawberry.field(description="The higher covers the lower.")


@strawberry.type(description="What a member must give so that a benefit can be topped up.")
class AccountAsked:
    """How to ask for an account."""

    label: LocalText = strawberry.field(description="How to ask for it.")
    pattern: str = strawberry.field(description="The regular expression that it matches in full.")


@strawberry.type(description="One kind of right that a member can hold.")
class Benefit(relay.Node):
    """A benefit, also one that is no longer given."""

    key: relay.NodeID[str]
    value: strawberry.Private[values.Benefit]
    code: str = strawberry.field(description="Its name in the catalogue, which never changes.")
    name: LocalText = strawberry.field(description="What members call it.")
    description: LocalText = strawberry.field(description="What it is.")
    guide: LocalText | None = strawberry.field(description="How to use it.")
    stacking: Stacking = strawberry.field(description="What a further grant does.")
    max_ahead: Period | None = strawberry.field(description="How far ahead its time may reach at most.")
    is_counted: bool = strawberry.field(description="It is counted: grants carry a quantity that is used up.")
    unit: LocalText | None = strawberry.field(description="What is counted, e.g. visits.")
    delivery_mode: Delivery = strawberry.field(description="How it reaches the member.")
    refund: RefundRule = strawberry.field(description="What goes back of its price when it is returned.")
    scope: LocalText | None = strawberry.field(description="Where it is honoured.")
    devices: LocalText | None = strawberry.field(description="On which devices it works.")

    @strawberry.field(description="Who honours it.")
    @at_hand(lambda self, info: provider_at_hand(info, self.value.provider))
    async def provider(self, info: Info) -> Provider:
        return await provider_of(info, self.value.provider)

    @strawberry.field(description="Where it stands in the catalogue.")
    @at_hand(lambda self, info: _category_at_hand(info, self.value.category))
    async def category(self, info: Info) -> Category | None:
        found = await info.context.loaders.categories.load(self.value.category)
        return Category.of(found) if found else None

    @strawberry.field(description="Its place among benefits that cover one another.")
    def tier(self) -> Tier | None:
        tier = self.value.tier
        return Tier(group=tier.group, rank=tier.rank) if tier else None

    @strawberry.field(description="The account at the provider that is needed for it.")
    def account(self) -> AccountAsked | None:
        account = self.value.account
        return AccountAsked(label=LocalText.of(account.label), pattern=account.pattern) if account else None

    @classmethod
    def of(cls, benefit: values.Benefit) -> Self:
        """The GraphQL benefit of a hub benefit."""
        return cls(
            key=benefit.code,
            code=benefit.code,
            value=benefit,
            name=LocalText.of(benefit.name),
            description=LocalText.of(benefit.description),
            guide=LocalText.maybe(benefit.guide),
            stacking=benefit.stacking,
            max_ahead=benefit.max_ahead,
            is_counted=benefit.is_counted,
            unit=LocalText.maybe(benefit.unit),
            delivery_mode=benefit.delivery,
            refund=benefit.refund,
            scope=LocalText.maybe(benefit.scope),
            devices=LocalText.maybe(benefit.devices),
        )


async def provider_of(info: Info, code: str) -> Provider:
    """The provider of this code, which the database holds to exist."""
    found = await info.context.loaders.providers.load(code)
    if found is None:
        raise LookupError(f"no provider {code}")
    return info.context.loaders.shown(Provider.of, found)


async def benefit_of(info: Info, code: str) -> Benefit:
    """The benefit of this code, which is in somebody's hands and so never removed."""
    found = await info.context.loaders.benefits.load(code)
    if found is None:
        raise LookupError(f"no benefit {code}")
    return info.context.loaders.shown(Benefit.of, found)


def provider_at_hand(info: Info, code: str) -> Provider:
    """As ``provider_of``, from the catalogue in process; ``LookupError`` where that is not at hand."""
    return info.context.loaders.shown(Provider.of, _at_hand(info).providers[code])


def benefit_at_hand(info: Info, code: str) -> Benefit:
    """As ``benefit_of``, from the catalogue in process; ``LookupError`` where that is not at hand."""
    return info.context.loaders.shown(Benefit.of, _at_hand(info).benefits[code])


def _category_at_hand(info: Info, code: str) -> Category | None:
    found = _at_hand(info).categories.get(code)
    return Category.of(found) if found else None


def _at_hand(info: Info) -> Shelf:
    found = info.context.loaders.at_hand
    if found is None:
        raise LookupError("the catalogue is not at hand")
    return found


@node_reader("Provider")
async def _provider(info: Info, key: str) -> Provider | None:
    found = await info.context.loaders.providers.load(key)
    return Provider.of(found) if found else None


@node_reader("Category")
async def _category(info: Info, key: str) -> Category | None:
    found = await info.context.loaders.categories.load(key)
    return Category.of(found) if found else None


@node_reader("Benefit")
async def _benefit(info: Info, key: str) -> Benefit | None:
    found = await info.context.loaders.benefits.load(key)
    return Benefit.of(found) if found else None


def within(catalogue: Catalogue, category: str) -> set[str]:
    """The category and all that stand in it, however deep."""
    found = {category}
    while more := {code for code, each in catalogue.categories.items() if each.parent in found} - found:
        found |= more
    return found


@strawberry.type
class CatalogueQuery:
    """What there is."""

    @strawberry.field(description="The companies that honour benefits.")
    async def providers(self, info: Info) -> list[Provider]:
        catalogue = await info.context.loaders.catalogue()
        return [Provider.of(each) for _, each in sorted(catalogue.providers.items())]

    @strawberry.field(description="All shelves of the catalogue, each knowing what it stands in.")
    async def categories(self, info: Info) -> list[Category]:
        catalogue = await info.context.loaders.catalogue()
        return [Category.of(each) for _, each in sorted(catalogue.categories.items())]

    @strawberry.field(description="The benefits that can be given, by code.")
    async def benefits_catalogue(
        self,
        info: Info,
        first: First = 50,
        after: After = None,
        provider: Annotated[str | None, strawberry.argument(description="Only those of this provider.")] = None,
        category: Annotated[str | None, strawberry.argument(description="Only those within this category.")] = None,
    ) -> relay.Connection[Benefit]:
        page = Page.of(first, after)
        catalogue = await info.context.loaders.catalogue()
        shelves = within(catalogue, category) if category else set(catalogue.categories)
        fitting = [
            each
            for _, each in sorted(catalogue.benefits.items())
            if each.category in shelves and provider in {None, each.provider}
        ]
        shown = slice_of(fitting, page, _code)
        return connection(relay.Connection[Benefit], shown, page, Benefit.of, _code)


def _code(benefit: values.Benefit) -> str:
    return benefit.code
