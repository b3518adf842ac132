"""Processes that take orders are killed, and so is the gateway; afterwards every fen is where it belongs."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.applications import Starlette

from hub.catalogue import service as catalogue
from hub.entitlements.models import GrantRow
from hub.members import service as members
from hub.members.rules import NewMember
from hub.orders.models import OrderPartRow, OrderRow
from hub.orders.rules.values import OrderState
from hub.orders.service.checking import findings
from schema.payments import payment_routes
from tests.fakes import FakeClock
from tests.faults import recovery
from tests.faults.buyer import ports_of
from tests.loopback import free_port, serving
from tests.services.orders.conftest import CATALOGUE, stock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from hub.ports import Ports

ROUNDS = 2
ORDERS_A_ROUND = 12
KILLED = -signal.SIGKILL


@dataclass
class Sandbox:
    """The sandbox gateway as a process of its own, which can be killed and comes back with its books."""

    port: int
    hub: str
    ledger: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self, client: httpx.AsyncClient) -> subprocess.Popen[bytes]:
        settings = {
            "PORT": str(self.port), "LEDGER": str(self.ledger), "SECRET_KEY": "sk", "PUBLIC_KEY": "pk",
            "WEBHOOK_SECRET": "whsec", "WEBHOOK_URL": f"{self.hub}/payments/sandbox/webhook", "PACE": "0.1",
        }  # fmt: skip
        environment = {**os.environ, **{f"SANDBOX_GATEWAY_{name}": value for name, value in settings.items()}}
        process = _spawn("hub.adapters.sandbox.gateway", env=environment)
        async with asyncio.timeout(20):
            while not await self._answers(client):  # noqa: ASYNC110 - it is another process
                await asyncio.sleep(0.05)
        return process

    async def _answers(self, client: httpx.AsyncClient) -> bool:
        try:
            return (await client.get(f"{self.url}/admin/ledger")).status_code == httpx.codes.UNAUTHORIZED
        except httpx.HTTPError:
            return False

    async def books(self, client: httpx.AsyncClient) -> dict[str, int]:
        """What the gateway holds under each key, net of what it gave back."""
        headers = {"authorization": "Bearer sk"}
        ledger = (await client.get(f"{self.url}/admin/ledger", headers=headers, timeout=20)).json()
        made = [each for each in ledger["charges"] if each["status"] == "succeeded"]
        return {each["key"]: each["asked"]["amount_minor"] - each["refunded_minor"] for each in made}


@pytest.fixture
async def shop(database: str, ports: Ports) -> None:
    await catalogue.apply(ports, "test", CATALOGUE)
    await stock(60, datetime.now(UTC))  # noqa: TID251 - the buyers live in the present
    for number in range(8):
        await members.create_member(ports, "test", NewMember(f"u-{number}", f"Member {number}"))


def _spawn(module: str, *words: str, **more: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", module, *words], **more)


@asynccontextmanager
async def buyers(database: str, url: str, seed: int) -> AsyncIterator[list[subprocess.Popen[bytes]]]:
    """Two processes that buy; killed at the end, wherever they are."""
    processes = [_spawn("tests.faults.buyer", database, url, str(seed + each)) for each in (1, 2)]
    try:
        yield processes
    finally:
        for each in processes:
            each.kill()
        assert [each.wait() for each in processes] == [KILLED, KILLED]


async def more_orders(count: int) -> None:
    """Wait until so many more orders were placed."""
    wanted = await OrderRow.all().count() + count
    async with asyncio.timeout(60):
        while await OrderRow.all().count() < wanted:  # noqa: ASYNC110 - what is awaited is another process's doing
            await asyncio.sleep(0.02)


async def test_after_buyers_and_gateway_were_killed_money_orders_and_grants_agree(
    database: str, shop: None, tmp_path: Path
) -> None:
    async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
        port = free_port()
        ports = ports_of(database, f"http://127.0.0.1:{port}", client)
        async with serving(Starlette(routes=payment_routes(ports))) as hub:
            sandbox = Sandbox(port, hub, tmp_path / "gateway.sqlite")
            gateway = await sandbox.start(client)
            for each in range(ROUNDS):
                async with buyers(database, sandbox.url, each * 10):
                    await more_orders(ORDERS_A_ROUND)
                    if each == ROUNDS // 2:
                        gateway.kill()
                        gateway.wait()
                        await more_orders(ORDERS_A_ROUND // 2)
                        gateway = await sandbox.start(client)
                        await more_orders(ORDERS_A_ROUND // 2)
            clock = FakeClock(datetime.now(UTC))  # noqa: TID251 - from the present on, the test moves it
            for _ in range(recovery.ROUNDS):
                await recovery.recover_orders(replace(ports, clock=clock), clock)
            books = await sandbox.books(client)
            gateway.terminate()
            gateway.wait()
    await check(books, clock)


async def check(books: dict[str, int], clock: FakeClock) -> None:
    """What the gateway holds is what the hub thinks it holds, and what members hold is what was paid for."""
    assert await findings(clock.now()) == []
    states = Counter(await OrderRow.all().values_list("state", flat=True))
    assert states[OrderState.PAID] > 5, states
    await recovery.check_money(books)
    assert await GrantRow.all().count() == await OrderPartRow.filter(grant_id__isnull=False).count()
