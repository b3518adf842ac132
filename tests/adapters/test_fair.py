"""The pool of connections: fair, never more than its size, and never losing a place."""

from __future__ import annotations

import asyncio

import pytest
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.adapters.fair import FairClient, FairPool


class Line:
    """A connection to nothing."""

    def __init__(self) -> None:
        self.closed = self.in_transaction = False

    def is_closed(self) -> bool:
        return self.closed

    def is_in_transaction(self) -> bool:
        return self.in_transaction

    def terminate(self) -> None:
        self.closed = True

    async def close(self) -> None:
        self.closed = True


class Lines:
    """Makes connections; the next one fails if told so."""

    def __init__(self) -> None:
        self.made: list[Line] = []
        self.fails = False

    async def __call__(self) -> Line:
        await asyncio.sleep(0)
        if self.fails:
            raise OSError
        self.made.append(Line())
        return self.made[-1]


async def test_who_waits_longest_is_served_first_even_when_others_come_by() -> None:
    pool, served = FairPool(Lines(), 1), []

    async def work(name: int) -> None:
        connection = await pool.acquire()
        served.append(name)
        await asyncio.sleep(0)
        await pool.release(connection)
        if name < 3:
            again = await pool.acquire()
            served.append(name + 10)
            await pool.release(again)

    await asyncio.gather(*(work(name) for name in range(6)))
    assert served == [0, 1, 2, 3, 4, 5, 10, 11, 12]


async def test_there_are_never_more_connections_than_places() -> None:
    lines = Lines()
    pool = FairPool(lines, 3)

    async def work() -> None:
        connection = await pool.acquire()
        await asyncio.sleep(0)
        await pool.release(connection)

    await asyncio.gather(*(work() for _ in range(50)))
    assert len(lines.made) == 3


async def test_a_broken_connection_is_replaced_and_its_place_goes_to_who_waits() -> None:
    lines = Lines()
    pool = FairPool(lines, 1)
    for spoil in ("closed", "in_transaction"):
        connection = await pool.acquire()
        waiting = asyncio.create_task(pool.acquire())
        await asyncio.sleep(0)
        setattr(connection, spoil, True)
        await pool.release(connection)
        fresh = await waiting
        assert fresh is not connection
        assert connection.is_closed()
        await pool.release(fresh)


async def test_a_place_is_not_lost_where_connecting_fails_or_waiting_is_given_up() -> None:
    lines = Lines()
    pool = FairPool(lines, 1)
    lines.fails = True
    with pytest.raises(OSError):  # noqa: PT011 - it has no words
        await pool.acquire()
    lines.fails = False
    connection = await pool.acquire()
    given_up = [asyncio.create_task(pool.acquire()) for _ in range(3)]
    await asyncio.sleep(0)
    given_up[0].cancel()
    await asyncio.sleep(0)
    await pool.release(connection)  # it goes to the second, who gives up before looking
    given_up[1].cancel()
    assert await given_up[2] is connection
    await pool.release(connection)
    assert await pool.acquire() is connection


async def test_closing_waits_until_everything_is_given_back() -> None:
    pool = FairPool(Lines(), 2)
    connection = await pool.acquire()
    closing = asyncio.create_task(pool.close())
    await asyncio.sleep(0)
    assert not closing.done()
    await pool.release(connection)
    await closing
    assert connection.is_closed()


async def test_the_hub_works_on_it_and_a_statement_given_up_spoils_nothing(database: str) -> None:
    client = get_connection("default")
    assert isinstance(client, FairClient)

    async def long() -> None:
        async with in_transaction() as within:
            await within.execute_query("SELECT pg_sleep(30)")

    asked = [asyncio.create_task(long()) for _ in range(3)]
    await asyncio.sleep(0.1)
    for each in asked:
        each.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    for _ in range(5):
        assert (await client.execute_query_dict("SELECT 1 AS one"))[0]["one"] == 1
