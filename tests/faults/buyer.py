"""``python -m tests.faults.buyer DATABASE GATEWAY SEED``: members who buy, pay and return until they are killed."""

from __future__ import annotations

import asyncio
import random
import sys
from contextlib import suppress

import httpx

from hub import wiring
from hub.adapters.changes import ListenedChanges
from hub.adapters.cipher import AesCipher
from hub.adapters.clock import SystemClock
from hub.adapters.gateways.sandbox import SandboxAccount, SandboxGateway
from hub.adapters.tokens.builtin import NoIssuer
from hub.journal.rules import Act
from hub.kernel.errors import Refusal
from hub.kernel.ids import new_id
from hub.kernel.secret import Secret
from hub.members import reads as members
from hub.members.rules import Member
from hub.orders.rules.pricing import Cart, CartLine, PercentOff
from hub.orders.service.paying import Means, pay
from hub.orders.service.placing import place
from hub.orders.service.refunding import Return, refund
from hub.ports import Ports

OFFERS = ["month-once", "month-renewing", "month-twice", "paper-once", "joint-once", "taste-once"]
CARDS = ["4242424242424242"] * 4 + ["4000000000009995", "4000000000001018", "4000000000001034", "4000000000001042"]
BUYERS = 4


def ports_of(database: str, url: str, client: httpx.AsyncClient) -> Ports:
    """The world of a hub whose gateway is at ``url``."""
    clock = SystemClock()
    gateway = SandboxGateway(SandboxAccount(url, Secret("sk"), "pk", Secret("whsec")), client, clock)
    return Ports(
        clock=clock,
        cipher=AesCipher([Secret("for tests")]),
        issuer=NoIssuer(),
        changes=ListenedChanges(database),
        gateways={"sandbox": gateway},
    )


async def buy_one(ports: Ports, client: httpx.AsyncClient, member: Member, chance: random.Random) -> None:
    """Order something, try to pay for it, perhaps return it."""
    lines = [CartLine(each, chance.randint(1, 2), {}) for each in chance.sample(OFFERS, chance.randint(1, 2))]
    cart = Cart(lines, chance.choice([None, PercentOff(33), PercentOff(100)]))
    order = await place(member, cart, _act(ports))
    body = {"number": chance.choice(CARDS), "expires_year": 2031, "expires_month": 8, "security_code": "123"}
    url = ports.gateways["sandbox"].card_entry.url
    token = (await client.post(url, json=body, headers={"authorization": "Bearer pk"})).json()["token"]
    await pay(ports, member, order.number, Means(token), _act(ports))
    if chance.random() < 0.3:
        await refund(ports, order.number, Return("changed their mind"), _act(ports))


def _act(ports: Ports) -> Act:
    return Act("member:test", ports.clock.now(), new_id().hex)


async def main(database: str, url: str, seed: str) -> None:
    chance = random.Random(int(seed))  # noqa: S311 - the same seed buys the same
    async with wiring.connected(database), httpx.AsyncClient(timeout=0.5, trust_env=False) as client:
        ports = ports_of(database, url, client)
        everybody = list((await members.members_by_external_ids([f"u-{n}" for n in range(8)])).values())

        async def buyer() -> None:
            while True:
                with suppress(Refusal, httpx.HTTPError):
                    await buy_one(ports, client, chance.choice(everybody), chance)

        await asyncio.gather(*(buyer() for _ in range(BUYERS)))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
