"""How the providers and the vault are doing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

import strawberry

from hub.fulfilment import reads
from hub.fulfilment.rules import codes
from hub.fulfilment.rules.codes import CodeState
from hub.fulfilment.rules.tasks import State as DeliveryState
from hub.ports.traffic import Breaker
from schema.context import Info
from schema.enums import tell

_LOOKED_BACK = timedelta(hours=24)

tell(
    Breaker,
    "Breaker",
    "Whether requests to a provider get through.",
    {
        "CLOSED": "They do.",
        "OPEN": "It keeps failing and is left alone for a while; its deliveries wait.",
        "HALF_OPEN": "One request tries whether it works again.",
    },
)


@strawberry.type(description="How many deliveries stand where.")
class DeliveryCount:
    """A state and a number."""

    state: DeliveryState = strawberry.field(description="How they stand.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="How a provider is doing; the vault is one of them.")
class ProviderHealth:
    """A provider with its breaker, its last day, and its backlog."""

    provider: str = strawberry.field(description="The provider's code.")
    is_set_up: bool = strawberry.field(description="The hub knows how to reach it.")
    breaker: Breaker = strawberry.field(description="Whether requests get through.")
    failures: int = strawberry.field(description="How often it failed in a row.")
    tried_again_at: datetime | None = strawberry.field(description="With an open breaker: when it is tried again.")
    requests: int = strawberry.field(description="How often it was asked in the last 24 hours.")
    answered: int = strawberry.field(description="How many of these it answered clearly.")
    median_ms: int | None = strawberry.field(description="Half of these took at most so many milliseconds.")
    slow_ms: int | None = strawberry.field(description="95 % of these took at most so many milliseconds.")
    due: int = strawberry.field(description="Deliveries that should be worked on now.")
    oldest_due: datetime | None = strawberry.field(description="Since when the first of them waits.")
    counts: list[DeliveryCount] = strawberry.field(description="All its deliveries by state.")


@strawberry.type(description="How many codes stand where.")
class CodeCount:
    """A state and a number."""

    state: CodeState = strawberry.field(description="How they stand.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="The codes of one product in the vault.")
class VaultStock:
    """A stock."""

    product: str = strawberry.field(description="What the codes are for.")
    free: int = strawberry.field(description="How many can be sold.")
    warn_below: int | None = strawberry.field(description="How few free ones are too few.")
    is_low: bool = strawberry.field(description="There are too few.")
    soonest_end: datetime | None = strawberry.field(description="When the first free one ends.")
    counts: list[CodeCount] = strawberry.field(description="All of them by state.")

    @classmethod
    def of(cls, stock: codes.Stock) -> Self:
        """The GraphQL stock of a hub stock."""
        return cls(
            product=stock.product,
            free=stock.free,
            warn_below=stock.warn_below,
            is_low=stock.is_low,
            soonest_end=stock.soonest_end,
            counts=[CodeCount(state=state, count=count) for state, count in sorted(stock.counts.items())],
        )


@strawberry.type
class SupplyQuery:
    """Providers and stock."""

    @strawberry.field(description="How the providers are doing.")
    async def provider_health(self, info: Info) -> list[ProviderHealth]:
        now = info.context.now
        backlogs = {each.provider: each for each in await reads.backlogs(now)}
        records = await reads.records(now - _LOOKED_BACK)
        known = sorted({*info.context.ports.providers, *backlogs, *records})
        return [await _health(info, each, backlogs.get(each), records.get(each)) for each in known]

    @strawberry.field(description="What lies in the vault, by product.")
    async def vault_stock(self) -> list[VaultStock]:
        return [VaultStock.of(each) for each in await reads.stocks()]


async def _health(
    info: Info, provider: str, backlog: reads.Backlog | None, record: reads.Record | None
) -> ProviderHealth:
    ports = info.context.ports
    condition = await ports.traffic.condition(provider)
    is_open = condition.breaker is Breaker.OPEN
    counts = backlog.counts if backlog else {}
    return ProviderHealth(
        provider=provider,
        is_set_up=provider in ports.providers,
        breaker=condition.breaker,
        failures=condition.failures,
        tried_again_at=info.context.now + condition.opens_in if is_open else None,
        requests=record.requests if record else 0,
        answered=record.answered if record else 0,
        median_ms=record.median_ms if record else None,
        slow_ms=record.slow_ms if record else None,
        due=backlog.due if backlog else 0,
        oldest_due=backlog.oldest_due if backlog else None,
        counts=[DeliveryCount(state=state, count=count) for state, count in sorted(counts.items())],
    )
