"""``harbour``: JSON over HTTP, signed in headers by HMAC-SHA256, idempotent by task, and able to take back.

``X-Signature`` is the hex HMAC over method, path, time and body on a line each; callbacks carry the same over time and
body, in Base64 after ``v1=``. Vouchers are encrypted by AES-GCM.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.adapters.sandbox.outbox import Letter
from hub.adapters.sandbox.providers.book import Wish
from hub.adapters.sandbox.providers.products import has
from hub.adapters.sandbox.providers.stand import Stand

if TYPE_CHECKING:
    from starlette.requests import Request

    from hub.adapters.sandbox.ledger import Entry

_FRESH = 300


class Harbour(Stand):
    """Keys: ``key_id``, ``secret`` and ``voucher_key`` (32 bytes in hex)."""

    code: ClassVar[str] = "harbour"

    def routes(self) -> list[Route]:
        """A delivery is a resource."""
        return [
            Route("/harbour/v2/deliveries", self.create, methods=["POST"]),
            Route("/harbour/v2/deliveries/{task}", self.show),
            Route("/harbour/v2/deliveries/{task}", self.take_back, methods=["DELETE"]),
        ]

    async def create(self, request: Request) -> Response:
        """Take a delivery on; the same task again is answered the same."""
        body = await request.body()
        if not self._is_signed(request, body):
            return _problem(401, "signature", "the signature does not hold")
        asked = json.loads(body)
        if has(asked["sku"], "gone"):
            return _problem(409, "sold_out", "this product is sold out", alternative=True)
        if has(asked["sku"], "busy"):
            return _problem(429, "busy", "come back later")
        wish = Wish(asked["task"], asked["sku"], asked.get("recipient", ""), asked["units"])
        return await self.take(request, wish, None)

    async def show(self, request: Request) -> Response:
        """How a delivery stands."""
        if not self._is_signed(request, b""):
            return _problem(401, "signature", "the signature does not hold")
        order = self.book.of_task(request.path_params["task"])
        return await self.tell(order, lambda: _problem(404, "unknown", "no such delivery"))

    async def take_back(self, request: Request) -> Response:
        """Cancel a delivery that gave no voucher."""
        if not self._is_signed(request, b""):
            return _problem(401, "signature", "the signature does not hold")
        order = self.book.of_task(request.path_params["task"])
        if order is None:
            return _problem(404, "unknown", "no such delivery")
        if not self.book.cancel(order):
            return _problem(409, "spent", "vouchers are not taken back")
        return self.describe(order | {"status": "cancelled"})

    def _is_signed(self, request: Request, body: bytes) -> bool:
        sent_at = request.headers.get("x-timestamp", "")
        if request.headers.get("x-key") != self.keys["key_id"].expose() or not sent_at.isdigit():
            return False
        lines = [request.method.encode(), request.url.path.encode(), sent_at.encode(), body]
        signature = self._mac(b"\n".join(lines)).hex()
        is_fresh = abs(self.now() - int(sent_at)) <= _FRESH
        return is_fresh and hmac.compare_digest(signature, request.headers.get("x-signature", ""))

    def _mac(self, text: bytes) -> bytes:
        return hmac.new(self.keys["secret"].expose().encode(), text, hashlib.sha256).digest()

    def describe(self, order: Entry) -> Response:
        """The delivery as JSON: 201 when it is done, 202 while it is worked on."""
        return JSONResponse(self._worded(order), 202 if order["status"] == "working" else 201)

    def nonsense(self, order: Entry) -> Response:
        """A success that names neither the task nor anything else."""
        return JSONResponse({"state": "done", "message": f"all {order['quantity'] + 41} fine"}, 201)

    def letter(self, order: Entry) -> Letter:
        """The callback, signed over its time and body."""
        body = json.dumps({"event": order["id"], "delivery": self._worded(order)}).encode()
        sent_at = str(self.now())
        mac = base64.b64encode(self._mac(sent_at.encode() + b"." + body)).decode()
        return Letter({"content-type": "application/json", "X-Timestamp": sent_at, "X-Signature": f"v1={mac}"}, body)

    def _worded(self, order: Entry) -> dict[str, Any]:
        vouchers = [
            {"code": self._sealed(each["code"]), "expires": datetime.fromtimestamp(each["until"], UTC).isoformat()}
            for each in order["codes"]
        ]
        worded = {"task": order["task_id"], "id": order["id"], "state": order["status"], "vouchers": vouchers}
        return worded | {"url": order["link"], "reason": "account_closed" if order["status"] == "failed" else None}

    def _sealed(self, text: str) -> str:
        nonce = os.urandom(12)
        key = bytes.fromhex(self.keys["voucher_key"].expose())
        return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), None)).decode()


def _problem(status: int, code: str, message: str, *, alternative: bool = False) -> Response:
    return JSONResponse({"error": {"code": code, "message": message, "alternative": alternative}}, status)
