"""Doing the same for many ids, so that one's trouble is not another's."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

_AT_ONCE = 8

_log = structlog.get_logger()


async def each(ids: Sequence[str], act: Callable[[UUID], Awaitable[Any]]) -> None:
    """``act`` for each of ``ids``, a few at a time; what fails is logged, and told of again by its sweep."""
    room = asyncio.Semaphore(_AT_ONCE)

    async def do(id_: str) -> None:
        async with room:
            try:
                await act(UUID(id_))
            except Exception:  # noqa: BLE001 - the others are to be done all the same
                _log.exception("a job failed for one of its ids", id=id_)

    await asyncio.gather(*map(do, ids))
