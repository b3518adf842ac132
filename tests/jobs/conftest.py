"""A worker as it really runs: processes of their own, the stand-in providers beside it, and the hub's callbacks."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from hub.adapters.clock import SystemClock
from hub.adapters.sandbox.providers.keys import made_up
from hub.catalogue import service as catalogue
from hub.fulfilment import reads
from hub.fulfilment.rules.pacing import Patience
from hub.fulfilment.rules.tasks import State, Task
from hub.members import service as members
from hub.members.rules import Member, NewMember
from hub.ports import Ports
from hub.wiring.providers import SHIPPED, files_in, real_providers
from schema.callbacks import callback_route
from tests.loopback import free_port, serving
from tests.mail_server import MailServer, mail_server

TEXT = "{zh: 文字, en: words}"
CLOCK = SystemClock()
PACE = 0.1
"""Seconds that a stand-in takes for what it does not do at once."""

HASTY = {
    "HUB_DELIVERY_FIRST_WAIT": "PT0.3S",
    "HUB_DELIVERY_SETTLING": "PT1.5S",
    "HUB_DELIVERY_LEASE": "PT3S",
}


def benefit(code: str, provider: str, more: str) -> str:
    return (
        f"  - {{code: {code}, provider: {provider}, category: fun, name: {TEXT}, description: {TEXT}, guide: {TEXT},"
        f" stacking: PARALLEL, {more}}}\n"
    )


def _catalogue() -> str:
    providers = ["harbour", "sunrise", "drizzle"]
    coded = "delivery: CODE_PROVIDER, unit: {zh: 张, en: piece}"
    return (
        "providers:\n"
        + "".join(f'  - {{code: {each}, name: {TEXT}, colour: "#2b5ce6"}}\n' for each in providers)
        + f"categories:\n  - {{code: fun, name: {TEXT}}}\nbenefits:\n"
        + "".join(benefit(f"code-{each}", each, coded) for each in providers)
        + "".join(benefit(f"link-{each}-starting", each, "delivery: LINK, starts: ON_DELIVERY") for each in providers)
        + benefit("voucher", "harbour", "delivery: CODE_VAULT, unit: {zh: 张, en: voucher}")
    )


@dataclass
class Factory:
    """The processes around the database of a test."""

    environment: dict[str, str]
    url: str
    place: Path

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        """One worker; killed at the end if it still lives. What it logs goes to ``worker.log``."""
        with (self.place / "worker.log").open("ab") as log:
            process = subprocess.Popen([sys.executable, "-m", "jobs"], env=self.environment, stdout=log, stderr=log)
        try:
            yield process
        finally:
            kill(process)

    def said(self) -> str:
        return (self.place / "worker.log").read_text()

    async def faults(self, provider: str, slowness: float = 0, **chances: float) -> None:
        plan: dict[str, Any] = {"slowness": slowness, "chances": chances}
        async with httpx.AsyncClient(trust_env=False) as client:
            (await client.post(f"{self.url}/admin/{provider}/faults", json=plan)).raise_for_status()

    async def ledger(self, provider: str) -> dict[str, Any]:
        """By the ids that the provider knows: how often it was ordered and delivered, and the codes given."""
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"{self.url}/admin/{provider}/ledger")
        tasks: dict[str, Any] = answer.json()["tasks"]
        return tasks

    def is_ordered(self, provider: str) -> Callable[[], Awaitable[bool]]:
        """Whether the provider has been asked for anything."""

        async def asked() -> bool:
            return bool(await self.ledger(provider))

        return asked

    async def delivered(self, tasks: list[Task], within: float = 40) -> list[Task]:
        """The tasks once all of them are delivered."""
        ids = [each.id for each in tasks]

        async def done() -> bool:
            return all(each.state is State.DELIVERED for each in (await reads.tasks(ids)).values())

        try:
            await until(done, within)
        except TimeoutError:
            found = (await reads.tasks(ids)).values()
            raise AssertionError([(each.state, each.note) for each in found], self.said()[-3000:]) from None
        return [(await reads.tasks(ids))[each] for each in ids]


async def until(holds: Callable[[], Awaitable[bool]], within: float = 40) -> None:
    """Wait for another process's doing."""
    async with asyncio.timeout(within):
        while not await holds():  # noqa: ASYNC110 - what is awaited is another process's doing
            await asyncio.sleep(0.02)


def started(module: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", module], env=environment)


def kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.fixture
async def factory(database: str, redis_url: str, ports: Ports, place: Path) -> AsyncIterator[Factory]:
    """The stand-ins and the callbacks are up; workers are started by the test."""
    stand_ins, hub = free_port(), free_port()
    keys = made_up("a test", f"http://127.0.0.1:{stand_ins}")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HUB_")},
        **keys,
        **HASTY,
        "HUB_DATABASE_URL": database,
        "HUB_REDIS_URL": redis_url,
        "HUB_SECRET_KEYS": "for tests",
        "HUB_DEMO": "true",
        "SANDBOX_PROVIDERS_PORT": str(stand_ins),
        "SANDBOX_PROVIDERS_LEDGER": str(place / "stand-ins.sqlite"),
        "SANDBOX_PROVIDERS_CALLBACKS": f"http://127.0.0.1:{hub}/providers",
        "SANDBOX_PROVIDERS_PACE": str(PACE),
    }
    process = started("hub.adapters.sandbox.providers", environment)
    made = Factory(environment, f"http://127.0.0.1:{stand_ins}", place)
    async with httpx.AsyncClient(trust_env=False) as client:
        providers = real_providers(files_in(SHIPPED), keys, client, CLOCK)
        listening = replace(ports, clock=CLOCK, providers=providers)
        async with serving(Starlette(routes=[callback_route(listening, Patience())]), hub):
            await _until_up(made)
            await catalogue.apply(ports, "test", _catalogue())
            yield made
    kill(process)


async def _until_up(made: Factory) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                for provider in ("harbour", "sunrise", "drizzle"):
                    await made.faults(provider)
            except httpx.TransportError:
                await asyncio.sleep(0.1)
            else:
                return


@pytest.fixture
async def ling(factory: Factory, ports: Ports) -> Member:
    return await members.create_member(ports, "test", NewMember("u-ling", "林玲"))


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with mail_server() as running:
        yield running
