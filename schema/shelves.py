"""The catalogue in this process, for compiled queries.

It is read whole and kept until its version in the database is another one. The version is asked for at least once in
``HUB_CATALOGUE_SECONDS``, while there are queries before anybody has to wait for it; and at the next query after
anything but a query went through this process: so a process shows its own changes at once, and those of others that
much later at most.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from hub.catalogue import reads as catalogue
from hub.entitlements import reads as entitlements
from hub.entitlements.reads import glances
from schema.compiled.at_hand import NotAtHand
from schema.loaders import Loaders, Lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.reads import Shelf
    from hub.catalogue.rules.catalogue import Catalogue, Sale
    from hub.entitlements.reads import Held
    from hub.entitlements.reads.glances import Line, Stored
    from hub.members.rules import Member

V = TypeVar("V")
T = TypeVar("T")


class Shelves:
    """Keeps the catalogue; ``seconds`` is how old it may be without asking."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: Shelf | None = None
        self._shown: dict[int, tuple[object, Any]] = {}
        self._bases: dict[str, frozenset[str]] = {}
        self._asked_at = self._doubted_at = -inf
        self._one_at_a_time = asyncio.Lock()
        self._ahead: asyncio.Task[None] | None = None

    async def current(self) -> Shelf:
        """The catalogue as it is now, or was not longer ago than allowed."""
        if found := self.at_hand():
            return found
        came_at = monotonic()
        async with self._one_at_a_time:
            if self._kept and self._is_good(came_at):  # another asked meanwhile
                return self._kept
            return await self._asked()

    def at_hand(self) -> Shelf | None:
        """The same, where nobody has to be asked."""
        came_at = monotonic()
        if not self._is_good(came_at):
            return None
        if came_at > self._asked_at + self._seconds / 2 and (self._ahead is None or self._ahead.done()):
            self._ahead = asyncio.create_task(self._ask_ahead())
        return self._kept

    def _is_good(self, came_at: float) -> bool:
        return self._asked_at >= max(came_at - self._seconds, self._doubted_at)

    async def _ask_ahead(self) -> None:
        """Ask before anybody has to wait for it; where that fails, who waits next is told."""
        async with self._one_at_a_time:
            with suppress(Exception):
                await self._asked()

    async def _asked(self) -> Shelf:
        asked_at = monotonic()
        if self._kept is None or await catalogue.version() != self._kept.version:
            self._kept = await catalogue.shelf()
            self._shown.clear()
            self._bases.clear()
        self._asked_at = asked_at
        return self._kept

    def shown(self, make: Callable[[V], T], entry: V) -> T:
        """What ``make`` makes of an entry, made once."""
        found = self._shown.get(id(entry))
        if found is None or found[0] is not entry:
            found = self._shown[id(entry)] = (entry, make(entry))
        shown: T = found[1]
        return shown

    def bases(self, shelf: Shelf, zone: str) -> frozenset[str]:
        """The names of the rules for members in ``zone``, one for each benefit."""
        found = self._bases.get(zone) if shelf is self._kept else None
        if found is None:
            found = frozenset(glances.bases(shelf.benefits, zone).values())
            if shelf is self._kept:
                self._bases[zone] = found
        return found

    def doubt(self) -> None:
        """Something may have changed: ask at the next query."""
        self._doubted_at = monotonic()


class Beforehand:
    """Looks up the caller for ``hub.access.reads.identify``, and what they hold in the same statement."""

    def __init__(self, *, with_journal: bool) -> None:
        self._with_journal = with_journal
        self.member: Member | None = None
        self.stored: Stored | None = None
        """What is stored of what they hold."""
        self.positions: list[int] | None = None
        """The last of their journal at that moment, if that was wanted."""
        self.shown: Stored | None = None
        """The same, if it was true and shown."""

    async def find(self, external_id: str) -> Member | None:
        """The member."""
        found = await glances.caller(external_id, with_journal=self._with_journal)
        if found:
            self.member, self.stored, self.positions = found
        return self.member


