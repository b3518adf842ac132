"""The part of Stripe's protocol that the hub speaks, as a local server with Stripe's own test tokens.

Beyond those: ``pm_card_answerLost`` is charged and never answered, ``pm_card_neverMade`` fails before it is charged,
``pm_card_waits`` stays in ``processing`` until ``settle`` is called.
"""

from __future__ import annotations

import json
import re
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import httpx
import stripe
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.adapters.clock import SystemClock

if TYPE_CHECKING:
    from starlette.requests import Request

Thing = dict[str, Any]

_DECLINES = {
    "pm_card_visa_chargeDeclinedInsufficientFunds": "insufficient_funds",
    "pm_card_visa_chargeDeclinedStolenCard": "stolen_card",
}


class StripeServer:
    """Customers, intents, refunds and cards in memory; webhooks are sent to ``webhook_url`` as things happen."""

    def __init__(self, webhook_secret: str, webhook_url: str) -> None:
        self._secret, self._url = webhook_secret, webhook_url
        self.customers: list[Thing] = []
        self.intents: list[Thing] = []
        self.refunds: list[Thing] = []
        self.owners: dict[str, str] = {}
        self._answers: dict[str, tuple[Thing, Response]] = {}
        self._number = count(1)
        self.app = Starlette(
            routes=[
                Route("/v1/customers/search", self.search),
                Route("/v1/customers", self.once(self.new_customer), methods=["POST"]),
                Route("/v1/payment_intents", self.once(self.new_intent), methods=["POST"]),
                Route("/v1/payment_intents", self.list_intents),
                Route("/v1/setup_intents", self.once(self.new_setup), methods=["POST"]),
                Route("/v1/refunds", self.once(self.new_refund), methods=["POST"]),
                Route("/v1/refunds", self.list_refunds),
                Route("/v1/payment_methods/{id}/detach", self.detach, methods=["POST"]),
            ]
        )

    def once(self, endpoint):
        """Stripe's idempotency: the first answer to a key is the answer, and another wish under it is an error."""

        async def answer(request: Request) -> Response:
            if request.headers["authorization"] != "Bearer sk_test_hub":
                return _error(401, "invalid_request_error", "Invalid API Key provided")
            asked, key = await _form(request), request.headers["idempotency-key"]
            if key in self._answers:
                before, response = self._answers[key]
                return response if before == asked else _error(400, "idempotency_error", "Keys are for one request")
            if asked.get("payment_method") == "pm_card_neverMade":
                return _error(500, "api_error", "Something went wrong")
            self._answers[key] = (asked, endpoint(asked))
            if asked.get("payment_method") == "pm_card_answerLost":
                while (await request.receive())["type"] != "http.disconnect":
                    pass
            await self.tell_news()
            return self._answers[key][1]

        return answer

    def new_customer(self, asked: Thing) -> Response:
        self.customers.append({"id": f"cus_{next(self._number)}", "object": "customer", "metadata": asked["metadata"]})
        return JSONResponse(self.customers[-1])

    async def search(self, request: Request) -> Response:
        wanted = re.fullmatch(r"metadata\['member_id'\]:'(.*)'", request.query_params["query"])
        found = [each for each in self.customers if wanted and each["metadata"]["member_id"] == wanted[1]]
        return JSONResponse({"object": "search_result", "data": found, "has_more": False})

    def new_intent(self, asked: Thing) -> Response:
        method, off_session = asked["payment_method"], "off_session" in asked
        if self.owners.get(method, asked["customer"]) != asked["customer"]:
            return _error(
                400, "invalid_request_error", "The PaymentMethod was detached", "payment_method_unexpected_state"
            )
        intent = {"id": f"pi_{next(self._number)}", "object": "payment_intent", "amount": int(asked["amount"])}
        intent |= {"currency": asked["currency"], "customer": asked["customer"], "metadata": asked["metadata"]}
        intent |= {"setup_future_usage": asked.get("setup_future_usage"), "payment_method": _card(method)}
        intent |= {"amount_received": 0, "client_secret": "pi_secret", "last_payment_error": None, "next_action": None}
        self.intents.append(intent)
        self._attempt(intent, method, off_session, asked.get("return_url"))
        if intent["last_payment_error"]:
            detail = intent["last_payment_error"] | {"payment_intent": intent}
            return JSONResponse({"error": detail}, 402)
        return JSONResponse(intent)

    def _attempt(self, intent: Thing, method: str, off_session: object, return_url: str | None) -> None:
        asks_member = method == "pm_card_authenticationRequired"
        if method in _DECLINES or (asks_member and off_session):
            code = "authentication_required" if asks_member else "card_declined"
            intent["last_payment_error"] = {"type": "card_error", "code": code, "decline_code": _DECLINES.get(method)}
            intent["status"] = "requires_payment_method"
        elif asks_member:
            to_bank = {"type": "redirect_to_url", "redirect_to_url": {"url": "https://bank.example/confirm"}}
            intent |= {
                "status": "requires_action",
                "next_action": to_bank if return_url else {"type": "use_stripe_sdk"},
            }
        elif method == "pm_card_waits":
            intent["status"] = "processing"
        else:
            self._succeed(intent)
        self._news = (f"payment_intent.{intent['status']}".replace("requires_payment_method", "payment_failed"), intent)

    def _succeed(self, intent: Thing) -> None:
        intent |= {"status": "succeeded", "amount_received": intent["amount"]}
        if intent["setup_future_usage"]:
            self.owners[intent["payment_method"]["id"]] = intent["customer"]

    async def settle(self) -> None:
        """Let what is in processing succeed."""
        for intent in self.intents:
            if intent["status"] == "processing":
                self._succeed(intent)
                await self.tell("payment_intent.succeeded", intent)

    async def list_intents(self, request: Request) -> Response:
        customer = request.query_params["customer"]
        return _page([each for each in self.intents if each["customer"] == customer], request)

    def new_setup(self, asked: Thing) -> Response:
        method = asked["payment_method"]
        if method in _DECLINES:
            return _error(402, "card_error", "Your card was declined", "card_declined", _DECLINES[method])
        self.owners[method] = asked["customer"]
        setup = {"id": f"seti_{next(self._number)}", "object": "setup_intent", "status": "succeeded"}
        return JSONResponse(setup | {"payment_method": _card(method)})

    def new_refund(self, asked: Thing) -> Response:
        intent = next(each for each in self.intents if each["id"] == asked["payment_intent"])
        gone = sum(each["amount"] for each in self.refunds if each["payment_intent"] == intent["id"])
        if gone + int(asked["amount"]) > intent["amount_received"]:
            return _error(400, "invalid_request_error", "Refund amount is greater than unrefunded amount")
        refund = {"id": f"re_{next(self._number)}", "object": "refund", "amount": int(asked["amount"])}
        refund |= {"currency": intent["currency"], "status": "succeeded", "metadata": asked["metadata"]}
        self.refunds.append(refund | {"payment_intent": intent["id"]})
        self._news = ("refund.created", self.refunds[-1])
        return JSONResponse(self.refunds[-1])

    async def list_refunds(self, request: Request) -> Response:
        payment = request.query_params["payment_intent"]
        return _page([each for each in self.refunds if each["payment_intent"] == payment], request)

    async def detach(self, request: Request) -> Response:
        method = request.path_params["id"]
        if self.owners.get(method, "nobody") == "nobody":
            return _error(400, "invalid_request_error", "The payment method is not attached to a customer")
        self.owners[method] = "nobody"
        return JSONResponse(_card(method))

    _news: tuple[str, Thing] | None = None

    async def tell_news(self) -> None:
        if self._news:
            (kind, subject), self._news = self._news, None
            await self.tell(kind, subject)

    async def tell(self, kind: str, subject: Thing) -> None:
        """Send a webhook, signed as Stripe signs; in webhooks a card is a bare reference."""
        now = int(SystemClock().now().timestamp())
        method = subject.get("payment_method")
        bare = subject | ({"payment_method": method["id"]} if isinstance(method, dict) else {})
        event = {"id": f"evt_{next(self._number)}", "object": "event", "type": kind, "created": now}
        body = json.dumps(event | {"data": {"object": bare}})
        seal = stripe.WebhookSignature.generate_signature_header(body, self._secret, now)
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.post(self._url, content=body, headers={"stripe-signature": seal})


def _card(method: str) -> Thing:
    card = {"brand": "visa", "last4": "4242", "exp_year": 2031, "exp_month": 8}
    return {"id": method, "object": "payment_method", "card": card}


def _page(found: list[Thing], request: Request) -> Response:
    """Newest first, two at a time, so that paging is used."""
    newest = found[::-1]
    after = request.query_params.get("starting_after")
    start = next((i + 1 for i, each in enumerate(newest) if each["id"] == after), 0)
    page = newest[start : start + 2]
    more = start + 2 < len(newest)
    return JSONResponse({"object": "list", "url": request.url.path, "data": page, "has_more": more})


def _error(status: int, kind: str, message: str, code: str | None = None, decline_code: str | None = None) -> Response:
    error = {"type": kind, "message": message, "code": code, "decline_code": decline_code}
    return JSONResponse({"error": error}, status)


async def _form(request: Request) -> Thing:
    form: Thing = {}
    for name, value in parse_qsl((await request.body()).decode(), keep_blank_values=True):
        head, *rest = re.findall(r"[^\[\]]+", name)
        if rest:
            form.setdefault(head, {})[rest[0]] = value
        else:
            form[head] = value
    return form
