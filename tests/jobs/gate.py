"""The sandbox gateway with its books, and what stands before it and holds up what a test says."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.kernel.secret import Secret
from hub.settings import Settings
from hub.wiring.gateways import SANDBOX, sandbox_environment
from hub.wiring.servers import Servers
from tests.jobs.conftest import kill, started
from tests.loopback import free_port, serving

if TYPE_CHECKING:
    from tests.jobs.killing import Hold, Reached

_NOT_PASSED_ON = {"host", "content-length", "transfer-encoding", "connection"}


@dataclass
class Gate:
    """Passes requests on to the gateway at ``url``, whose books are ``books``, and its answers back."""

    url: str
    books: Path
    client: httpx.AsyncClient
    _held: str = ""
    _is_lost: bool = False
    _reached: asyncio.Event = field(default_factory=asyncio.Event)
    _let_go: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def holding(self, what: str, *, is_lost: bool) -> AsyncIterator[Reached]:
        """Hold up the next ``request METHOD PATH``, or ``answer METHOD PATH``, while the context lasts."""
        self._held, self._is_lost = what, is_lost
        self._reached.clear()
        self._let_go.clear()

        async def reached() -> None:
            await asyncio.wait_for(self._reached.wait(), 20)

        yield reached
        self._let_go.set()

    async def answer(self, request: Request) -> Response:
        """What the gateway answers."""
        what = f"{request.method} {request.url.path}"
        body = await request.body()
        if await self._is_held(f"request {what}") and self._is_lost:
            return Response(status_code=502)
        headers = {name: value for name, value in request.headers.items() if name not in _NOT_PASSED_ON}
        answer = await self.client.request(
            request.method, f"{self.url}{request.url.path}", params=request.query_params, headers=headers, content=body
        )
        await self._is_held(f"answer {what}")
        return Response(answer.content, answer.status_code, media_type="application/json")

    async def _is_held(self, what: str) -> bool:
        if what != self._held:
            return False
        self._held = ""
        self._reached.set()
        await self._let_go.wait()
        return True

    def charges(self, order: str) -> list[str]:
        """What became of the charges for an order, by the gateway's books, in the order made."""
        with sqlite3.connect(self.books) as connection:
            rows = connection.execute("SELECT entry FROM entries WHERE kind = 'charge' ORDER BY rowid").fetchall()
        connection.close()
        made: list[dict[str, Any]] = [json.loads(each) for (each,) in rows]
        return [each["status"] for each in made if each["asked"]["reference"] == order]


def at_gateway(what: str, *, is_lost: bool = False) -> Hold:
    """While the gateway is asked (``request POST /v1/charges``), or answers (``answer …``).

    What is held up arrives afterwards, unless it is lost.
    """
    return lambda fire: fire.gate.holding(what, is_lost=is_lost)


@asynccontextmanager
async def gateway(place: Path, key: str) -> AsyncIterator[tuple[Gate, int]]:
    """The sandbox gateway of a hub with this key, behind a gate, and the port at which that stands."""
    settings = Settings(data=place, demo=False, port=free_port())
    port = free_port()
    environment = sandbox_environment(settings, Servers("", "", (Secret(key),)), port)
    process = started(SANDBOX[0], {**os.environ, **environment})
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
        made = Gate(f"http://127.0.0.1:{port}", Path(environment["SANDBOX_GATEWAY_LEDGER"]), client)
        await _until_up(made)
        app = Starlette(routes=[Route("/{path:path}", made.answer, methods=["GET", "POST", "DELETE"])])
        async with serving(app) as address:
            yield made, int(address.rpartition(":")[2])
    kill(process)


async def _until_up(made: Gate) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                await made.client.get(made.url)
            except httpx.TransportError:
                await asyncio.sleep(0.05)
            else:
                return
