"""Where payment gateways tell the hub what became of a payment: ``/payments/{gateway}/webhook``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.orders.errors import PaymentsClosed
from hub.orders.service.hearing import hear
from hub.ports.payments import WebhookRefused
from schema.requests import Unanswerable, read_body

if TYPE_CHECKING:
    from starlette.requests import Request

    from hub.ports import Ports


def payment_routes(ports: Ports) -> list[Route]:
    """One address for all gateways; the message itself proves whom it comes from.

    204 when it was understood, also when it was known or is kept for a person; then the gateway need not repeat it.
    """

    async def webhook(request: Request) -> Response:
        try:
            await hear(ports, request.path_params["gateway"], request.headers, await read_body(request))
        except PaymentsClosed:
            return JSONResponse({"error": "no such gateway is set up"}, 404)
        except WebhookRefused as refused:
            return JSONResponse({"error": refused.reason}, 400)
        except Unanswerable as refused:
            return JSONResponse({"error": refused.message}, refused.status)
        return Response(status_code=204)

    return [Route("/payments/{gateway}/webhook", webhook, methods=["POST"])]
