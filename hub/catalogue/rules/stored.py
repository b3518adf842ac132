"""From what the database keeps as JSON back to values: the very shapes of a document, without positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from hub.catalogue.errors import InvalidCatalogue
from hub.catalogue.rules.bundles import Named
from hub.catalogue.rules.nodes import Fields, from_plain
from hub.catalogue.rules.reading import Reading, Unsound, listing, record, scalar
from hub.catalogue.rules.revisions import PinnedBenefit, PinnedBundle, PinnedChoice, PinnedPart
from hub.catalogue.rules.shapes import ALLOWANCE, CODE, COUNT, component, validity
from hub.catalogue.rules.words import flag

if TYPE_CHECKING:
    from hub.catalogue.rules.nodes import Node
    from hub.catalogue.rules.reading import Read

T = TypeVar("T")


def stored(shape: Read[T], value: object) -> T:
    """Read a JSON value that was written with ``plain``; ``InvalidCatalogue`` if it was tampered with."""
    reading = Reading()
    try:
        return shape(from_plain(value), "", reading)
    except Unsound:
        raise InvalidCatalogue(tuple(reading.mistakes)) from None


def _content(node: Node, where: str, reading: Reading) -> PinnedBenefit | PinnedBundle:
    is_bundle = isinstance(node, Fields) and "parts" in node.fields
    return PINNED_BUNDLE(node, where, reading) if is_bundle else _BENEFIT(node, where, reading)


def _part(node: Node, where: str, reading: Reading) -> PinnedPart | PinnedChoice:
    is_choice = isinstance(node, Fields) and "pick" in node.fields
    return _CHOICE(node, where, reading) if is_choice else _ONE(node, where, reading)


_FLAGS = {"is_counted": scalar(flag), "starts_on_delivery": scalar(flag)}
_BENEFIT = record(PinnedBenefit, {"code": CODE}, {**_FLAGS, "allowance": ALLOWANCE})
_ONE = record(PinnedPart, {"component": component, "content": _content}, {})
_CHOICE = record(PinnedChoice, {"key": CODE, "pick": COUNT, "of": listing(_ONE)}, {})
PINNED_BUNDLE = record(PinnedBundle, {"code": CODE, "validity": validity(Named.LIFETIME), "parts": listing(_part)}, {})
