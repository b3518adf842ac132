"""By which routes a grant is delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.catalogue.rules.values import Delivery
from hub.fulfilment.rules.tasks import VAULT, Route
from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.catalogue.rules.values import Benefit
    from hub.kernel.calendar import Period, Span


_WITHOUT_CODES = {Delivery.DIRECT, Delivery.LINK}


@dataclass(frozen=True, slots=True)
class RouteRule:
    """A route of ``benefit``; with a ``period`` it is meant for rolling grants of exactly that length."""

    benefit: str
    route: Route
    period: Period | None = None


def routes(benefit: Benefit, validity: Period | Span, rules: Sequence[RouteRule]) -> tuple[Route, ...]:
    """The routes for a grant of ``benefit``, best first, as written down in ``rules``.

    Those for the very length of the grant stand alone where there are any. A benefit without rules goes to its own
    provider (or to the vault) with its own code as the product.
    """
    own = [each for each in rules if each.benefit == benefit.code]
    exact = [each.route for each in own if each.period is not None and each.period == validity]
    usual = [each.route for each in own if each.period is None]
    return tuple(exact or usual or [default(benefit)])


def check(benefit: Benefit, ways: Sequence[Route]) -> None:
    """Refuse routes by which ``benefit`` cannot be delivered, and one that is named twice."""
    if ways and benefit.delivery is Delivery.INTERNAL:
        raise InvalidInput("benefit", f"{benefit.code} is delivered by nobody: there is nothing to do for it")
    if len(set(ways)) < len(ways) or not all(each.provider and each.product for each in ways):
        raise InvalidInput("route", "write PROVIDER:PRODUCT, each once")
    if benefit.delivery in _WITHOUT_CODES and any(each.provider == VAULT for each in ways):
        raise InvalidInput("route", f"the vault holds codes, and {benefit.code} is not delivered as a code")


def default(benefit: Benefit) -> Route:
    """The route of a benefit for which none is written down."""
    return Route(VAULT if benefit.delivery is Delivery.CODE_VAULT else benefit.provider, benefit.code)
