"""The hub's own GraphQL, with everything that a real request passes: compiled."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware

from hub import wiring
from hub.adapters.changes import ListenedChanges
from hub.adapters.cipher import AesCipher
from hub.adapters.clock import SystemClock
from hub.ports import Ports
from hub.settings import Settings
from schema.app import graphql_routes, stay, straight_to
from schema.observation import Metrics, Observation
from tests.benchmarks.peers.serving import KEY, database_url, issuer, run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def app() -> Starlette:
    """The server."""
    ports = Ports(
        clock=SystemClock(),
        cipher=AesCipher([KEY]),
        issuer=issuer(),
        changes=ListenedChanges(database_url()),
        demo_issuer=None,
    )
    settings = Settings(demo=True, graphiql=False, log_level="warning")
    wiring.configure_logs(settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with wiring.connected(database_url()):
            stay()
            yield

    metrics = Metrics()
    routes = graphql_routes(settings, ports, metrics)
    return Starlette(
        routes=routes,
        middleware=[Middleware(Observation, metrics), straight_to(routes)],
        lifespan=lifespan,
    )


if __name__ == "__main__":
    run(app())
