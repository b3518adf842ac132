"""Parts of answers that depend on the catalogue alone: worked out once for each of its entries and each language.

The catalogue in process (``schema.shelves``) shows an entry as one and the same object until the catalogue changes, so
what an operation makes of it can be kept beside it. A part is kept where every resolver within it is in ``PURE``.
"""

from __future__ import annotations

from typing import Any

import orjson

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
        self._found: dict[tuple[int, object], tuple[object, orjson.Fragment]] = {}

    def get(self, source: object, language: object) -> orjson.Fragment | None:
        """The part for this very object."""
        found = self._found.get((id(source), language))
        return found[1] if found and found[0] is source else None

    def keep(self, source: object, language: object, part: dict[str, Any]) -> orjson.Fragment:
        """Keep the part; the object is held as well, so that no other takes its id."""
        if len(self._found) >= MOST:
            self._found.clear()
        written = orjson.Fragment(orjson.dumps(part, option=orjson.OPT_UTC_Z))
        self._found[id(source), language] = (source, written)
        return written
