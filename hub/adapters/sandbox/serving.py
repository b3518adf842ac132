"""What the stand-in services have in common over HTTP."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from starlette.requests import Request

    from hub.adapters.sandbox.ledger import Ledger
    from hub.adapters.sandbox.outbox import Outbox

_PATIENCE = 5
"""Seconds for which a message waits to be taken."""


@asynccontextmanager
async def open_books(ledger: Ledger, outboxes: Iterable[Outbox]) -> AsyncIterator[None]:
    """Messages are sent while the context lasts; what is left is sent after the next start."""
    async with httpx.AsyncClient(timeout=_PATIENCE, trust_env=False) as client:
        senders = [asyncio.create_task(outbox.run(client)) for outbox in outboxes]
        yield
        for sender in senders:
            sender.cancel()
            with suppress(asyncio.CancelledError):
                await sender
    ledger.close()


async def outwait(request: Request) -> None:
    """Answer nothing until the caller has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
