"""``drizzle``: forms signed by MD5 over their sorted parameters, slow and unreliable on purpose.

It fails before and after doing what it was asked, claims successes that make no sense, tells things twice, and
delivers again when asked again: whoever does not ask first pays twice. Codes are encrypted by AES-CBC in hex.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl, urlencode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.adapters.sandbox.outbox import Letter
from hub.adapters.sandbox.providers.book import Wish
from hub.adapters.sandbox.providers.faults import Fault, FaultPlan
from hub.adapters.sandbox.providers.products import has
from hub.adapters.sandbox.providers.stand import Stand

if TYPE_CHECKING:
    from starlette.requests import Request

    from hub.adapters.sandbox.ledger import Entry

_STATE = {"working": "1", "done": "2", "failed": "3", "cancelled": "4"}
_BLOCK = 16


class Drizzle(Stand):
    """Keys: ``merchant``, ``secret`` and ``code_key`` (16 bytes as text)."""

    code: ClassVar[str] = "drizzle"
    repeats: ClassVar[bool] = True
    plan: ClassVar[FaultPlan] = FaultPlan(
        seed=1,
        slowness=0.5,
        chances={
            Fault.ERROR_BEFORE: 0.08,
            Fault.ERROR_AFTER: 0.08,
            Fault.SILENCE_AFTER: 0.03,
            Fault.NONSENSE: 0.05,
            Fault.OTHER_TASK: 0.03,
            Fault.CALLBACK_FIRST: 0.05,
            Fault.CALLBACK_TWICE: 0.1,
        },
    )

    def routes(self) -> list[Route]:
        """One address to order, one to ask."""
        return [
            Route("/drizzle/order.do", self.order, methods=["POST"]),
            Route("/drizzle/query.do", self.query, methods=["POST"]),
        ]

    async def order(self, request: Request) -> Response:
        """Order; asking again orders again."""
        form = await _form(request)
        if not self._is_signed(form):
            return _answer("E01", "bad sign")
        if has(form["goods"], "gone"):
            return _answer("E20", "no stock")
        if has(form["goods"], "busy"):
            return _answer("E30", "too busy")
        wish = Wish(form["order_no"], form["goods"], form.get("mobile", ""), int(form["num"]))
        return await self.take(request, wish, None)

    async def query(self, request: Request) -> Response:
        """How an order stands."""
        form = await _form(request)
        if not self._is_signed(form):
            return _answer("E01", "bad sign")
        return await self.tell(self.book.of_task(form["order_no"]), lambda: _answer("E40", "no such order"))

    def _is_signed(self, form: dict[str, str]) -> bool:
        is_ours = form.get("merchant") == self.keys["merchant"].expose()
        return is_ours and hmac.compare_digest(self._sign(form), form.get("sign", ""))

    def _sign(self, form: dict[str, str]) -> str:
        pairs = [f"{name}={form[name]}" for name in sorted(form) if name != "sign" and form[name]]
        text = "&".join(pairs) + "&key=" + self.keys["secret"].expose()
        return hashlib.md5(text.encode()).hexdigest().upper()  # noqa: S324 (the protocol asks for MD5)

    def describe(self, order: Entry) -> Response:
        """The order in short words."""
        cards = [{"no": self._sealed(each["code"]), "to": _day(each["until"])} for each in order["codes"]]
        goods: dict[str, Any] = {"order_no": order["task_id"], "state": _STATE[order["status"]], "cards": cards}
        return _answer("0000", "ok", goods | {"serial": order["id"], "url": order["link"] or ""})

    def nonsense(self, order: Entry) -> Response:
        """Done, says a page of HTML, or a card list that is none."""
        if order["quantity"] % 2:
            return Response("<h1>SUCCESS</h1>", media_type="text/html")
        return _answer("0000", "ok", {"order_no": order["task_id"], "state": "2", "cards": "1234-5678", "url": ""})

    def letter(self, order: Entry) -> Letter:
        """The callback, a signed form; codes are only given to who asks."""
        form = {"order_no": order["task_id"], "state": _STATE[order["status"]], "time": str(self.now())}
        form |= {"merchant": self.keys["merchant"].expose(), "url": order["link"] or ""}
        body = urlencode(form | {"sign": self._sign(form)})
        return Letter({"content-type": "application/x-www-form-urlencoded"}, body.encode())

    def _sealed(self, text: str) -> str:
        iv, padder = os.urandom(_BLOCK), PKCS7(_BLOCK * 8).padder()
        encryptor = Cipher(algorithms.AES(self.keys["code_key"].expose().encode()), modes.CBC(iv)).encryptor()
        padded = padder.update(text.encode()) + padder.finalize()
        return (iv + encryptor.update(padded) + encryptor.finalize()).hex()


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%d")


def _answer(code: str, message: str, goods: dict[str, Any] | None = None) -> Response:
    return JSONResponse({"ret": code, "msg": message, "data": goods or {}})
