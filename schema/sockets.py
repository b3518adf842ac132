"""GraphQL over a WebSocket, for subscriptions: the graphql-transport-ws protocol.

The credential comes in ``connection_init`` as ``{"authorization": "Bearer …"}``, for a browser cannot set headers.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from hub.access.errors import Unauthenticated
from hub.ports.tokens import IssuerUnreachable
from schema.answering import identity_of
from schema.context import Context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strawberry.schema import BaseSchema

    from hub.ports import Ports

MAX_OPERATIONS = 10
"""How many operations one connection carries at once."""


class Sockets(GraphQL[Context, None]):
    """Answers on WebSockets."""

    def __init__(self, schema: BaseSchema, ports: Ports, allowed_origins: Sequence[str] = ()) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=10),
            max_subscriptions_per_connection=MAX_OPERATIONS,
            allowed_origins=allowed_origins,
        )
        self._ports = ports

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """Nobody, until ``connection_init`` says who."""
        return Context(self._ports, is_socket=True)

    async def on_ws_connect(self, context: Context) -> None:
        """Find out who connects; a wrong credential ends the connection with 4403."""
        given = context.connection_params.pop("authorization", None)
        try:
            context.identity = await identity_of(self._ports, given if isinstance(given, str) else None)
        except (Unauthenticated, IssuerUnreachable):
            raise ConnectionRejectionError from None
