"""The three stand-ins as one service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.adapters.sandbox.ledger import Ledger
from hub.adapters.sandbox.providers.drizzle import Drizzle
from hub.adapters.sandbox.providers.harbour import Harbour
from hub.adapters.sandbox.providers.sunrise import Sunrise
from hub.adapters.sandbox.serving import open_books

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from hub.adapters.sandbox.providers.stand import Stand
    from hub.kernel.secret import Secret
    from hub.ports import Clock

STANDS: tuple[type[Stand], ...] = (Sunrise, Harbour, Drizzle)


def build(
    ledger_path: str, keys: Mapping[str, Mapping[str, Secret]], callbacks: str, pace: float, clock: Clock
) -> Starlette:
    """The service as a value. ``keys`` are each provider's, ``callbacks`` is the hub's ``…/providers``."""
    ledger = Ledger(ledger_path)
    stands = [stand(ledger, keys[stand.code], callbacks, pace, clock) for stand in STANDS]
    return Starlette(
        routes=[route for stand in stands for route in [*stand.routes(), *_admin(stand)]],
        lifespan=lambda _app: open_books(ledger, [stand.outbox for stand in stands]),
        exception_handlers={ValidationError: _invalid, ValueError: _malformed, KeyError: _malformed},
    )


def _admin(stand: Stand) -> list[Route]:
    return [
        Route(f"/admin/{stand.code}/ledger", stand.ledger),
        Route(f"/admin/{stand.code}/faults", stand.set_faults, methods=["POST"]),
    ]


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ValidationError)  # noqa: S101 (registered for this type alone)
    return JSONResponse({"error": error.errors(include_url=False, include_input=False)}, 422)


async def _malformed(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"error": "the request is malformed"}, 400)
