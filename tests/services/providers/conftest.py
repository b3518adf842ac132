"""The three stand-in providers, served over HTTP, and the hub's adapters for them from the shipped files."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from hub.adapters.clock import SystemClock
from hub.adapters.providers.declarative import loading
from hub.adapters.providers.declarative.provider import DeclarativeProvider
from hub.adapters.sandbox.providers.app import build
from hub.adapters.sandbox.providers.keys import from_environment, made_up
from hub.ports import providers as port
from tests.loopback import Listener, browser, free_port, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hub.adapters.providers.declarative.definition import Definition

FILES = Path(loading.__file__).parents[1]
PACE = 0.03
PATIENT, HASTY = timedelta(seconds=5), timedelta(seconds=0.3)
NAMES = ["sunrise", "harbour", "drizzle"]


@dataclass
class Counter:
    """One provider with what a test needs around it."""

    name: str
    provider: DeclarativeProvider
    listener: Listener
    client: httpx.AsyncClient
    url: str
    environment: dict[str, str]

    def delivery(self, product: str = "vip", task_id: str = "task-1", **changes: Any) -> port.Delivery:
        form = port.DeliveryForm.TOP_UP
        if "code" in product:
            form = port.DeliveryForm.CODE
        elif "link" in product:
            form = port.DeliveryForm.LINK
        return replace(port.Delivery(task_id, product, form, "13800138000"), **changes)

    async def deliver(self, delivery: port.Delivery) -> port.Outcome:
        return (await self.provider.deliver(delivery))[0]

    async def find(self, delivery: port.Delivery) -> port.Finding:
        return (await self.provider.find(delivery))[0]

    async def result(self, delivery: port.Delivery) -> port.Finding:
        """Ask until it is no longer worked on."""
        async with asyncio.timeout(5):
            while isinstance(found := await self.find(delivery), port.Accepted):  # noqa: ASYNC110 (its doing)
                await asyncio.sleep(PACE / 2)
        return found

    async def ledger(self, task_id: str = "task-1") -> dict[str, Any]:
        answer = await self.client.get(f"{self.url}/admin/{self.name}/ledger")
        return answer.json()["tasks"].get(task_id, {"ordered": 0, "delivered": 0, "cancelled": 0, "codes": []})

    async def faults(self, **chances: float) -> None:
        plan = {"seed": 7, "slowness": 0, "chances": chances}
        answer = await self.client.post(f"{self.url}/admin/{self.name}/faults", json=plan)
        assert answer.status_code == 204

    async def callbacks(self, count: int) -> list[port.Callback]:
        return [self.provider.read_callback(*heard) for heard in await self.listener.wait_for(count)]


@cache
def shipped(name: str) -> Definition:
    return loading.read(FILES / f"{name}.yaml")


def adapter(
    name: str, environment: dict[str, str], client: httpx.AsyncClient, timeout: timedelta = PATIENT
) -> DeclarativeProvider:
    """The provider of a shipped file, with a patience that suits the test."""
    definition = shipped(name).model_copy(update={"timeout": timeout})
    configured, missing = loading.configure(definition, environment)
    assert not missing
    return DeclarativeProvider(configured, client, SystemClock())


@asynccontextmanager
async def counter_of(name: str) -> AsyncIterator[Counter]:
    listener, port_ = Listener(), free_port()
    environment = made_up("test", f"http://127.0.0.1:{port_}")
    async with serving(listener.app) as hub, browser() as client:
        app = build(":memory:", from_environment(environment), f"{hub}/providers", PACE, SystemClock())
        async with serving(app, port_) as url:
            counter = Counter(name, adapter(name, environment, client), listener, client, url, environment)
            await counter.faults()
            yield counter


@pytest.fixture(params=NAMES)
async def counter(request: pytest.FixtureRequest) -> AsyncIterator[Counter]:
    async with counter_of(request.param) as counter:
        yield counter


@pytest.fixture
async def harbour() -> AsyncIterator[Counter]:
    async with counter_of("harbour") as counter:
        yield counter


@pytest.fixture
async def drizzle() -> AsyncIterator[Counter]:
    async with counter_of("drizzle") as counter:
        yield counter
