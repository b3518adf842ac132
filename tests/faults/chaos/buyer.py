"""``python -m tests.faults.chaos.buyer SEED``: members who buy, and do what they should not, until they are killed."""

from __future__ import annotations

import asyncio
import os
import random
import sys
import traceback
from collections.abc import Mapping
from dataclasses import replace

import httpx

from hub import settings as configuration
from hub import wiring
from hub.adapters.clock import SystemClock
from hub.adapters.gateways.sandbox import SandboxAccount, SandboxGateway
from hub.fulfilment.models import CodeRow
from hub.fulfilment.service.revealing import confirm, reveal_code
from hub.journal.rules import Act
from hub.kernel.errors import Refusal
from hub.kernel.ids import new_id
from hub.kernel.secret import Secret
from hub.members import reads as members
from hub.members.rules import Member
from hub.orders.rules.pricing import Cart, CartLine, PercentOff
from hub.orders.rules.values import Order
from hub.orders.service.paying import Means, pay
from hub.orders.service.placing import place
from hub.orders.service.refunding import Return, refund
from hub.ports import Ports
from hub.wiring.reaching import reach
from hub.wiring.servers import named
from tests.faults.chaos.shop import MEMBERS, OFFERS

BUYERS = 8
CARDS = ["4242424242424242"] * 6 + [
    "4000000000009995",
    "4000000000001018",
    "4000000000001026",
    "4000000000001034",
    "4000000000001042",
    "4000000000001075",
    "4000000000001083",
]
"""Most succeed; the others decline, wait, lose the answer, fail on the way, and tell twice or in reverse."""


def act(ports: Ports) -> Act:
    return Act("member:test", ports.clock.now(), new_id().hex)


async def shop_once(ports: Ports, client: httpx.AsyncClient, member: Member, chance: random.Random) -> None:
    """Order something, pay for it, perhaps twice, look at a code, perhaps return it all."""
    lines = [CartLine(each, chance.randint(1, 2), {}) for each in chance.sample(OFFERS, chance.randint(1, 2))]
    order = await place(member, Cart(lines, chance.choice([None, PercentOff(33), PercentOff(100)])), act(ports))
    await pay_impatiently(ports, client, member, order, chance)
    if chance.random() < 0.3:
        await look(ports, member)
    if chance.random() < 0.25:
        await refund(ports, order.number, Return("changed their mind"), act(ports))


async def pay_impatiently(
    ports: Ports, client: httpx.AsyncClient, member: Member, order: Order, chance: random.Random
) -> None:
    """Click once, twice with the same key, or twice with two."""
    card = {"number": chance.choice(CARDS), "expires_year": 2031, "expires_month": 8, "security_code": "123"}
    entry = ports.gateways["sandbox"].card_entry
    answer = await client.post(entry.url, json=card, headers={"authorization": f"Bearer {entry.public_key}"})
    means, first = Means(answer.json()["token"]), act(ports)
    clicks = chance.choice([[first], [first, first], [first, act(ports)]])
    answers = await asyncio.gather(
        *(pay(ports, member, order.number, means, each) for each in clicks), return_exceptions=True
    )
    for each in answers:
        if isinstance(each, BaseException) and not isinstance(each, Refusal):
            raise each


async def look(ports: Ports, member: Member) -> None:
    """See one of the member's codes, after saying yes."""
    code = await CodeRow.filter(member_id=member.id, state="ISSUED").first()
    if code:
        yes = confirm(ports, member, code.id)
        await reveal_code(ports, member, code.id, yes.token, act(ports))


def gateway(environment: Mapping[str, str], client: httpx.AsyncClient) -> SandboxGateway:
    """The sandbox, spoken to through a client that waits for answers as long as it likes."""
    port, secret, public, webhooks = (
        environment[f"SANDBOX_GATEWAY_{name}"] for name in ("PORT", "SECRET_KEY", "PUBLIC_KEY", "WEBHOOK_SECRET")
    )
    account = SandboxAccount(f"http://127.0.0.1:{port}", Secret(secret), public, Secret(webhooks))
    return SandboxGateway(account, client, SystemClock())


async def main(seed: str) -> None:
    chance = random.Random(int(seed))  # noqa: S311 - the same seed buys the same
    settings = configuration.load()
    servers = named(settings)
    async with (
        wiring.connected(servers.database_url),
        httpx.AsyncClient(timeout=0.7, trust_env=False) as client,
        reach(wiring.real_ports(settings, servers), settings, servers).open() as reached,
    ):
        ports = replace(reached, gateways={"sandbox": gateway(os.environ, client)})
        everybody = list((await members.members_by_external_ids([f"u-{n}" for n in range(MEMBERS)])).values())

        async def buyer() -> None:
            while True:
                try:
                    await shop_once(ports, client, chance.choice(everybody), chance)
                except Refusal:
                    continue
                except Exception:  # noqa: BLE001 - whatever breaks, people come back
                    traceback.print_exc()
                    await asyncio.sleep(0.1)

        await asyncio.gather(*(buyer() for _ in range(BUYERS)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