class _Kept(Generic[V]):
    """Looks up on the shelf of its loaders; a ``Lookup``."""

    def __init__(self, loaders: ShelfLoaders, entries: Callable[[Shelf], Mapping[str, V]]) -> None:
        self._loaders = loaders
        self._entries = entries

    async def load(self, key: str) -> V | None:
        """See ``Lookup``."""
        return self._entries(await self._loaders.shelf()).get(key)

    def prime(self, key: str, value: V | None) -> None:
        """Nothing new can be told to the shelf."""

    async def load_many(self, keys: Iterable[str]) -> list[V | None]:
        """See ``Lookup``."""
        entries = self._entries(await self._loaders.shelf())
        return [entries.get(key) for key in keys]


class _OnShelf(Generic[V]):
    """A lookup on the shelf, made when an operation first asks for it."""

    def __init__(self, entries: Callable[[Shelf], Mapping[str, V]]) -> None:
        self._entries = entries

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    def __get__(self, loaders: ShelfLoaders, _owner: type) -> Lookup[str, V]:
        made = vars(loaders)[self._name] = _Kept(loaders, self._entries)
        return made


class ShelfLoaders(Loaders):
    """Loaders that know the catalogue already, and the ``caller``, if that is a member.

    One operation sees one catalogue, from its first question to its last.
    """

    providers = _OnShelf(lambda shelf: shelf.providers)
    categories = _OnShelf(lambda shelf: shelf.categories)
    benefits = _OnShelf(lambda shelf: shelf.benefits)
    bundles = _OnShelf(lambda shelf: shelf.bundles)

    def __init__(self, shelves: Shelves, caller: Member | None, beforehand: Beforehand | None) -> None:
        self._shelves = shelves
        self._caller = caller
        if caller:
            self.known = {"members": {caller.id: caller}}
        self._beforehand = beforehand
        self._on_sale: dict[datetime, Sale] = {}

    async def shelf(self) -> Shelf:
        """The catalogue of this operation, from now on at hand."""
        if self.at_hand is None:
            self.at_hand = await self._shelves.current()
        return self.at_hand

    def is_ready(self) -> bool:
        """See ``Loaders``."""
        if self.at_hand is None:
            self.at_hand = self._shelves.at_hand()
        return self.at_hand is not None

    async def ready(self) -> None:
        """See ``Loaders``."""
        await self.shelf()

    def shown(self, make: Callable[[V], T], entry: V) -> T:
        """The same object as long as the catalogue stays the same, so that what is made of it can be kept."""
        return self._shelves.shown(make, entry)

    async def catalogue(self) -> Catalogue:
        """Everything that can be held and bought now."""
        return (await self.shelf()).live

    async def sale(self, at: datetime) -> Sale:
        """See ``Loaders``."""
        if at not in self._on_sale:
            self._on_sale[at] = (await self.catalogue()).sale(at)
        return self._on_sale[at]

    async def member(self, member_id: UUID) -> Member | None:
        """See ``Loaders``."""
        return self._caller if self._caller and self._caller.id == member_id else await self.members.load(member_id)

    def glances_at_hand(self, member: Member, at: datetime) -> list[Line] | None:
        """See ``Loaders``."""
        before = self._beforehand
        if not self.has_glances or before is None or before.stored is None or before.member is not member:
            raise NotAtHand
        found = self._true(before.stored, member, at)
        before.shown = None if found is None else before.stored
        return found

    async def glances(self, member: Member, at: datetime) -> list[Line] | None:
        """See ``Loaders``."""
        if not self.has_glances:
            return None
        await self.ready()
        with suppress(NotAtHand):
            return self.glances_at_hand(member, at)
        return self._true(await glances.of_member(member.id), member, at)

    def _true(self, stored: Stored, member: Member, at: datetime) -> list[Line] | None:
        if not self.is_ready() or self.at_hand is None:
            raise NotAtHand
        return glances.true(stored, at, self._shelves.bases(self.at_hand, member.zone))

    async def _held_by(self, found: Sequence[Member]) -> list[Held]:
        return await entitlements.held_by(found, (await self.shelf()).benefits)
