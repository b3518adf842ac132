"""What is seen of every request: an id, a log line, and counts for Prometheus."""

from __future__ import annotations

import logging
import re
import time
from contextvars import ContextVar
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from starlette.responses import Response
from structlog.contextvars import STRUCTLOG_KEY_PREFIX

from hub.insights import reads as insights
from hub.kernel.ids import new_hex
from schema.private_links import cut_short
from schema.requests import header, headers_of

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADER = b"x-request-id"
_ASKED_ALL_THE_TIME = {"/healthz", "/readyz", "/metrics"}
_ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")
_REQUEST_ID: ContextVar[str] = ContextVar(f"{STRUCTLOG_KEY_PREFIX}request_id")
"""As ``structlog.contextvars`` binds it, without looking for it each time."""
_log = structlog.get_logger("web")
_noticing = logging.getLogger("web")
"""What decides whether a line is written at all, before it is put together."""


class Metrics:
    """Counts and durations of requests by route and status; ``show`` is what Prometheus reads."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("hub_requests", "Requests answered.", labels, registry=self._registry)
        self._durations = Histogram(
            "hub_request_seconds", "Seconds until the answer was sent.", labels, registry=self._registry
        )
        self._work = Gauge("hub_work", "Work that nobody waits for.", ("kind", "state"), registry=self._registry)
        self._oldest = Gauge(
            "hub_work_oldest_seconds", "For how long the oldest has been due.", ("kind",), registry=self._registry
        )
        self._lost = Gauge("hub_messages", "Messages that went wrong.", ("state",), registry=self._registry)
        self._operations = Counter(
            "hub_graphql_operations",
            "GraphQL operations: mutations; and queries, compiled, standard or unchanged since the client asked last.",
            ("way",),
            registry=self._registry,
        )
        ProcessCollector(registry=self._registry)
        self._of = lru_cache(1_000)(self._labelled)
        self._way = lru_cache(self._operations.labels)

    def record(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request was answered."""
        requests, durations = self._of(method, route, status)
        requests.inc()
        durations.observe(seconds)

    def _labelled(self, method: str, route: str, status: int) -> tuple[Counter, Histogram]:
        labels = (method, route, status)
        return self._requests.labels(*labels), self._durations.labels(*labels)

    async def look(self, now: datetime) -> None:
        """How the work stands at ``now``: the same figures as in ``hub jobs status``."""
        for each in await insights.work(now):
            for state in ("due", "running", "late", "failed"):
                self._work.labels(each.kind, state).set(getattr(each, state))
            self._oldest.labels(each.kind).set(each.oldest_age(now).total_seconds())
        for name, count in (await insights.messages_by_state()).items():
            self._lost.labels(name).set(count)

    def forget(self) -> None:
        """Nobody can say how the work stands: better no figures than old ones."""
        for gauge in (self._work, self._oldest, self._lost):
            gauge.clear()

    def record_operation(self, way: Literal["compiled", "standard", "unchanged", "mutation"]) -> None:
        """One GraphQL operation was carried out."""
        self._way(way).inc()

    async def show(self, _request: Request) -> Response:
        """Everything counted, in Prometheus' text format."""
        return Response(generate_latest(self._registry), media_type="text/plain; version=0.0.4")


class Observation:
    """Gives each request an id (the caller's own if it is sound), logs it once it is answered, and counts it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, with its id in every log line and in the answer's ``x-request-id``."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        status = 500
        began = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (_HEADER, request_id.encode())]
            await send(message)

        before = _REQUEST_ID.set(request_id)
        try:
            await self._app(scope, receive, send_with_id)
        finally:
            self._note(scope, status, time.perf_counter() - began)
            _REQUEST_ID.reset(before)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        self._metrics.record(scope["method"], route, status, seconds)
        importance = _importance(route, status)
        if not _noticing.isEnabledFor(importance):
            return
        _log.log(
            importance,
            "request",
            method=scope["method"],
            path=cut_short(scope["path"]),
            status=status,
            ms=round(seconds * 1000, 1),
        )


def _importance(route: str, status: int) -> int:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return logging.ERROR
    return logging.DEBUG if route in _ASKED_ALL_THE_TIME else logging.INFO


def _request_id(scope: Scope) -> str:
    given = header(headers_of(scope), _HEADER)
    return given if given and _ACCEPTABLE.fullmatch(given) else new_hex()
