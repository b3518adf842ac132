"""Global ids: what names a thing in every query."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from uuid import UUID

import strawberry
from strawberry import relay

from hub.kernel.errors import InvalidInput, NotFound
from schema.context import Info
from schema.pages import LARGEST_PAGE

Reader = Callable[[Info, str], Awaitable[relay.Node | None]]
R = TypeVar("R", bound=Reader)

_READERS: dict[str, Reader] = {}


def node_reader(type_name: str) -> Callable[[R], R]:
    """Let the decorated function find a ``type_name`` by its key; none where the caller may not see it."""

    def register(reader: R) -> R:
        _READERS[type_name] = reader
        return reader

    return register


def uuid_of(id_: relay.GlobalID, type_name: str) -> UUID:
    """The hub's own id in the id of a ``type_name``; refuses (``NotFound``) that of anything else."""
    try:
        if id_.type_name == type_name:
            return UUID(id_.node_id)
    except ValueError:
        pass
    raise NotFound(type_name, str(id_))


def uuid(text: str) -> UUID | None:
    """The hub's own id in a node's key; none for what is not one."""
    try:
        return UUID(text)
    except ValueError:
        return None


@strawberry.type
class NodeQuery:
    """Reading anything by its id."""

    @strawberry.field(description="Anything by its id; null where there is no such thing, or it is not yours to see.")
    async def node(
        self, info: Info, id: Annotated[relay.GlobalID, strawberry.argument(description="Its id.")]
    ) -> relay.Node | None:
        return await _found(info, id)

    @strawberry.field(description="Up to 100 things by their ids, in the order of the ids; null as in `node`.")
    async def nodes(
        self,
        info: Info,
        ids: Annotated[list[relay.GlobalID], strawberry.argument(description="Their ids.")],
    ) -> list[relay.Node | None]:
        if len(ids) > LARGEST_PAGE:
            raise InvalidInput("ids", f"name at most {LARGEST_PAGE} ids at a time")
        return list(await asyncio.gather(*(_found(info, each) for each in ids)))


async def _found(info: Info, id_: relay.GlobalID) -> relay.Node | None:
    reader = _READERS.get(id_.type_name)
    return await reader(info, id_.node_id) if reader else None
