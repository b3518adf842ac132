"""``sunrise``: a top-up platform in the Chinese style.

Everything is posted to one address as JSON of ten fields, of which ``biz_content`` is JSON as text and ``sign`` the
lower-case MD5 of the sorted characters of the JSON of the other nine, followed by the secret. An accepted order is not
charged: its result is asked for, or told by callback. Cards are encrypted by AES-256-ECB and have their own deadline.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.adapters.sandbox.outbox import Letter
from hub.adapters.sandbox.providers.book import Wish
from hub.adapters.sandbox.providers.products import has
from hub.adapters.sandbox.providers.stand import Stand

if TYPE_CHECKING:
    from starlette.requests import Request

    from hub.adapters.sandbox.ledger import Entry

_ZONE = ZoneInfo("Asia/Shanghai")
_FRESH = 600
_FIELDS = {
    "app_key",
    "method",
    "timestamp",
    "version",
    "format",
    "charset",
    "sign_type",
    "app_auth_token",
    "biz_content",
    "sign",
}
_STATUS = {"working": "processing", "done": "success", "failed": "failed", "cancelled": "failed"}
_OK, _BAD_SIGN, _BAD_TIME, _UNKNOWN_METHOD, _MALFORMED = 0, 1001, 1002, 1003, 1004
_NO_ORDER, _SOLD_OUT, _BUSY, _DUPLICATE, _NO_ACCOUNT = 2001, 3001, 3003, 3004, 4001


class Sunrise(Stand):
    """Keys: ``app_key``, ``app_secret`` and ``card_key`` (32 bytes in Base64)."""

    code: ClassVar[str] = "sunrise"

    def routes(self) -> list[Route]:
        """One address for all methods."""
        return [Route("/sunrise/gateway", self.gateway, methods=["POST"])]

    async def gateway(self, request: Request) -> Response:
        """Check the envelope, then do what ``method`` asks."""
        envelope = await request.json()
        problem = self._problem(envelope)
        if problem:
            return self._answer(problem, "rejected at the door")
        content = json.loads(envelope["biz_content"])
        match envelope["method"]:
            case "topup.order.create":
                return await self._create(request, content)
            case "topup.order.query":
                order = self.book.of_task(content["customer_order_no"])
                return await self.tell(order, lambda: self._answer(_NO_ORDER, "no such order"))
        return self._answer(_UNKNOWN_METHOD, "no such method")

    async def _create(self, request: Request, content: Any) -> Response:  # noqa: ANN401 (parsed JSON)
        wish = Wish(
            content["customer_order_no"], content["product_id"], content.get("charge_account", ""), content["buy_num"]
        )
        if has(wish.product, "gone"):
            return self._answer(_SOLD_OUT, "this product is sold out, try another")
        if has(wish.product, "busy"):
            return self._answer(_BUSY, "too busy, try later")
        if "code" not in wish.product and not wish.account:
            return self._answer(_NO_ACCOUNT, "charge_account is missing")
        return await self.take(request, wish, lambda _order: self._answer(_DUPLICATE, "customer_order_no was used"))

    def _problem(self, envelope: Any) -> int:  # noqa: ANN401 (parsed JSON)
        if not isinstance(envelope, dict) or set(envelope) != _FIELDS:
            return _MALFORMED
        if envelope["app_key"] != self.keys["app_key"].expose() or not self._is_signed(envelope):
            return _BAD_SIGN
        sent_at = datetime.strptime(envelope["timestamp"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=_ZONE)
        return _BAD_TIME if abs(self.now() - sent_at.timestamp()) > _FRESH else _OK

    def _is_signed(self, envelope: dict[str, Any]) -> bool:
        return hmac.compare_digest(self._sign({**envelope, "sign": None}), envelope["sign"])

    def _sign(self, fields: dict[str, Any]) -> str:
        others = {name: value for name, value in fields.items() if name != "sign"}
        letters = sorted(json.dumps(others, ensure_ascii=False, separators=(",", ":")))
        signed = "".join(letters) + self.keys["app_secret"].expose()
        return hashlib.md5(signed.encode()).hexdigest()  # noqa: S324 (the protocol asks for MD5)

    def describe(self, order: Entry) -> Response:
        """The order as the platform words it; a new one is only accepted."""
        return self._answer(_OK, "ok", self._worded(order))

    def nonsense(self, order: Entry) -> Response:
        """A success with a card that cannot be decrypted."""
        worded = self._worded(order | {"status": "done"})
        return self._answer(_OK, "ok", worded | {"cards": [{"card_number": "%%%", "card_deadline": "soon"}]})

    def letter(self, order: Entry) -> Letter:
        """The callback, signed like a request."""
        fields = self._worded(order) | {"timestamp": self._written(self.now())}
        body = json.dumps(fields | {"sign": self._sign(fields)}, ensure_ascii=False, separators=(",", ":"))
        return Letter({"content-type": "application/json"}, body.encode())

    def _worded(self, order: Entry) -> dict[str, Any]:
        cards = [
            {
                "card_number": self._sealed(each["code"]),
                "card_pwd": self._sealed(each["password"]),
                "card_deadline": self._written(each["until"]),
            }
            for each in order["codes"]
        ]
        worded = {"order_id": order["id"], "customer_order_no": order["task_id"], "cards": cards}
        return worded | {"order_status": _STATUS[order["status"]], "link": order["link"] or ""}

    def _sealed(self, text: str) -> str:
        padder = PKCS7(128).padder()
        key = base64.b64decode(self.keys["card_key"].expose())
        encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 (the protocol asks for ECB)
        padded = padder.update(text.encode()) + padder.finalize()
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def _written(self, seconds: int) -> str:
        return datetime.fromtimestamp(seconds, _ZONE).strftime("%Y-%m-%d %H:%M:%S")

    def _answer(self, code: int, message: str, result: dict[str, Any] | None = None) -> Response:
        text = json.dumps(result, ensure_ascii=False, separators=(",", ":")) if result else ""
        answer = {"code": code, "message": message, "result": text}
        return JSONResponse(answer | {"sign": self._sign(answer)})
