"""Looking many things up at once: one loader a kind, each over a function of some capability's reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from strawberry.dataloader import DataLoader

from hub.journal import reads as journal
from hub.members import reads as members

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from uuid import UUID

    from hub.journal.rules import Entry
    from hub.members.rules import Member, ProviderAccount

K = TypeVar("K")
V = TypeVar("V")


def _loading(read: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]) -> DataLoader[K, V | None]:
    async def load(keys: list[K]) -> list[V | None]:
        found = await read(keys)
        return [found.get(key) for key in keys]

    return DataLoader(load_fn=load)


class Loaders:
    """The loaders of one operation; what they loaded is remembered until its end."""

    def __init__(self) -> None:
        self.members: DataLoader[UUID, Member | None] = _loading(members.members)
        self.members_by_external_id: DataLoader[str, Member | None] = _loading(members.members_by_external_ids)
        self.accounts: DataLoader[UUID, list[ProviderAccount] | None] = _loading(members.accounts)
        self.entries: DataLoader[UUID, Entry | None] = _loading(journal.entries)
