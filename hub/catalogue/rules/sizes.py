"""How much a bundle gives, worked out without giving it: depth, number of grants, largest quantity."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hub.catalogue.rules.bundles import Bundle, Component
    from hub.catalogue.rules.catalogue import Catalogue
    from hub.catalogue.rules.values import Benefit


MAX_QUANTITY = 1_000_000_000
"""The most that one grant may carry."""


@dataclass(frozen=True, slots=True)
class Size:
    """``depth`` of nesting; grants of counted and of uncounted benefits; the largest quantity of a grant.

    Holding a bundle n times over gives n times the uncounted grants, but the same counted ones with n times
    the quantity.
    """

    depth: int = 0
    counted: int = 0
    uncounted: int = 0
    quantity: int = 0

    @property
    def grants(self) -> int:
        """All grants, every option of every choice included."""
        return self.counted + self.uncounted

    def within(self, component: Component) -> Size:
        """Give this as often as ``component`` says."""
        releases, quantity = component.releases, component.quantity
        return Size(
            self.depth,
            self.counted * releases,
            self.uncounted * releases * quantity,
            self.quantity * quantity,
        )


def sizes(catalogue: Catalogue) -> dict[str, Size]:
    """The size of every bundle, inner ones first. There is no cycle; what is unknown counts nothing."""
    graph = {bundle.code: _inner(bundle) & catalogue.bundles.keys() for bundle in catalogue.bundles.values()}
    known: dict[str, Size] = {}
    for code in TopologicalSorter(graph).static_order():
        bundle = catalogue.bundles[code]
        known[code] = _sum(_size(each, catalogue.benefits, known).within(each) for _, each in bundle.places())
    return known


def _inner(bundle: Bundle) -> set[str]:
    return {each.bundle for _, each in bundle.places() if each.bundle is not None}


def _size(component: Component, benefits: Mapping[str, Benefit], known: Mapping[str, Size]) -> Size:
    benefit = benefits.get(component.benefit or "")
    if benefit is None:
        return known.get(component.bundle or "", Size())
    if not benefit.is_counted:
        return Size(uncounted=1)
    return Size(
        counted=1,
        quantity=benefit.allowance.quantity + benefit.allowance.rollover if benefit.allowance else 1,
    )


def _sum(parts: Iterable[Size]) -> Size:
    each = list(parts)
    return Size(
        depth=1 + max((part.depth for part in each), default=0),
        counted=sum(part.counted for part in each),
        uncounted=sum(part.uncounted for part in each),
        quantity=max((part.quantity for part in each), default=0),
    )
