"""Both gateways behind one desk, so that the port's tests run over each."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import httpx
import pytest

from hub.adapters.clock import SystemClock
from hub.adapters.gateways.sandbox import SandboxAccount, SandboxGateway
from hub.adapters.gateways.stripe import StripeAccount, StripeGateway
from hub.adapters.sandbox.gateway.app import Shop, build
from hub.kernel.secret import Secret
from tests.loopback import Listener, browser, free_port, serving
from tests.stripe_server import StripeServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hub.ports.payments import Charge, ChargeOutcome, PaymentGateway

PACE = 0.05
TIMEOUT = 1.5
NUMBERS = {
    "good": "4242424242424242",
    "no funds": "4000000000009995",
    "stolen": "4000000000009979",
    "asks member": "4000002760003184",
    "waits": "4000000000001018",
    "answer lost": "4000000000001034",
    "never made": "4000000000001042",
}
TOKENS = {
    "good": "pm_card_visa",
    "no funds": "pm_card_visa_chargeDeclinedInsufficientFunds",
    "stolen": "pm_card_visa_chargeDeclinedStolenCard",
    "asks member": "pm_card_authenticationRequired",
    "waits": "pm_card_waits",
    "answer lost": "pm_card_answerLost",
    "never made": "pm_card_neverMade",
}


class Till(Protocol):
    """A gateway with what a test needs around it."""

    gateway: PaymentGateway
    listener: Listener

    async def card(self, name: str) -> str: ...
    async def taken(self, key: str) -> list[int]: ...
    async def settle(self) -> None: ...
    async def charge_back(self, payment: str) -> None: ...
    async def charge_with_wrong_key(self, charge: Charge) -> ChargeOutcome: ...


@dataclass
class SandboxTill:
    gateway: SandboxGateway
    listener: Listener
    account: SandboxAccount
    client: httpx.AsyncClient

    async def token(self, number: str) -> httpx.Response:
        card = {"number": number, "expires_year": 2031, "expires_month": 8, "security_code": "123"}
        return await self.client.post(
            f"{self.account.url}/v1/tokens", json=card, headers={"authorization": "Bearer pk"}
        )

    async def card(self, name: str) -> str:
        return (await self.token(NUMBERS.get(name, name))).json()["token"]

    async def taken(self, key: str) -> list[int]:
        ledger = await self.client.get(f"{self.account.url}/admin/ledger", headers={"authorization": "Bearer sk"})
        made = [each for each in ledger.json()["charges"] if each["key"] == key and each["status"] == "succeeded"]
        return [each["asked"]["amount_minor"] for each in made]

    async def settle(self) -> None:
        """The sandbox settles by itself."""

    async def charge_back(self, payment: str) -> None:
        url = f"{self.account.url}/admin/charge-backs/{payment}"
        await self.client.post(url, headers={"authorization": "Bearer sk"})

    async def faults(self, **faults: bool) -> None:
        url = f"{self.account.url}/admin/faults"
        await self.client.post(url, json=faults, headers={"authorization": "Bearer sk"})

    async def charge_with_wrong_key(self, charge: Charge) -> ChargeOutcome:
        account = replace(self.account, secret_key=Secret("wrong"))
        return await SandboxGateway(account, self.client, SystemClock()).charge(charge)


@dataclass
class StripeTill:
    gateway: StripeGateway
    listener: Listener
    account: StripeAccount
    server: StripeServer

    async def card(self, name: str) -> str:
        return TOKENS[name]

    async def taken(self, key: str) -> list[int]:
        made = [each for each in self.server.intents if each["metadata"]["hub_key"] == key]
        return [each["amount_received"] for each in made if each["status"] == "succeeded"]

    async def settle(self) -> None:
        await self.server.settle()

    async def charge_back(self, payment: str) -> None:
        dispute = {"object": "dispute", "payment_intent": payment, "amount": 1200, "currency": "cny"}
        await self.server.tell("charge.dispute.created", dispute)

    async def charge_with_wrong_key(self, charge: Charge) -> ChargeOutcome:
        gateway = StripeGateway(replace(self.account, secret_key=Secret("wrong")), SystemClock())
        outcome = await gateway.charge(charge)
        await gateway.aclose()
        return outcome


@asynccontextmanager
async def sandbox_till(ledger: str = ":memory:") -> AsyncIterator[SandboxTill]:
    listener, port = Listener(), free_port()
    address = f"http://127.0.0.1:{port}"
    async with serving(listener.app) as hub, browser(TIMEOUT) as client:
        shop = Shop(Secret("sk"), "pk", Secret("whsec"), f"{hub}/webhook", address, PACE)
        async with serving(build(ledger, shop, SystemClock()), port) as url:
            account = SandboxAccount(url, Secret("sk"), "pk", Secret("whsec"))
            yield SandboxTill(SandboxGateway(account, client, SystemClock()), listener, account, client)


@asynccontextmanager
async def stripe_till() -> AsyncIterator[StripeTill]:
    listener = Listener()
    async with serving(listener.app) as hub:
        server = StripeServer("whsec", f"{hub}/webhook")
        async with serving(server.app) as url:
            account = StripeAccount(Secret("sk_test_hub"), "pk", Secret("whsec"), TIMEOUT, url)
            gateway = StripeGateway(account, SystemClock())
            yield StripeTill(gateway, listener, account, server)
            await gateway.aclose()


@pytest.fixture
async def sandbox() -> AsyncIterator[SandboxTill]:
    async with sandbox_till() as till:
        yield till


@pytest.fixture(params=["sandbox", "stripe"])
async def till(request: pytest.FixtureRequest) -> AsyncIterator[Till]:
    async with sandbox_till() if request.param == "sandbox" else stripe_till() as till:
        yield till
