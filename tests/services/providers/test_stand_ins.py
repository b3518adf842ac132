"""What is special about each stand-in, and that the service remembers across a restart."""

from __future__ import annotations

import asyncio
import os
import sys

import httpx

from hub.adapters.sandbox.providers.keys import made_up
from hub.ports import providers as port
from tests.loopback import Listener, browser, eventually, free_port, serving
from tests.services.providers.conftest import adapter, counter_of


async def test_harbour_answers_the_same_task_the_same_and_delivers_it_once(harbour):
    delivery = harbour.delivery("vip-now")
    first, again = await harbour.deliver(delivery), await harbour.deliver(delivery)
    assert isinstance(first, port.Delivered)
    assert first == again
    assert (await harbour.ledger())["delivered"] == 1


async def test_harbour_takes_a_top_up_back_but_no_voucher(harbour):
    top_up, code = harbour.delivery("vip-now"), harbour.delivery("vip-code-now", "task-2")
    await harbour.deliver(top_up)
    await harbour.deliver(code)
    assert (await harbour.provider.cancel(top_up))[0] == port.Cancelled()
    assert await harbour.find(top_up) == port.Cancelled()
    assert (await harbour.provider.cancel(code))[0] == port.NotCancellable("spent")
    assert ((await harbour.ledger())["cancelled"], (await harbour.ledger("task-2"))["cancelled"]) == (1, 0)


async def test_drizzle_delivers_twice_to_whoever_asks_twice(drizzle):
    delivery = drizzle.delivery("vip-now")
    await drizzle.deliver(delivery)
    await drizzle.deliver(delivery)
    assert (await drizzle.ledger())["delivered"] == 2


async def test_drizzle_takes_nothing_back(drizzle):
    outcome, exchange = await drizzle.provider.cancel(drizzle.delivery())
    assert isinstance(outcome, port.NotCancellable)
    assert exchange.status is None


async def test_drizzle_fails_now_and_then_and_the_same_way_for_the_same_seed(drizzle):
    plan = {"seed": 3, "chances": {"error_before": 0.5}}

    async def story() -> list[type]:
        await drizzle.client.post(f"{drizzle.url}/admin/drizzle/faults", json=plan)
        return [type(await drizzle.deliver(drizzle.delivery("vip-now", f"task-{n}"))) for n in range(10)]

    first = await story()
    assert {port.Unknown, port.Delivered} == set(first)
    assert await story() == first


async def test_sunrise_refuses_a_number_twice_and_that_is_no_failure():
    async with counter_of("sunrise") as sunrise:
        delivery = sunrise.delivery()
        await sunrise.deliver(delivery)
        assert isinstance(await sunrise.deliver(delivery), port.Unknown)
        assert isinstance(await sunrise.result(delivery), port.Delivered)
        assert (await sunrise.ledger())["delivered"] == 1


async def test_faults_that_do_not_exist_are_refused(drizzle):
    answer = await drizzle.client.post(f"{drizzle.url}/admin/drizzle/faults", json={"chances": {"fire": 1}})
    assert answer.status_code == 422


async def test_a_restarted_service_remembers_its_orders_and_tells_what_it_owes(tmp_path):
    """Runs the service as it is run: a process of its own, killed between two starts."""
    port_, listener = free_port(), Listener()
    url = f"http://127.0.0.1:{port_}"
    environment = made_up("process", url)
    async with serving(listener.app) as hub, browser() as client:
        settings = {
            "PORT": str(port_),
            "LEDGER": str(tmp_path / "books.sqlite"),
            "CALLBACKS": f"{hub}/providers",
            "PACE": "0.05",
        }
        settings = {f"SANDBOX_PROVIDERS_{name}": value for name, value in settings.items()} | environment
        provider = adapter("harbour", environment, client)
        delivery = port.Delivery("task-1", "vip-code-now", port.DeliveryForm.CODE)
        listener.refusals_left = 1
        first = await start(settings, client, url)
        delivered, _exchange = await provider.deliver(delivery)
        assert isinstance(delivered, port.Delivered)
        await eventually(lambda: listener.refusals_left == 0)
        await stop(first)
        second = await start(settings, client, url)
        found, _exchange = await provider.find(delivery)
        assert isinstance(found, port.Delivered)
        assert found.codes == delivered.codes
        ((headers, body),) = await listener.wait_for(1)
        assert provider.read_callback(headers, body).task_id == "task-1"
        await stop(second)


async def start(settings: dict[str, str], client: httpx.AsyncClient, url: str) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "hub.adapters.sandbox.providers")
    process = await asyncio.create_subprocess_exec(*command, env=os.environ | settings)
    async with asyncio.timeout(10):
        while True:
            try:
                await client.get(f"{url}/admin/harbour/ledger")
            except httpx.ConnectError:
                await asyncio.sleep(0.02)
            else:
                return process


async def stop(process: asyncio.subprocess.Process) -> None:
    process.kill()
    await process.wait()
