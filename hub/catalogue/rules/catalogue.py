"""A whole catalogue as one value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.catalogue.rules.bundles import Bundle, Offer
    from hub.catalogue.rules.values import Benefit, Category, Provider

    Entry = Provider | Category | Benefit | Bundle | Offer

SECTIONS = ("providers", "categories", "benefits", "bundles", "offers")
"""What a catalogue consists of; each section names only entries of itself and of those before it."""


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
