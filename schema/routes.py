"""By which providers and products benefits are delivered, as written down: read by staff, set by operators."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Annotated, Self

import strawberry

from hub.fulfilment import reads
from hub.fulfilment.rules.tasks import Route
from hub.fulfilment.service import routing
from hub.kernel.calendar import Period
from schema.catalogue import Benefit, benefit_of
from schema.context import Info
from schema.entitlement_changes import KEY, act
from schema.refusals import InvalidInputRefusal, NotFoundRefusal


@strawberry.type(description="A provider and its product.")
class ProviderProduct:
    """One way to deliver."""

    provider: str = strawberry.field(description="The provider's code; `vault` is the hub's own stock of codes.")
    product: str = strawberry.field(description="The provider's own name of what is delivered.")


@strawberry.type(description="By which ways a benefit is delivered.")
class BenefitRoutes:
    """A benefit with its ways."""

    code: strawberry.Private[str]
    period: Period | None = strawberry.field(description="Only for grants of this length; null: for all others.")
    ways: list[ProviderProduct] = strawberry.field(description="The first, then those that step in for it.")

    @strawberry.field(description="What is delivered.")
    async def benefit(self, info: Info) -> Benefit:
        return await benefit_of(info, self.code)

    @classmethod
    def of(cls, code: str, period: Period | None, ways: list[Route]) -> Self:
        """The GraphQL routes of these ways."""
        found = [ProviderProduct(provider=each.provider, product=each.product) for each in ways]
        return cls(code=code, period=period, ways=found)


@strawberry.input(description="A provider and its product.")
class ProviderProductInput:
    """One way to deliver."""

    provider: str = strawberry.field(description="The provider's code; `vault` for the hub's own stock of codes.")
    product: str = strawberry.field(description="The provider's own name of what is delivered.")


@strawberry.input(description="By which ways a benefit is to be delivered from now on.")
class RouteBenefitInput:
    """A benefit with its ways."""

    benefit: str = strawberry.field(description="The benefit's code.")
    ways: list[ProviderProductInput] = strawberry.field(
        description="The first, then those that step in for it; none: its own provider again."
    )
    period: Period | None = strawberry.field(default=None, description="Only for grants of this length.")
    idempotency_key: str = strawberry.field(description=KEY)


RouteBenefitResult = Annotated[
    BenefitRoutes | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("RouteBenefitResult", description="The ways as they are now, or why they stay as they were."),
]


@strawberry.type
class RouteQuery:
    """Routes."""

    @strawberry.field(description="The ways that are written down; a benefit without any goes to its own provider.")
    async def benefit_routes(self) -> list[BenefitRoutes]:
        rules = await reads.all_route_rules()
        grouped = groupby(rules, attrgetter("benefit", "period"))
        return [BenefitRoutes.of(*key, ways=[each.route for each in same]) for key, same in grouped]


@strawberry.type
class RouteMutation:
    """Routes."""

    @strawberry.mutation(
        description="Set by which ways a benefit is delivered; deliveries already planned keep theirs."
    )
    async def route_benefit(
        self, info: Info, input: Annotated[RouteBenefitInput, strawberry.argument(description="Which, and how.")]
    ) -> RouteBenefitResult:
        ways = [Route(each.provider.strip(), each.product.strip()) for each in input.ways]
        await routing.route(input.benefit, ways, act(info, input.idempotency_key), input.period)
        return BenefitRoutes.of(input.benefit, input.period, ways)
