"""The hub's own servers: what they keep, and that they end with whoever started them."""

from __future__ import annotations

import shutil

import asyncpg
import pytest
from redis import Redis

from hub.adapters.embedded import ownership, postgres, valkey
from hub.adapters.failures import StartFailed

CARELESS = {"fsync": "off"}


async def ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_what_was_written_is_there_at_the_next_start(place):
    with postgres.running(place, CARELESS):
        await ask(postgres.url(place), "CREATE TABLE kept AS SELECT 42 AS answer")
    with postgres.running(place, CARELESS):
        assert await ask(postgres.url(place), "SELECT answer FROM kept") == 42


async def test_a_directory_too_deep_for_a_socket_serves_as_well(place):
    deep = place / ("a directory with a long name" * 4)
    deep.mkdir()
    with postgres.running(deep, CARELESS):
        assert await ask(postgres.url(deep), "SELECT 1") == 1


def test_what_the_queue_held_is_there_at_the_next_start(place):
    for seen in (1, 2):
        with valkey.running(place), Redis.from_url(valkey.url(place)) as client:
            assert client.incr("starts") == seen


def test_a_queue_whose_directory_is_gone_ends_all_the_same(place):
    with valkey.running(place) as queue:
        shutil.rmtree(place / "valkey")
        queue.terminate()
        assert queue.wait(10) == 0


def test_a_disk_without_room_is_refused_before_anything_is_written(place):
    with pytest.raises(StartFailed, match="make room or choose another HUB_DATA"):
        ownership.check_room(place, needed=10**18)


def test_the_embedded_database_keeps_its_key_to_its_owner(place):
    key = ownership.own_key(place)
    assert ownership.own_key(place) == key
    assert (place / "key").stat().st_mode & 0o777 == 0o600


async def test_files_that_were_half_made_are_made_again(place):
    (place / "postgres.new").mkdir()
    (place / "postgres.new" / "PG_VERSION").write_text("18")
    with postgres.running(place, CARELESS):
        assert await ask(postgres.url(place), "SELECT 1") == 1
