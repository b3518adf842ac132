"""Parts of answers that depend on the catalogue alone: worked out once for each of its entries and each language.

The catalogue in process (``schema.shelves``) shows an entry as one and the same object until the catalogue changes, so
what an operation makes of it can be kept beside it. A part is kept where every resolver within it is in ``PURE``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from hub.catalogue.reads import Shelf

TYPES = {"Benefit", "Provider", "Category"}

PURE = {
    "Benefit.provider",
    "Benefit.category",
    "Benefit.tier",
    "Benefit.account",
    "Category.parent",
    "Category.children",
    "LocalText.text",
    "Provider.initial",
}
"""Resolvers whose values depend on the entry, the catalogue and the caller's language, and on nothing else."""

MOST = 4_096


class Kept:
    """What one part of one operation is for each entry, as JSON; forgets all when it is full."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, object], tuple[orjson.Fragment, object]] = {}
        """Each part beside its object, which is held so that no other takes its id."""

    def keep(self, source: object, language: object, part: dict[str, Any]) -> orjson.Fragment:
        """Keep the part."""
        if len(self.found) >= MOST:
            self.found.clear()
        written = orjson.Fragment(orjson.dumps(part, option=orjson.OPT_UTC_Z))
        self.found[id(source), language] = (written, source)
        return written


class ByCode:
    """The same, under the codes of the entries: found without a look at the entry."""

    def __init__(self) -> None:
        self._shelf: Shelf | None = None
        self._found: dict[object, dict[str, Any]] = {}

    def of(self, shelf: Shelf | None, language: object) -> dict[str, Any]:
        """What is kept for this catalogue, to be looked at and filled."""
        if shelf is not self._shelf:
            self._shelf, self._found = shelf, {}
        return self._found.setdefault(language, {})
