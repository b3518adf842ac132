"""What changes while a member looks: subscriptions over graphql-transport-ws, on a real port."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from hub.access.rules import Role
from hub.adapters.changes import NAME
from hub.kernel.ids import new_id
from tests.api.shop import VIP_MONTH, give, open_shop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hub.members.rules import Member
    from hub.ports import Ports
    from tests.api.conftest import Asking
    from tests.fakes import FakeClock

SUBSCRIBE = "subscription { benefitsChanged { position member { name benefits { totalCount } } } }"
END_LISTENING = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()
"""
PROTOCOL: Any = "graphql-transport-ws"


@pytest.fixture(autouse=True)
async def listening(database: str, ports: Ports) -> AsyncIterator[None]:
    await open_shop(ports)
    async with ports.changes.of(new_id()) as told, ports.changes.listening():
        await asyncio.wait_for(anext(told), 20)  # who listens before is told to look again
        yield


@asynccontextmanager
async def socket(address: str, token: str | None) -> AsyncIterator[ClientConnection]:
    url = address.replace("http", "ws") + "/graphql"
    async with connect(url, subprotocols=[PROTOCOL]) as connection:
        payload = {"authorization": f"Bearer {token}"} if token else {}
        await connection.send(json.dumps({"type": "connection_init", "payload": payload}))
        yield connection


async def heard(connection: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(await asyncio.wait_for(connection.recv(), 20))
    return message


async def follow(connection: ClientConnection) -> None:
    assert (await heard(connection))["type"] == "connection_ack"
    await connection.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": SUBSCRIBE}}))
    await asyncio.sleep(1)


async def test_a_grant_shows_at_once_and_only_to_its_member(
    address: str, ask: Asking, ports: Ports, ling: Member, bo: Member
) -> None:
    async with socket(address, ask.token(ling)) as to_ling, socket(address, ask.token(bo)) as to_bo:
        await follow(to_ling)
        await follow(to_bo)
        await give(ports, ling, VIP_MONTH)
        event = (await heard(to_ling))["payload"]["data"]["benefitsChanged"]
        assert event["member"] == {"name": "林玲", "benefits": {"totalCount": 1}}
        assert int(event["position"]) > 0
        await give(ports, ling, VIP_MONTH)
        assert (await heard(to_ling))["payload"]["data"]["benefitsChanged"]["member"]["benefits"]["totalCount"] == 1
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(to_bo.recv(), 0.3)


async def test_after_an_outage_everybody_is_told_to_look_again(
    address: str, ask: Asking, ports: Ports, ling: Member, database: str
) -> None:
    async with socket(address, ask.token(ling)) as connection:
        await follow(connection)
        admin = await asyncpg.connect(database)
        assert await admin.fetch(END_LISTENING, NAME)
        await admin.close()
        assert (await heard(connection))["payload"]["data"]["benefitsChanged"]["position"] is None
        await give(ports, ling, VIP_MONTH)
        assert (await heard(connection))["payload"]["data"]["benefitsChanged"]["position"] is not None


async def test_following_ends_when_the_sign_in_does(
    address: str, ask: Asking, ports: Ports, ling: Member, clock: FakeClock
) -> None:
    async with socket(address, ask.token(ling)) as connection:
        clock.advance(timedelta(hours=12) - timedelta(seconds=1))
        await follow(connection)
        message = await heard(connection)
        assert message["payload"]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert (await heard(connection))["type"] == "complete"


@pytest.mark.parametrize("token", ["nonsense", "hub_guess"])
async def test_a_wrong_token_closes_the_connection(address: str, token: str) -> None:
    async with socket(address, token) as connection:
        with pytest.raises(ConnectionClosed) as closed:
            await connection.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4403


async def test_nobody_follows_nothing(address: str) -> None:
    async with socket(address, None) as connection:
        await follow(connection)
        message = await heard(connection)
        assert "UNAUTHENTICATED" in json.dumps(message)


async def test_staff_have_nothing_to_follow(address: str, ask: Asking) -> None:
    async with socket(address, ask.token(Role.SUPPORT)) as connection:
        await follow(connection)
        assert "FORBIDDEN" in json.dumps(await heard(connection))


async def test_queries_are_sent_by_http_and_limits_hold_on_the_socket_too(
    address: str, ask: Asking, ling: Member
) -> None:
    async with socket(address, ask.token(ling)) as connection:
        await heard(connection)
        many = " ".join(f"a{n}: position" for n in range(41))
        followed = f"subscription {{ benefitsChanged {{ {many} }} }}"
        for query, why in (("{ viewer { name } }", "by HTTP"), (followed, "41 aliases")):
            await connection.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": query}}))
            message = await heard(connection)
            assert message["type"] == "error"
            assert why in message["payload"][0]["message"]


async def test_a_page_of_another_site_cannot_connect(address: str) -> None:
    with pytest.raises(Exception, match="403"):
        async with connect(
            address.replace("http", "ws") + "/graphql",
            subprotocols=[PROTOCOL],
            origin="https://evil.example",  # type: ignore[arg-type]
        ):
            pass
