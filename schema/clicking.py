"""Where the links in messages of campaigns lead: ``/go/TOKEN``, and from there on in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from hub.campaigns.service.linking import follow
from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from starlette.requests import Request

    from hub.ports import Ports

_HEADERS = {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-content-type-options": "nosniff"}


def click_route(ports: Ports) -> Route:
    """Notes the click, and leads on."""

    async def go(request: Request) -> Response:
        try:
            target = await follow(ports, request.path_params["token"])
        except InvalidInput as refused:
            return PlainTextResponse(str(refused), 400, _HEADERS)
        return RedirectResponse(target, 302, _HEADERS)

    return Route("/go/{token}", go)
