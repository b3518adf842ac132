"""The sandbox gateway over HTTP."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qs

from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from hub.adapters.gateways import signature
from hub.adapters.sandbox.gateway import pages, requests
from hub.adapters.sandbox.gateway.bank import Bank, Refused
from hub.adapters.sandbox.gateway.cards import Quirk
from hub.adapters.sandbox.ledger import Ledger
from hub.adapters.sandbox.outbox import Letter, Outbox
from hub.adapters.sandbox.serving import open_books, outwait

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from contextlib import AbstractAsyncContextManager

    from starlette.requests import Request

    from hub.adapters.sandbox.ledger import Entry
    from hub.kernel.secret import Secret
    from hub.ports import Clock

    Endpoint = Callable[[Request], Awaitable[Response]]

_Form = TypeVar("_Form", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Shop:
    """The gateway's one customer, the hub: its keys, where its events go, and where members reach the gateway."""

    secret_key: Secret
    public_key: str
    webhook_secret: Secret
    webhook_url: str
    address: str
    pace: float


def build(ledger_path: str, shop: Shop, clock: Clock) -> Starlette:
    """The service as a value: its books in ``ledger_path``, its events sent while it runs."""
    desk = Desk(Ledger(ledger_path), shop, clock)
    return Starlette(
        routes=desk.routes(),
        lifespan=desk.open,
        middleware=[Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["POST"], allow_headers=["*"])],
        exception_handlers={Refused: _refused, ValidationError: _invalid},
    )


