"""A provider that nobody has heard of is added by a file alone; whatever it answers, the hub keeps its feet."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from hub.adapters.clock import SystemClock
from hub.adapters.providers.declarative import loading
from hub.adapters.providers.declarative.provider import DeclarativeProvider
from hub.kernel.errors import InvalidInput
from hub.ports import providers as port
from tests.loopback import browser, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from starlette.requests import Request

FILE = """\
provider: newcomer
title: Newcomer
base_url: env:NEWCOMER_URL
timeout: PT0.5S
secrets:
  our_key: env:NEWCOMER_OUR_KEY
  their_key: env:NEWCOMER_THEIR_KEY
calls:
  deliver:
    method: PUT
    path: /orders/{task_id}
    query: {region: "{field.region}"}
    json: {product: "{product}", phone: "{account}"}
    signature: {algorithm: rsa-sha256, over: text, text: "{method} {path}?{query} {body}", key: our_key,
                encoding: base64, header: X-Signature}
    answer:
      outcomes:
        - {when: ok, is: delivered}
callback:
  signature: {algorithm: rsa-sha256, over: text, text: "{body}", key: their_key, encoding: base64, header: X-Signature}
  answer:
    task: order
    outcomes:
      - {when: ok, is: delivered}
"""
DELIVERY = port.Delivery("task/1", "vip", port.DeliveryForm.TOP_UP, "13800138000", fields={"region": "华东 & co"})


class Newcomer:
    """The provider's side: checks signatures with our public key, and answers as ``phone`` asks."""

    def __init__(self) -> None:
        self.ours, self.theirs = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
        self.app = Starlette(routes=[Route("/api/orders/{task:path}", self.order, methods=["PUT"])])

    async def order(self, request: Request) -> Response:
        body = await request.body()
        target = request.scope["raw_path"] + b"?" + request.scope["query_string"]
        given = base64.b64decode(request.headers["x-signature"])
        self.ours.public_key().verify(given, b"PUT " + target + b" " + body, padding.PKCS1v15(), hashes.SHA256())
        match request.path_params["task"]:
            case "endless":
                return StreamingResponse(endless())
            case "elsewhere":
                return RedirectResponse("https://elsewhere.example")
            case "drip":
                return StreamingResponse(drip())
        return JSONResponse(
            {"ok": True, "order": request.path_params["task"], "region": request.query_params["region"]}
        )


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield b'{"ok": true}' * 1000
        await asyncio.sleep(0)


async def drip() -> AsyncIterator[bytes]:
    while True:
        yield b" "
        await asyncio.sleep(0.02)


@pytest.fixture
async def newcomer(tmp_path: Path) -> AsyncIterator[tuple[Newcomer, DeclarativeProvider]]:
    theirs = Newcomer()
    file = tmp_path / "newcomer.yaml"
    file.write_text(FILE, "utf-8")
    pem, public = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    private = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    async with serving(theirs.app) as url, browser() as client:
        environment = {
            "NEWCOMER_URL": f"{url}/api",
            "NEWCOMER_OUR_KEY": theirs.ours.private_bytes(pem, *private).decode(),
            "NEWCOMER_THEIR_KEY": theirs.theirs.public_key().public_bytes(pem, public).decode(),
        }
        yield theirs, DeclarativeProvider(loading.load(file, environment), client, SystemClock())


async def test_it_delivers_with_rsa_signatures_over_everything_that_is_sent(newcomer):
    _theirs, provider = newcomer
    outcome, exchange = await provider.deliver(DELIVERY)
    assert outcome == port.Delivered()
    assert exchange.status == 200
    assert json.loads(exchange.answer) == {"ok": True, "order": "task/1", "region": "华东 & co"}


async def test_its_callbacks_are_verified_by_its_public_key(newcomer):
    theirs, provider = newcomer
    body = b'{"order": "task-1", "ok": true}'
    seal = base64.b64encode(theirs.theirs.sign(body, padding.PKCS1v15(), hashes.SHA256())).decode()
    assert provider.read_callback({"X-Signature": seal}, body).outcome == port.Delivered()
    with pytest.raises(port.CallbackRefused):
        provider.read_callback({"X-Signature": seal}, body + b" ")


@pytest.mark.parametrize("task", ["endless", "elsewhere", "drip"])
async def test_an_answer_without_end_elsewhere_or_in_drips_is_unknown_in_time(newcomer, task):
    _theirs, provider = newcomer
    async with asyncio.timeout(5):
        outcome, _exchange = await provider.deliver(
            port.Delivery(task, "vip", DELIVERY.form, "1", fields=DELIVERY.fields)
        )
    assert isinstance(outcome, port.Unknown)


@pytest.mark.parametrize(
    ("account", "fields", "field"), [(None, {"region": "x"}, "account"), ("1", {}, "field.region")]
)
async def test_what_it_needs_and_lacks_is_asked_for_before_anything_is_sent(newcomer, account, fields, field):
    _theirs, provider = newcomer
    with pytest.raises(InvalidInput) as refused:
        await provider.deliver(port.Delivery("task-1", "vip", DELIVERY.form, account, fields=fields))
    assert refused.value.field == field


async def test_it_can_neither_be_asked_nor_take_back(newcomer):
    _theirs, provider = newcomer
    assert isinstance((await provider.find(DELIVERY))[0], port.Unknown)
    assert isinstance((await provider.cancel(DELIVERY))[0], port.NotCancellable)
    assert provider.polling is None
