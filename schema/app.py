"""The web process: an ASGI app, put together from lists."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from hub import settings as configuration
from hub import wiring
from hub.wiring.servers import named
from schema.front import front
from schema.health import healthz, readyz
from schema.observation import Metrics, Observation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


def create_app() -> Starlette:
    """The app as the settings of this process want it; what uvicorn runs."""
    settings = configuration.load()
    servers = named(settings)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with wiring.connected(servers.database_url):
            yield

    metrics = Metrics()
    app = Starlette(routes=routes(metrics), middleware=[Middleware(Observation, metrics)], lifespan=lifespan)
    app.state.servers = servers
    app.state.ports = wiring.real_ports(servers.keys)
    return app


def routes(metrics: Metrics) -> list[BaseRoute]:
    """Where things are. GraphQL belongs here."""
    return [
        Route("/", front),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", metrics.show),
    ]
