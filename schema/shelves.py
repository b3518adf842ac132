"""The catalogue in this process, for compiled queries.

It is read whole and kept until its version in the database is another one. The version is asked for once in
``HUB_CATALOGUE_SECONDS``, and at the next query after anything but a query went through this process: so a process
shows its own changes at once, and those of others that much later at most.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from hub.catalogue import reads as catalogue
from hub.entitlements import reads as entitlements
from hub.entitlements.reads import glances
from schema.loaders import Loaders

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from hub.catalogue.reads import Shelf
    from hub.catalogue.rules.catalogue import Catalogue
    from hub.entitlements.reads import Held
    from hub.entitlements.reads.glances import Bases
    from hub.entitlements.rules.glances import Glance
    from hub.members.rules import Member

V = TypeVar("V")
T = TypeVar("T")


class Shelves:
    """Keeps the catalogue; ``seconds`` is how old it may be without asking."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: Shelf | None = None
        self._shown: dict[int, tuple[object, Any]] = {}
        self._bases: dict[str, Bases] = {}
        self._good_until = 0.0
        self._one_at_a_time = asyncio.Lock()

    async def current(self) -> Shelf:
        """The catalogue as it is now, or was not longer ago than allowed."""
        if self._kept and monotonic() < self._good_until:
            return self._kept
        async with self._one_at_a_time:
            asked_at = monotonic()
            if self._kept is None or await catalogue.version() != self._kept.version:
                self._kept = await catalogue.shelf()
                self._shown.clear()
                self._bases.clear()
            self._good_until = asked_at + self._seconds
            return self._kept

    def shown(self, make: Callable[[V], T], entry: V) -> T:
        """What ``make`` makes of an entry, made once."""
        found = self._shown.get(id(entry))
        if found is None or found[0] is not entry:
            found = self._shown[id(entry)] = (entry, make(entry))
        shown: T = found[1]
        return shown

    def bases(self, shelf: Shelf, zone: str) -> Bases:
        """The rules for members in ``zone``."""
        if shelf is not self._kept:
            return glances.bases(shelf.benefits, zone)
        if zone not in self._bases:
            self._bases[zone] = glances.bases(shelf.benefits, zone)
        return self._bases[zone]

    def doubt(self) -> None:
        """Something may have changed: ask at the next query."""
        self._good_until = 0.0


class _Kept(Generic[V]):
    """Looks up on the shelf; a ``Lookup``."""

    def __init__(self, shelf: Callable[[], Awaitable[Shelf]], entries: Callable[[Shelf], Mapping[str, V]]) -> None:
        self._shelf = shelf
        self._entries = entries

    async def load(self, key: str) -> V | None:
        """See ``Lookup``."""
        return self._entries(await self._shelf()).get(key)

    def prime(self, key: str, value: V | None) -> None:
        """Nothing new can be told to the shelf."""

    async def load_many(self, keys: Iterable[str]) -> list[V | None]:
        """See ``Lookup``."""
        entries = self._entries(await self._shelf())
        return [entries.get(key) for key in keys]


class ShelfLoaders(Loaders):
    """Loaders that know the catalogue already, and the ``caller``, if that is a member.

    One operation sees one catalogue, from its first question to its last.
    """

    def __init__(self, shelves: Shelves, caller: Member | None) -> None:
        if caller:
            self.members.prime(caller.id, caller)
        self._shelves = shelves
        self._seen: Shelf | None = None
        self.__dict__ |= {
            "providers": _Kept(self._shelf, lambda shelf: shelf.providers),
            "categories": _Kept(self._shelf, lambda shelf: shelf.categories),
            "benefits": _Kept(self._shelf, lambda shelf: shelf.benefits),
            "bundles": _Kept(self._shelf, lambda shelf: shelf.bundles),
        }

    def shown(self, make: Callable[[V], T], entry: V) -> T:
        """The same object as long as the catalogue stays the same, so that what is made of it can be kept."""
        return self._shelves.shown(make, entry)

    async def catalogue(self) -> Catalogue:
        """Everything that can be held and bought now."""
        return (await self._shelf()).live

    async def glances(self, member: Member, at: datetime) -> list[Glance] | None:
        """See ``Loaders``."""
        bases = self._shelves.bases(await self._shelf(), member.zone)
        return await glances.of_member(member.id, at, bases)

    async def _held_by(self, found: Sequence[Member]) -> list[Held]:
        return await entitlements.held_by(found, (await self._shelf()).benefits)

    async def _shelf(self) -> Shelf:
        if self._seen is None:
            self._seen = await self._shelves.current()
        return self._seen
