"""Mail handed to a real SMTP server over STARTTLS: on connections that are kept, and with a connection for each."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import uvloop

from hub.adapters.clock import SystemClock
from hub.adapters.couriers.mail_server import MailServer
from hub.adapters.couriers.smtp import SmtpCourier
from hub.kernel.ids import new_id
from hub.kernel.secret import Secret
from hub.ports.couriers import Letter, News
from tests.benchmarks import workers
from tests.benchmarks.measuring import IS_FULL, Table
from tests.benchmarks.sink import sink
from tests.certificates import certificate

COUNT = 10_000 if IS_FULL else 500
CONNECTIONS = 8
ROUNDS = 3


def measure() -> Iterator[Table]:
    """Seconds for all of them."""
    with TemporaryDirectory(prefix="hub-") as directory:
        place = Path(directory)
        trusted = certificate(place).file
        os.environ["SSL_CERT_FILE"] = str(trusted)
        with sink(place, trusted) as (port, taken):
            seconds = uvloop.run(_measured(port))
        ids = taken.read_text().split()
    assert len(ids) == len(set(ids)) == 2 * COUNT * ROUNDS, len(ids)
    kept, alone = seconds.values()
    notes = f"{COUNT / kept:,.0f} against {COUNT / alone:,.0f} a second, {CONNECTIONS} at a time; goal: 5 times as many"
    yield Table(f"{COUNT:,} mails over TLS", "s", seconds, notes)


async def _measured(port: int) -> dict[str, float]:
    await workers.listening(port)
    server = MailServer(Secret(f"smtp://127.0.0.1:{port}"), "Hub <hub@shop.example>", CONNECTIONS)
    kept = SmtpCourier(server)
    room = asyncio.Semaphore(CONNECTIONS)

    async def alone() -> None:
        async with room:
            courier = SmtpCourier(server)
            await _carry(courier)
            await courier.close()

    ways = {"connections kept open": lambda: _carry(kept), "a connection for each": alone}
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, send in ways.items():
            times[name].append(await _timed(send))
    await kept.close()
    return {name: median(each) for name, each in times.items()}


async def _timed(send: Callable[[], Awaitable[None]]) -> float:
    began = perf_counter()
    await asyncio.gather(*(send() for _ in range(COUNT)))
    return perf_counter() - began


async def _carry(courier: SmtpCourier) -> None:
    letter = Letter(
        id=new_id(), at=SystemClock().now(), about="a benchmark", member="m", name="Mira", to="mira@example.com",
        subject="Your benefits end soon", text="Soon. " * 40, html="<p>Soon.</p>" * 600, unsubscribe=None,
    )  # fmt: skip
    outcome = await courier.carry(letter)
    assert outcome.news is News.ACCEPTED, outcome
