"""The web process: an ASGI app, put together from lists."""

from __future__ import annotations

import gc
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.routing import BaseRoute, Route, WebSocketRoute
from tortoise.exceptions import BaseORMException

from hub import settings as configuration
from hub import wiring
from hub.wiring.reaching import patience, reach, renewal_policy
from hub.wiring.servers import named
from schema.answering import Endpoint
from schema.api import create_schema
from schema.callbacks import callback_route
from schema.clicking import click_route
from schema.front import front
from schema.frontend import graphiql, pages, wants_graphiql
from schema.health import healthz, readyz
from schema.mail_frame import mail_frame_route
from schema.observation import Metrics, Observation
from schema.payments import payment_routes
from schema.session import session_routes
from schema.shelves import Shelves
from schema.sockets import Sockets
from schema.trusted import Trusted
from schema.unsubscribing import unsubscribe_route

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from hub.ports import Ports, TestClock
    from hub.settings import Settings


def create_app() -> Starlette:
    """The app as the settings of this process want it; what uvicorn runs."""
    settings = configuration.load()
    servers = named(settings)
    outer = reach(wiring.real_ports(settings, servers), settings, servers)
    ports = outer.ports

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with wiring.connected(servers.database_url), ports.changes.listening(), outer.open():
            stay()
            yield

    metrics = Metrics()
    graphql = graphql_routes(settings, ports, metrics)
    app = Starlette(
        routes=[
            *pages(others=_others(settings, ports)),
            *places(metrics, ports),
            mail_frame_route(),
            unsubscribe_route(ports),
            click_route(ports),
            *payment_routes(ports),
            callback_route(ports, patience(settings)),
            *graphql,
        ],
        middleware=[Middleware(Observation, metrics), straight_to(graphql)],
        lifespan=lifespan,
    )
    app.state.servers = servers
    return app


def stay() -> None:
    """What was made to begin with stays to the end: the collector need not look through it again and again.

    What requests leave behind goes by itself, so that it need not look often either.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


def _others(settings: Settings, ports: Ports) -> list[str]:
    cards = [gateway.card_entry.url for gateway in ports.gateways.values()]
    return [*([settings.oidc_issuer] if settings.oidc_issuer else []), *cards]


def places(metrics: Metrics, ports: Ports) -> list[BaseRoute]:
    """Where things are, beside GraphQL."""

    async def show_metrics(request: Request) -> Response:
        try:
            await metrics.look(ports.clock.now())
        except (OSError, BaseORMException):
            metrics.forget()
        return await metrics.show(request)

    return [
        Route("/", front),
        Route("/healthz", healthz),
        Route("/readyz", readyz),
        Route("/metrics", show_metrics),
    ]


_PLACE = "/graphql"
_ANY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
"""GraphQL says itself what it does not take."""


def _pages_of(origins: Sequence[str]) -> Middleware:
    """Pages of these origins may ask; who asks is told by the token alone, never by a cookie."""
    headers = ["authorization", "content-type"]
    return Middleware(CORSMiddleware, allow_origins=origins, allow_methods=["GET", "POST"], allow_headers=headers)


class Graphql:
    """The endpoint as an ASGI app, and a page for people who look at its address.

    Where the clock can be moved, every answer says what time it is: pages count days by it.
    """

    def __init__(self, endpoint: Endpoint, test_clock: TestClock | None, *, has_page: bool) -> None:
        self._endpoint = endpoint
        self._test_clock = test_clock
        self._page = graphiql() if has_page else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        if self._page and scope["method"] == "GET" and wants_graphiql(request):
            response = await self._page(request)
        else:
            response = await self._endpoint.answer(request)
            if self._test_clock is not None:
                response.headers["hub-now"] = self._test_clock.now().isoformat()
        await response(scope, receive, send)


class Straight:
    """Takes what is asked for at one route's place there at once, past all other routes."""

    def __init__(self, app: ASGIApp, route: Route) -> None:
        self._app = app
        self._route = route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or let it through."""
        if scope["type"] == "http" and scope["path"] == self._route.path and not scope.get("root_path"):
            scope["route"] = self._route
            await self._route.app(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def straight_to(routes: Sequence[BaseRoute]) -> Middleware:
    """What takes the questions of GraphQL to their route among ``routes``."""
    return Middleware(Straight, next(each for each in routes if isinstance(each, Route) and each.path == _PLACE))


def graphql_routes(settings: Settings, ports: Ports, metrics: Metrics | None = None) -> list[BaseRoute]:
    """GraphQL over HTTP and WebSocket, GraphiQL, and signing in; operations are counted in ``metrics``, where given."""
    trusted = Trusted.from_file(
        settings.trusted_operations,
        is_required=settings.trusted_operations_only,
        learns=settings.learn_operations,
    )
    schema = create_schema(trusted, introspection=settings.introspection)
    shelves = Shelves(settings.catalogue_seconds)
    endpoint = Endpoint(schema, ports, trusted, metrics or Metrics(), shelves, renewal_policy(settings))
    pages = [_pages_of(settings.allowed_origins)] if settings.allowed_origins else []
    return [
        WebSocketRoute(_PLACE, Sockets(schema, ports, settings.allowed_origins)),
        Route(
            _PLACE,
            Graphql(endpoint, ports.test_clock, has_page=settings.graphiql),
            methods=_ANY_METHOD,
            middleware=pages,
        ),
        *session_routes(ports),
    ]
