"""By which routes a grant is delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.catalogue.rules.values import Delivery
from hub.fulfilment.rules.tasks import VAULT, Route

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.catalogue.rules.values import Benefit
    from hub.kernel.calendar import Period, Span


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


def default(benefit: Benefit) -> Route:
    """The route of a benefit for which none is written down."""
    return Route(VAULT if benefit.delivery is Delivery.CODE_VAULT else benefit.provider, benefit.code)
