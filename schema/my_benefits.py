"""All entitlements of a member: filtered, counted, the most urgent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import attrgetter

import strawberry
from strawberry import relay

from hub.entitlements.rules.status import Status
from hub.members.rules import Member
from schema.catalogue import within
from schema.context import Info
from schema.entitlements import Entitlement
from schema.glances import URGENT_FIRST, Shown, entitlements_at_hand, is_stored, urgent_first
from schema.pages import Page, connection, connection_of_edges, slice_of


@strawberry.input(description="Which entitlements to show: those that fit everything that is given.")
class EntitlementFilter:
    """A filter."""

    status: list[Status] | None = strawberry.field(default=None, description="With one of these.")
    benefit: list[str] | None = strawberry.field(default=None, description="To one of these benefits, by code.")
    provider: list[str] | None = strawberry.field(default=None, description="Of one of these providers, by code.")
    category: list[str] | None = strawberry.field(default=None, description="Within one of these categories, by code.")


@strawberry.type(description="How many entitlements have a status.")
class StatusCount:
    """A count."""

    status: Status = strawberry.field(description="The status.")
    count: int = strawberry.field(description="How many have it.")


@strawberry.type(description="A member's entitlements, page by page.")
class EntitlementConnection(relay.Connection[Entitlement]):
    """A page of entitlements."""

    placed: strawberry.Private[Sequence[Shown]]
    total_count: int = strawberry.field(description="How many fit the filter.")

    @strawberry.field(description="How many of each status there are, whatever status the filter names.")
    def counts(self) -> list[StatusCount]:
        found = Counter([str(each.status) for each in self.placed])
        return [StatusCount(status=each, count=found[each]) for each in URGENT_FIRST if found[each]]


async def benefits_of(
    info: Info, found: Sequence[Shown], wanted: EntitlementFilter | None, page: Page
) -> EntitlementConnection:
    """Those of the entitlements that fit, the most urgent first."""
    if wanted is None:
        return _page_of(found, found, page)
    placed = [each for each in found if await _is_placed(info, each, wanted)]
    fitting = [each for each in placed if wanted.status is None or each.status in wanted.status]
    return _page_of(fitting, placed, page)


def benefits_at_hand(info: Info, member: Member, page: Page) -> EntitlementConnection:
    """All of them now, where that is at hand; else refuses (``NotAtHand``)."""
    found = entitlements_at_hand(info, member)
    return _page_of(found, found, page)


def _page_of(fitting: Sequence[Shown], placed: Sequence[Shown], page: Page) -> EntitlementConnection:
    shown = slice_of(urgent_first(fitting), page, _code)
    more = {"placed": placed, "total_count": len(fitting)}
    if is_stored(shown):
        return connection_of_edges(EntitlementConnection, shown, page, **more)
    return connection(EntitlementConnection, shown, page, _itself, _code, **more)


async def _is_placed(info: Info, entitlement: Shown, wanted: EntitlementFilter) -> bool:
    """It fits the filter's benefits, providers and categories."""
    code = entitlement.code
    if wanted.benefit is not None and code not in wanted.benefit:
        return False
    if wanted.provider is None and wanted.category is None:
        return True
    benefit = await info.context.loaders.benefits.load(code)
    if benefit is None or (wanted.provider is not None and benefit.provider not in wanted.provider):
        return False
    catalogue = await info.context.loaders.catalogue()
    return wanted.category is None or any(benefit.category in within(catalogue, each) for each in wanted.category)


def _itself(entitlement: Shown) -> Shown:
    return entitlement


_code = attrgetter("code")
