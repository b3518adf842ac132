"""From a document to a catalogue: read, look up what is named, check the whole, and report every mistake."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from hub.catalogue.errors import InvalidCatalogue
from hub.catalogue.rules import shapes
from hub.catalogue.rules.catalogue import SECTIONS, Catalogue
from hub.catalogue.rules.checking import check
from hub.catalogue.rules.nodes import from_yaml
from hub.catalogue.rules.reading import Reading, Unsound, listing, written_fields

if TYPE_CHECKING:
    from hub.catalogue.rules.bundles import Bundle, Offer
    from hub.catalogue.rules.nodes import Node
    from hub.catalogue.rules.reading import Read
    from hub.catalogue.rules.values import Benefit, Category, Provider

E = TypeVar("E", "Provider", "Category", "Benefit", "Bundle", "Offer")


def read(document: str | bytes) -> Catalogue:
    """Read a catalogue from YAML 1.2; ``InvalidCatalogue`` lists all its mistakes, in the order of the lines."""
    root, mistakes = from_yaml(document)
    reading = Reading(mistakes)
    catalogue = _read_sound(root, reading)
    check(catalogue, reading)
    if reading.mistakes:
        raise InvalidCatalogue(tuple(sorted(set(reading.mistakes))))
    return catalogue


def _read_sound(root: Node, reading: Reading) -> Catalogue:
    """Read all sections; entries with mistakes are left out."""
    try:
        sections = written_fields(root, "", reading, SECTIONS)
    except Unsound:
        return Catalogue()

    def by_code(name: str, shape: Read[E]) -> dict[str, E]:
        with suppress(Unsound):
            if name in sections:
                return {entry.code: entry for entry in listing(shape)(sections[name], name, reading)}
        return {}

    return Catalogue(
        providers=by_code("providers", shapes.PROVIDER),
        categories=by_code("categories", shapes.CATEGORY),
        benefits=by_code("benefits", shapes.BENEFIT),
        bundles=by_code("bundles", shapes.BUNDLE),
        offers=by_code("offers", shapes.OFFER),
    )
