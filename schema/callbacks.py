"""Where providers tell of deliveries: ``/providers/{code}/callback``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from hub.fulfilment.service.hearing import hear
from hub.kernel.errors import NotFound
from hub.ports.providers import CallbackRefused

if TYPE_CHECKING:
    from starlette.requests import Request

    from hub.fulfilment.rules.pacing import Patience
    from hub.ports import Ports

_LONGEST = 1_000_000
"""Bytes; no provider's message is longer."""

_STATUS = {"SIGNATURE": 401, "TOO_OLD": 400, "MALFORMED": 400, "NOT_EXPECTED": 404}


def callback_route(ports: Ports, patience: Patience) -> Route:
    """Messages of every provider, each verified by its adapter and acted on once."""

    async def callback(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return PlainTextResponse("the message is too long", 413)
        try:
            wanted = await hear(ports, request.path_params["code"], request.headers, body, patience)
        except NotFound as unknown:
            return PlainTextResponse(str(unknown), 404)
        except CallbackRefused as refused:
            return PlainTextResponse(refused.reason, _STATUS[refused.reason])
        return Response(wanted.body, wanted.status, media_type=wanted.content_type)

    return Route("/providers/{code}/callback", callback, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST:
            return None
    return bytes(body)
