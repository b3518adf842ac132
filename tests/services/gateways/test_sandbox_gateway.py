"""The sandbox gateway: each test card does what its line says, and a restart forgets nothing."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace

import httpx
import pytest

from hub.adapters.clock import SystemClock
from hub.adapters.gateways.sandbox import SandboxAccount, SandboxGateway
from hub.adapters.gateways.stripe import StripeAccount, StripeGateway
from hub.adapters.sandbox.gateway.cards import CARDS
from hub.kernel.errors import InvalidInput
from hub.kernel.money import Money
from hub.kernel.secret import Secret
from hub.ports import payments as port
from tests.loopback import Listener, browser, eventually, free_port, serving

PRICE = Money("CNY", 1200)


async def order(till, number: str, **changes) -> port.Charge:
    payer = await till.gateway.payer("member-1")
    return replace(port.Charge("order-1", PRICE, "order-1", payer, await till.card(number)), **changes)


async def events(till, count: int) -> list[port.PaymentEvent]:
    return [till.gateway.read_webhook(headers, body) for headers, body in await till.listener.wait_for(count)]


def test_every_test_card_has_a_number_that_a_form_accepts():
    def is_valid(number: str) -> bool:
        digits = [int(digit) for digit in reversed(number)]
        return sum(sum(divmod(digit * (1 + i % 2), 10)) for i, digit in enumerate(digits)) % 10 == 0

    assert [number for number in CARDS if not is_valid(number)] == []


@pytest.mark.parametrize("number", ["4111111111111111", "not a number", ""])
async def test_a_real_card_is_never_taken(sandbox, number):
    assert (await sandbox.token(number)).status_code == 422


async def test_an_event_that_comes_twice_is_the_same_event(sandbox):
    await sandbox.gateway.charge(await order(sandbox, "4000000000001075"))
    first, again = await events(sandbox, 2)
    assert first == again


async def test_events_can_come_in_reverse(sandbox):
    await sandbox.gateway.charge(await order(sandbox, "4000000000001083"))
    late, early = await events(sandbox, 2)
    assert isinstance(late, port.ChargeChanged)
    assert isinstance(early, port.ChargeChanged)
    assert isinstance(late.outcome, port.Succeeded)
    assert isinstance(early.outcome, port.Pending)


async def test_a_charge_can_wait_in_vain(sandbox):
    charge = await order(sandbox, "4000000000001026")
    assert isinstance(await sandbox.gateway.charge(charge), port.Pending)
    await events(sandbox, 2)
    found = await sandbox.gateway.find_charge("order-1", charge.payer)
    assert isinstance(found, port.Declined)
    assert (found.reason, found.hard) == ("do_not_honour", False)


async def test_an_event_can_come_before_the_answer(sandbox):
    answer = asyncio.create_task(sandbox.gateway.charge(await order(sandbox, "4000000000001059")))
    await events(sandbox, 1)
    assert not answer.done()
    assert isinstance(await answer, port.Succeeded)


@pytest.mark.parametrize(
    ("number", "reason", "hard"),
    [("4000000000000341", "insufficient_funds", False), ("4000000000000069", "expired_card", True)],
)
async def test_a_card_can_pay_today_and_decline_the_renewal(sandbox, number, reason, hard):
    charge = await order(sandbox, number, keep=True)
    assert isinstance(await sandbox.gateway.charge(charge), port.Succeeded)
    declined = await sandbox.gateway.charge(replace(charge, key="renewal", keep=False, member_present=False))
    assert isinstance(declined, port.Declined)
    assert (declined.reason, declined.hard) == (reason, hard)


async def test_a_kept_card_that_expires_this_month_says_so(sandbox):
    await sandbox.gateway.charge(await order(sandbox, "4000000000001091", keep=True))
    changed = [each for each in await events(sandbox, 2) if isinstance(each, port.MethodChanged)]
    today = SystemClock().now()
    assert [(each.stored.expires_year, each.stored.expires_month) for each in changed] == [(today.year, today.month)]


@pytest.mark.parametrize(("decision", "expected"), [("approve", port.Succeeded), ("decline", port.Declined)])
async def test_a_member_confirms_or_refuses_at_the_bank(sandbox, decision, expected):
    charge = await order(sandbox, "4000002760003184", keep=True, return_url="https://hub.example/order-1")
    asked = await sandbox.gateway.charge(charge)
    assert isinstance(asked, port.ActionRequired)
    page = await sandbox.client.get(asked.url)
    assert "Approve" in page.text
    back = await sandbox.client.post(asked.url, data={"decision": decision})
    assert (back.status_code, back.headers["location"]) == (303, "https://hub.example/order-1")
    await sandbox.client.post(asked.url, data={"decision": "approve"})
    _asked, told = await events(sandbox, 2)
    assert isinstance(told, port.ChargeChanged)
    assert isinstance(told.outcome, expected)
    assert await sandbox.gateway.find_charge("order-1", charge.payer) == told.outcome


async def test_a_stored_card_pays_for_its_own_member_only(sandbox):
    charge = await order(sandbox, "4242424242424242", keep=True)
    await sandbox.gateway.charge(charge)
    stranger = await sandbox.gateway.payer("member-2")
    with pytest.raises(InvalidInput, match="no such card for this payer"):
        await sandbox.gateway.charge(replace(charge, key="order-2", payer=stranger))


async def test_a_webhook_is_sent_until_the_hub_takes_it(sandbox):
    sandbox.listener.refusals_left = 2
    await sandbox.gateway.charge(await order(sandbox, "4242424242424242"))
    assert len(await events(sandbox, 1)) == 1


async def test_a_gateway_that_is_down_leaves_the_charge_unknown_and_not_made(sandbox):
    charge = await order(sandbox, "4242424242424242")
    await sandbox.faults(down=True)
    assert isinstance(await sandbox.gateway.charge(charge), port.Unknown)
    await sandbox.faults(down=False)
    assert await sandbox.gateway.find_charge("order-1", charge.payer) == port.NotMade()


async def test_where_nobody_listens_nothing_was_done(sandbox):
    nowhere = f"http://127.0.0.1:{free_port()}"
    gateway = SandboxGateway(replace(sandbox.account, url=nowhere), sandbox.client, SystemClock())
    charge = port.Charge("order-1", PRICE, "order-1", "payer-1", "card-1")
    assert isinstance(await gateway.charge(charge), port.Unreachable)
    stripe = StripeGateway(StripeAccount(Secret("sk"), "pk", Secret("whsec"), 1, nowhere), SystemClock())
    assert isinstance(await stripe.charge(charge), port.Unreachable)
    await stripe.aclose()


async def test_a_restarted_gateway_remembers_what_it_charged_and_sends_what_it_owes(tmp_path):
    """Runs the service as it is run: a process of its own, killed between two starts."""
    port_, listener = free_port(), Listener()
    async with serving(listener.app) as hub, browser() as client:
        settings = {"port": str(port_), "secret_key": "sk", "public_key": "pk", "webhook_secret": "whsec"}
        settings |= {"ledger": str(tmp_path / "books.sqlite"), "webhook_url": f"{hub}/webhook", "pace": "0.05"}
        account = SandboxAccount(f"http://127.0.0.1:{port_}", Secret("sk"), "pk", Secret("whsec"))
        gateway = SandboxGateway(account, client, SystemClock())
        listener.refusals_left = 1
        async with process(settings):
            await eventually_up(client, account.url)
            payer = await gateway.payer("member-1")
            card = {"number": "4242 4242 4242 4242", "expires_year": 2031, "expires_month": 8, "security_code": "123"}
            made = await client.post(f"{account.url}/v1/tokens", json=card, headers={"authorization": "Bearer pk"})
            paid = await gateway.charge(port.Charge("order-1", PRICE, "order-1", payer, made.json()["token"]))
            await eventually(lambda: listener.refusals_left == 0)
        async with process(settings):
            await eventually_up(client, account.url)
            assert await gateway.find_charge("order-1", payer) == paid
            ((headers, body),) = await listener.wait_for(1)
            told = gateway.read_webhook(headers, body)
            assert isinstance(told, port.ChargeChanged)
            assert told.outcome == paid
            assert told.at < SystemClock().now()


class process:  # noqa: N801 (reads as what it is)
    def __init__(self, settings: dict[str, str]) -> None:
        self._settings = {f"SANDBOX_GATEWAY_{name.upper()}": value for name, value in settings.items()}

    async def __aenter__(self) -> None:
        command = (sys.executable, "-m", "hub.adapters.sandbox.gateway")
        self._process = await asyncio.create_subprocess_exec(*command, env=os.environ | self._settings)

    async def __aexit__(self, *_error: object) -> None:
        self._process.kill()
        await self._process.wait()


async def eventually_up(client: httpx.AsyncClient, url: str) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                await client.get(url)
            except httpx.ConnectError:
                await asyncio.sleep(0.02)
            else:
                return
