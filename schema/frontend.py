"""The pages: the member's benefits centre at the root, the staff console and GraphiQL, as ``make frontend`` built them.

Documents are never cached and carry a strict Content-Security-Policy; everything they name has its content's hash in
its own name, is kept by browsers for ever, and lies beside its compressed forms.
"""

from __future__ import annotations

import secrets
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Scope

BUILT = Path(__file__).parent.parent / "frontend" / "dist"
"""Where the built pages lie."""

CENTRE_PLACES = (
    "/",
    "/timeline",
    "/bought",
    "/shop",
    "/orders/{number}",
    "/messages",
    "/renewals",
    "/renew/{token}",
    "/benefits/{code}",
    "/signed-in",
)
"""Addresses inside the benefits centre; the page itself knows which of them it shows."""

CONSOLE_PLACES = ("/console", "/console/{place:path}")

_NONCE = "__CSP_NONCE__"
_NOTHING_MORE: Mapping[str, str] = {}
_FOR_EVER = "public, max-age=31536000, immutable"
_PER_VISIT = {"cache-control": "no-cache", "vary": "accept"}
_GRAPHIQL_POLICY = {"img-src": "'self' data:", "font-src": "data:"}
"""GraphiQL's style carries its fonts and marks within itself."""

_ENCODINGS = {"br": ".br", "gzip": ".gz"}


def pages(built: Path = BUILT, others: Sequence[str] = ()) -> list[BaseRoute]:
    """The routes of the pages; none before the pages were built.

    ``others`` are addresses outside of the hub that the pages speak to: where members sign in, where cards go.
    """
    if not (built / "index.html").is_file():
        return []
    centre = _document(built / "index.html", others)
    console = _document(built / "console.html", others, {"frame-src": "'self'"})
    return [
        *[Route(place, centre) for place in CENTRE_PLACES],
        *[Route(place, console) for place in CONSOLE_PLACES],
        Route("/icon.svg", _icon(built)),
        Mount("/assets", Hashed(directory=built / "assets")),
    ]


def wants_graphiql(request: Request) -> bool:
    """A person looks at GraphQL's address with GET: a browser asks for a page and brings no operation."""
    return "text/html" in request.headers.get("accept", "") and "query" not in request.query_params


def graphiql(built: Path = BUILT) -> Callable[[Request], Awaitable[Response]]:
    """The page for GraphQL's address; before the pages were built, one that says how to build them."""
    file = built / "graphiql.html"
    return _document(file, allowed=_GRAPHIQL_POLICY) if file.is_file() else _not_built


async def _not_built(_request: Request) -> Response:
    text = "GraphiQL has not been built yet: run `make frontend`, then start the hub again.\n"
    return PlainTextResponse(text, HTTPStatus.SERVICE_UNAVAILABLE, headers=_PER_VISIT)


class Hashed(StaticFiles):
    """Files named by their content, each in the smallest form that the browser takes."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, compressed where its compressed form was built and is accepted."""
        accepted = Headers(scope=scope).get("accept-encoding", "")
        for encoding, ending in _ENCODINGS.items():
            if encoding not in accepted:
                continue
            try:
                response = await super().get_response(path + ending, scope)
            except HTTPException:
                continue
            response.headers["content-encoding"] = encoding
            return _kept(response)
        return _kept(await super().get_response(path, scope))


def _kept(response: Response) -> Response:
    response.headers["cache-control"] = _FOR_EVER
    response.headers["vary"] = "accept-encoding"
    response.headers["x-content-type-options"] = "nosniff"
    return response


def _document(
    file: Path, others: Sequence[str] = (), allowed: Mapping[str, str] = _NOTHING_MORE
) -> Callable[[Request], Awaitable[Response]]:
    text = file.read_text(encoding="utf-8")

    async def show(_request: Request) -> Response:
        nonce = secrets.token_urlsafe(16)
        return HTMLResponse(text.replace(_NONCE, nonce), headers=_headers(nonce, others, allowed))

    return show


def _headers(nonce: str, others: Sequence[str], allowed: Mapping[str, str]) -> dict[str, str]:
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": f"'self' 'nonce-{nonce}'",
        "img-src": "'self'",
        "connect-src": " ".join(["'self'", *map(_origin, others)]),
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        **allowed,
    }
    return {
        **_PER_VISIT,
        "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
    }


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _icon(built: Path) -> Callable[[Request], Awaitable[Response]]:
    files = StaticFiles(directory=built)

    async def show(request: Request) -> Response:
        return await files.get_response("icon.svg", request.scope)

    return show
