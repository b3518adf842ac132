"""A provider is added by a file alone, the one on the page about it: bought, delivered, called back, asked, shown."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.catalogue import service as catalogue
from hub.fulfilment import reads
from hub.fulfilment.models import CallbackRow, RouteRow
from hub.fulfilment.rules.tasks import State
from hub.fulfilment.service.revealing import confirm, reveal_code
from hub.journal.rules import Act
from hub.members.rules import Member
from hub.ports import Ports
from hub.wiring.providers import files_in, real_providers
from schema.callbacks import callback_route
from tests.buying import buy, one
from tests.fakes import FakeClock
from tests.loopback import browser, serving
from tests.services.fulfilment.conftest import TEXT
from tests.services.fulfilment.shop import NOW, PATIENCE, Shop

PAGE = Path("docs/providers.md")
KEY = b"the newcomer's key"
CATALOGUE = f"""\
providers:
  - {{code: newcomer, name: {TEXT}, colour: "#2b5ce6"}}
categories:
  - {{code: fun, name: {TEXT}}}
benefits:
  - code: pass
    provider: newcomer
    category: fun
    name: {TEXT}
    description: {TEXT}
    guide: {TEXT}
    stacking: PARALLEL
    delivery: CODE_PROVIDER
    unit: {TEXT}
"""


def signature(text: str) -> str:
    return hmac.new(KEY, text.encode(), sha256).hexdigest()


@dataclass
class Newcomer:
    """The other side, as its own documentation would describe it: takes on, delivers later, calls when it did."""

    clock: FakeClock
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def app(self) -> Starlette:
        return Starlette(
            routes=[Route("/orders", self.take, methods=["POST"]), Route("/orders/{order}", self.tell, methods=["GET"])]
        )

    async def take(self, request: Request) -> Response:
        body = (await request.body()).decode()
        self._check(request, body)
        wish = json.loads(body)
        if wish["product"] == "sold-out":
            return JSONResponse({"order": wish["order"], "state": "refused", "error": "sold_out"})
        self.orders[wish["order"]] = {"order": wish["order"], "state": "open", "count": int(wish["count"])}
        return JSONResponse(self.orders[wish["order"]])

    async def tell(self, request: Request) -> Response:
        self._check(request, "")
        order = self.orders.get(request.path_params["order"])
        return JSONResponse(order) if order else Response(status_code=404)

    def _check(self, request: Request, body: str) -> None:
        signed = f"{request.method}\n{request.url.path}\n{request.headers['x-time']}\n{body}"
        assert request.headers["x-signature"] == signature(signed)
        assert request.headers["x-shop"] == "our shop"

    def carry_out(self) -> None:
        """Everything that was ordered is done."""
        for order in self.orders.values():
            codes = [
                {"number": f"NEW-PASS-{n:04}", "until": "2099-12-31T00:00:00+08:00"} for n in range(order["count"])
            ]
            order.update(state="done", codes=codes)

    def call(self, order: str, state: str = "done") -> tuple[bytes, dict[str, str]]:
        """The message with which it tells the hub."""
        body, time = json.dumps({"order": order, "state": state}), f"{self.clock.now():%s}"
        return body.encode(), {"X-Time": time, "X-Signature": signature(f"{time}.{body}")}


@dataclass
class Hub:
    """A hub in whose directory of providers lies one file more."""

    world: Shop
    newcomer: Newcomer
    client: httpx.AsyncClient
    url: str

    async def hear(self, body: bytes, headers: dict[str, str]) -> int:
        answer = await self.client.post(f"{self.url}/providers/newcomer/callback", content=body, headers=headers)
        return answer.status_code


@pytest.fixture
def providers_directory(tmp_path: Path) -> Path:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    (tmp_path / "newcomer.yaml").write_text(example, "utf-8")
    return tmp_path


@pytest.fixture
async def hub(shop: None, ports: Ports, clock: FakeClock, providers_directory: Path) -> AsyncIterator[Hub]:
    world, newcomer = Shop(ports, clock), Newcomer(clock)
    async with browser() as client, serving(newcomer.app) as url:
        environment = {"NEWCOMER_URL": url, "NEWCOMER_SHOP": "our shop", "NEWCOMER_KEY": KEY.decode()}
        providers = real_providers(files_in(providers_directory), environment, client, clock)
        world.ports = replace(world.ports, providers=providers)
        await catalogue.apply(ports, "test", CATALOGUE)
        async with serving(Starlette(routes=[callback_route(world.ports, PATIENCE)])) as callbacks:
            yield Hub(world, newcomer, client, callbacks)


async def test_what_it_takes_on_is_delivered_when_it_calls_and_seen_by_its_member(hub: Hub, ling: Member) -> None:
    [task] = await buy(ling, one("pass", 2), NOW)
    await hub.world.work()
    assert (await hub.world.task(task)).state is State.AWAITING_PROVIDER
    hub.newcomer.carry_out()
    [order] = hub.newcomer.orders
    called = hub.newcomer.call(order)
    assert [await hub.hear(*called), await hub.hear(*called)] == [200, 200]
    assert await CallbackRow.all().count() == 1
    await hub.world.work()
    assert (await hub.world.task(task)).state is State.DELIVERED
    codes = (await reads.codes_of_tasks([task.id]))[task.id]
    yes, by = confirm(hub.world.ports, ling, codes[0].id), Act("member:ling", NOW, "k")
    assert (await reveal_code(hub.world.ports, ling, codes[0].id, yes.token, by)).code.expose() == "NEW-PASS-0000"
    assert len(codes) == 2


async def test_without_a_call_it_is_asked_as_its_file_says(hub: Hub, ling: Member) -> None:
    [task] = await buy(ling, one("pass"), NOW)
    await hub.world.work()
    hub.newcomer.carry_out()
    assert (await hub.world.task(task)).due_at == NOW + timedelta(seconds=5)
    await hub.world.work_for(timedelta(seconds=5))
    assert (await hub.world.task(task)).state is State.DELIVERED


async def test_its_try_another_product_is_followed(hub: Hub, ling: Member) -> None:
    for rank, product in enumerate(["sold-out", "pass"]):
        await RouteRow.create(benefit="pass", rank=rank, provider="newcomer", product=product)
    [task] = await buy(ling, one("pass"), NOW)
    await hub.world.work_for(timedelta(seconds=1))
    assert (await hub.world.task(task)).way.product == "pass"
    assert len(hub.newcomer.orders) == 1


async def test_a_call_that_is_forged_or_from_another_time_changes_nothing(
    hub: Hub, ling: Member, clock: FakeClock
) -> None:
    [task] = await buy(ling, one("pass"), NOW)
    await hub.world.work()
    [order] = hub.newcomer.orders
    body, headers = hub.newcomer.call(order)
    assert await hub.hear(body, headers | {"X-Signature": signature("something else")}) == 401
    clock.advance(timedelta(minutes=6))
    assert await hub.hear(body, headers) == 400
    assert await hub.hear(*hub.newcomer.call("an order that we never placed")) == 200
    assert (await hub.world.task(task)).state is State.AWAITING_PROVIDER