class Desk:
    """Reads requests, asks the bank, and answers: in time, late, or not at all."""

    def __init__(self, ledger: Ledger, shop: Shop, clock: Clock) -> None:
        self._ledger, self._shop, self._clock = ledger, shop, clock
        self._outbox = Outbox(ledger, "webhooks", shop.webhook_url, shop.pace, clock, self._seal)
        self._bank = Bank(ledger, self._outbox, clock, shop.pace, shop.address)
        self._is_down = False

    def routes(self) -> list[Route]:
        """The addresses of the service: for pages, for the hub, and for tests."""
        return [
            Route("/v1/tokens", self.tokenise, methods=["POST"]),
            Route("/pay/{charge}", self.ask_member),
            Route("/pay/{charge}", self.hear_member, methods=["POST"]),
            Route("/v1/payers", self._for_hub(self.payer), methods=["POST"]),
            Route("/v1/charges", self._for_hub(self.charge), methods=["POST"]),
            Route("/v1/charges", self._for_hub(self.find_charge)),
            Route("/v1/refunds", self._for_hub(self.refund), methods=["POST"]),
            Route("/v1/refunds", self._for_hub(self.find_refund)),
            Route("/v1/methods", self._for_hub(self.keep), methods=["POST"]),
            Route("/v1/methods/{method}", self._for_hub(self.forget), methods=["DELETE"]),
            Route("/admin/ledger", self.ledger),
            Route("/admin/faults", self.set_faults, methods=["POST"]),
            Route("/admin/charge-backs/{charge}", self.charge_back, methods=["POST"]),
        ]

    def open(self, _app: Starlette) -> AbstractAsyncContextManager[None]:
        """Send events while the service runs."""
        return open_books(self._ledger, [self._outbox])

    async def tokenise(self, request: Request) -> Response:
        """A page exchanges a card for a token, with the public key."""
        _admit(request, self._shop.public_key)
        method = self._bank.tokenise(await _read(request, requests.NewToken))
        return JSONResponse({"token": method["id"], "brand": method["brand"], "last4": method["last4"]})

    async def payer(self, request: Request) -> Response:
        """The payer of a member."""
        new = await _read(request, requests.NewPayer)
        return JSONResponse(self._bank.payer(new.member_id))

    async def charge(self, request: Request) -> Response:
        """Take money; how the answer comes depends on the card."""
        new = await _read(request, requests.NewCharge)
        charge, quirk = self._bank.charge(_key(request), new)
        if quirk is Quirk.ANSWER_LOST:
            await outwait(request)
        elif quirk is Quirk.ANSWER_SLOW:
            await asyncio.sleep(self._shop.pace)
            await self._outbox.empty(patience=1)
        return JSONResponse(charge)

    async def find_charge(self, request: Request) -> Response:
        """Look a charge up by the hub's key."""
        return JSONResponse(self._bank.settled(self._found("charge", request)))

    async def find_refund(self, request: Request) -> Response:
        """Look a refund up by the hub's key."""
        return JSONResponse(self._found("refund", request))

    def _found(self, kind: str, request: Request) -> Entry:
        entry = self._ledger.by_key(kind, request.query_params.get("key", ""))
        if entry is None:
            raise Refused(404, "not_made")
        return entry

    async def refund(self, request: Request) -> Response:
        """Give money back."""
        new = await _read(request, requests.NewRefund)
        return JSONResponse(self._bank.refund(_key(request), new))

    async def keep(self, request: Request) -> Response:
        """Store a card."""
        return JSONResponse(self._bank.keep(await _read(request, requests.NewMethod)))

    async def forget(self, request: Request) -> Response:
        """Remove a stored card."""
        self._bank.forget(request.path_params["method"])
        return Response(status_code=204)

    async def ask_member(self, request: Request) -> Response:
        """The page on which the member confirms a payment."""
        charge = self._ledger.get("charge", request.path_params["charge"])
        if charge is None:
            raise Refused(404, "no such charge")
        return HTMLResponse(pages.confirmation(charge))

    async def hear_member(self, request: Request) -> Response:
        """The member has confirmed, or not."""
        form = parse_qs((await request.body()).decode("ascii", "replace"))
        charge = self._bank.confirm(request.path_params["charge"], is_approved=form.get("decision") == ["approve"])
        return_url = charge["asked"]["return_url"]
        return RedirectResponse(return_url, 303) if return_url else HTMLResponse(pages.confirmation(charge))

    async def ledger(self, request: Request) -> Response:
        """Everything that was charged and refunded, for tests."""
        _admit(request, self._shop.secret_key.expose())
        charges = [self._bank.settled(charge) for charge in self._ledger.every("charge")]
        return JSONResponse({"charges": charges, "refunds": self._ledger.every("refund")})

    async def set_faults(self, request: Request) -> Response:
        """Go down, or come back."""
        _admit(request, self._shop.secret_key.expose())
        self._is_down = (await _read(request, requests.NewFaults)).down
        return Response(status_code=204)

    async def charge_back(self, request: Request) -> Response:
        """The member's bank takes a payment back."""
        _admit(request, self._shop.secret_key.expose())
        self._bank.charge_back(request.path_params["charge"])
        return Response(status_code=204)

    def _for_hub(self, endpoint: Endpoint) -> Endpoint:
        async def admitted(request: Request) -> Response:
            _admit(request, self._shop.secret_key.expose())
            if self._is_down:
                raise Refused(503, "the gateway is down")
            return await endpoint(request)

        return admitted

    def _seal(self, event: Entry) -> Letter:
        body = json.dumps(self._bank.tell(event)).encode()
        seal = signature.sign(body, int(self._clock.now().timestamp()), self._shop.webhook_secret)
        return Letter({"content-type": "application/json", signature.HEADER: seal}, body)


def _admit(request: Request, key: str) -> None:
    if request.headers.get("authorization") != f"Bearer {key}":
        raise Refused(401, "send the right key: Authorization: Bearer KEY")


async def _read(request: Request, form: type[_Form]) -> _Form:
    return form.model_validate_json(await request.body())


def _key(request: Request) -> str:
    key = request.headers.get("idempotency-key", "")
    if not key:
        raise Refused(400, "send an Idempotency-Key header")
    return key


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 (registered for this type alone)
    return JSONResponse({"error": error.reason}, error.status)


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ValidationError)  # noqa: S101 (registered for this type alone)
    return JSONResponse({"error": error.errors(include_url=False, include_input=False)}, 422)
