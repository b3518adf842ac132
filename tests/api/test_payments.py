"""Gateways tell the hub at an address of their own, and are believed only if they prove who they are."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette

from hub.members.rules import Member
from hub.orders.rules.values import OrderState
from schema.limits import MAX_BODY
from schema.payments import payment_routes
from tests.services.conftest import ling
from tests.services.orders.conftest import Till, shop, till

__all__ = ["ling", "shop", "till"]


@pytest.fixture
def hub(till: Till) -> httpx.AsyncClient:
    app = Starlette(routes=payment_routes(till.ports))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub")


async def test_a_gateways_message_pays_the_order_that_waits_for_it(
    till: Till, ling: Member, hub: httpx.AsyncClient
) -> None:
    order = await till.order(ling, "month-once")
    await till.pay(ling, order, "waits")
    for headers, body in await till.sandbox.listener.wait_for(2):
        for _ in range(2):
            answer = await hub.post("/payments/sandbox/webhook", headers=headers, content=body)
            assert answer.status_code == 204
    assert (await till.now(order)).state is OrderState.PAID


async def test_a_message_without_proof_is_refused(till: Till, ling: Member, hub: httpx.AsyncClient) -> None:
    await till.buy(ling, "month-once")
    [(headers, body)] = await till.sandbox.listener.wait_for(1)
    del headers["content-length"]
    forged = await hub.post("/payments/sandbox/webhook", headers=headers, content=body + b" ")
    assert (forged.status_code, forged.json()) == (400, {"error": "SIGNATURE"})
    assert (await hub.post("/payments/nobody/webhook", headers=headers, content=body)).status_code == 404
    long = await hub.post("/payments/sandbox/webhook", content=b" " * (MAX_BODY + 1))
    assert long.status_code == 413
