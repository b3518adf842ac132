"""A whole catalogue as one value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from hub.catalogue.rules.bundles import Bundle, Offer
    from hub.catalogue.rules.values import Benefit, Category, Provider

    Entry = Provider | Category | Benefit | Bundle | Offer

SECTIONS = ("providers", "categories", "benefits", "bundles", "offers")
"""What a catalogue consists of; each section names only entries of itself and of those before it."""


@dataclass(frozen=True, slots=True)
class Sale:
    """The ``benefits`` that something gives which is on sale, as a choice or in any case.

    ``until``: when an offer's sale begins or ends next; none: never.
    """

    benefits: frozenset[str]
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that can be held and bought, by code. The order of the entries means nothing."""

    providers: Mapping[str, Provider] = field(default_factory=dict)
    categories: Mapping[str, Category] = field(default_factory=dict)
    benefits: Mapping[str, Benefit] = field(default_factory=dict)
    bundles: Mapping[str, Bundle] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)

    def section(self, name: str) -> Mapping[str, Entry]:
        """Give the entries of one of ``SECTIONS``."""
        entries: Mapping[str, Entry] = getattr(self, name)
        return entries

    def sale(self, at: datetime) -> Sale:
        """What can be bought at ``at``."""
        open_ = {offer.bundle for offer in self.offers.values() if offer.is_on_sale(at)}
        edges = [edge for offer in self.offers.values() for edge in (offer.sale_from, offer.sale_until)]
        return Sale(
            benefits=frozenset(benefit for bundle in open_ for benefit in self._given_by(bundle)),
            until=min((edge for edge in edges if edge and edge > at), default=None),
        )

    def _given_by(self, bundle: str) -> set[str]:
        given: set[str] = set()
        for _, component in self.bundles[bundle].places() if bundle in self.bundles else []:
            given |= {component.benefit} if component.benefit else self._given_by(component.bundle or "")
        return given
