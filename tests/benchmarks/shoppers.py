"""``python -m tests.benchmarks.shoppers ORDERS``: members who place and pay so many orders, a few at a time."""

from __future__ import annotations

import asyncio
import os
import sys
from itertools import cycle

import httpx

from hub import settings as configuration
from hub import wiring
from hub.members import reads as members
from hub.members.rules import Member
from hub.orders.rules.pricing import Cart, CartLine
from hub.orders.service.paying import Means, pay
from hub.orders.service.placing import place
from hub.ports import Ports
from hub.wiring.reaching import reach
from hub.wiring.servers import named
from tests.faults.chaos.buyer import act, gateway
from tests.faults.chaos.shop import MEMBERS

AT_ONCE = 8
BUNDLES = {"codes": 4, "times": 2}
"""What they buy in turns, and how many parts of it providers deliver."""
_CARD = {"number": "4242424242424242", "expires_year": 2031, "expires_month": 8, "security_code": "123"}


async def main(orders: int) -> None:
    """Everybody who buys has named the account to top up."""
    settings = configuration.load()
    servers = named(settings)
    async with (
        wiring.connected(servers.database_url),
        httpx.AsyncClient(timeout=10, trust_env=False) as client,
        reach(wiring.real_ports(settings, servers), settings, servers).open() as reached,
    ):
        sandbox = gateway(os.environ, client)
        reached.gateways["sandbox"] = sandbox
        entry = sandbox.card_entry
        known = await members.members_by_external_ids([f"u-{number}" for number in range(1, MEMBERS, 2)])
        wishes = zip(range(orders), cycle(known.values()), cycle(BUNDLES), strict=False)

        async def shop() -> None:
            for _, member, bundle in wishes:
                answer = await client.post(
                    entry.url, json=_CARD, headers={"authorization": f"Bearer {entry.public_key}"}
                )
                await _buy(reached, member, bundle, Means(answer.json()["token"]))

        await asyncio.gather(*(shop() for _ in range(AT_ONCE)))


async def _buy(ports: Ports, member: Member, bundle: str, means: Means) -> None:
    order = await place(member, Cart([CartLine(bundle, 1, {})], None), act(ports))
    await pay(ports, member, order.number, means, act(ports))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
