"""Real HTTP on the loopback interface: serve an app while a test runs, and listen for what is sent to the hub."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp


_TLS = httpx.create_ssl_context()
"""Made once: it takes longer than most tests."""


def browser(timeout: float = 5) -> httpx.AsyncClient:
    """A client that speaks to servers on this machine."""
    return httpx.AsyncClient(timeout=timeout, trust_env=False, verify=_TLS)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def serving(app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """The app's address, while the context lasts. Stops at once, which ``uvicorn.Server.serve`` does not."""
    config = uvicorn.Config(app, port=port, log_level="critical")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    for task in server.server_state.tasks:
        task.cancel()
    for connection in list(server.server_state.connections):
        connection.shutdown()
    for each in server.servers:
        each.close()
    await server.lifespan.shutdown()


class Listener:
    """Takes what is sent to the hub: each message's headers and body, in the order in which they came."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.refusals_left = 0
        self.app = Starlette(routes=[Route("/{path:path}", self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        body = await request.body()
        if self.refusals_left:
            self.refusals_left -= 1
            return Response(status_code=503)
        self.heard.append((dict(request.headers), body))
        return Response(status_code=204)

    async def wait_for(self, count: int, within: float = 5) -> list[tuple[dict[str, str], bytes]]:
        """The messages, once there are ``count``."""
        await eventually(lambda: len(self.heard) >= count, within)
        return self.heard


async def eventually(holds: Callable[[], bool], within: float = 5) -> None:
    """Wait until it holds; fail if it does not in time."""
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110 (what is awaited is another process's doing)
            await asyncio.sleep(0.005)
