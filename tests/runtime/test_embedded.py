"""The hub's own servers: what they keep, and that they end with whoever started them."""

from __future__ import annotations

import asyncpg

from hub.adapters.embedded import postgres


async def ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_what_was_written_is_there_at_the_next_start(place):
    with postgres.running(place):
        await ask(postgres.url(place), "CREATE TABLE kept AS SELECT 42 AS answer")
    with postgres.running(place):
        assert await ask(postgres.url(place), "SELECT answer FROM kept") == 42


async def test_a_directory_too_deep_for_a_socket_serves_as_well(place):
    deep = place / ("a directory with a long name" * 4)
    deep.mkdir()
    with postgres.running(deep):
        assert await ask(postgres.url(deep), "SELECT 1") == 1
