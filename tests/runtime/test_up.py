"""One command starts the hub, one signal ends it, and nothing that happens to it loses anything."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import asyncpg
import httpx
import psutil
import pytest

from hub.adapters.embedded import postgres, valkey


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(*words: str, **settings: object) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    environment |= {f"HUB_{name.upper()}": str(value) for name, value in settings.items()}
    return subprocess.Popen(
        [sys.executable, "-m", "hub", *words],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def refusal(*words: str, **settings: object) -> str:
    """What a command that must not work says: one line, and an exit code that is not 0."""
    process = command(*words, **settings)
    _, said = process.communicate(timeout=30)
    assert process.returncode != 0
    assert said.count("\n") == 1, said
    return said


@contextmanager
def hub(directory, port, **settings):
    """A hub that is up; ended by SIGTERM afterwards if it still runs."""
    process = command("up", data=directory, port=port, **settings)
    try:
        lines = []
        while "Ctrl-C" not in (line := process.stdout.readline()):
            assert line, process.stderr.read()
            lines.append(line)
        process.addresses = "".join(lines)
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=10)


def family(process) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


async def ask(directory, question: str) -> object:
    connection = await asyncpg.connect(postgres.url(directory))
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def test_up_prints_where_things_are_and_answers_there(place):
    port = free_port()
    with hub(place, port) as process:
        assert f"http://127.0.0.1:{port}/" in process.addresses
        assert httpx.get(f"http://127.0.0.1:{port}/").text.startswith("<!doctype html>")
        assert httpx.get(f"http://127.0.0.1:{port}/readyz").json() == {
            "status": "ok",
            "database": "ok",
            "redis": "ok",
        }


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_everything_within_five_seconds(place, number):
    with hub(place, free_port()) as process:
        children = family(process)
        assert {child.name() for child in children} >= {"postgres", "valkey-server"}
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(5) == 0
        _, alive = psutil.wait_procs(children, timeout=5 - (time.monotonic() - began))
        assert alive == []


async def test_a_killed_hub_leaves_no_process_and_starts_again_with_everything_it_held(place):
    with hub(place, free_port()) as process:
        await ask(place, "CREATE TABLE kept AS SELECT 42 AS answer")
        children = family(process)
        process.kill()
        _, alive = psutil.wait_procs(children, timeout=5)
        assert alive == []
    with hub(place, free_port()):
        assert await ask(place, "SELECT answer FROM kept") == 42


async def test_servers_that_outlived_their_hub_are_stopped_by_the_next_start(place):
    with postgres.running(place) as database, valkey.running(place) as queue, hub(place, free_port()):
        assert database.poll() is not None
        assert queue.poll() is not None
        assert await ask(place, "SELECT 1") == 1


def test_a_port_that_is_taken_is_said_in_one_line(place):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"127.0.0.1:{port}" in refusal("up", data=place, port=port)


def test_a_data_directory_in_use_is_said_in_one_line(place):
    with hub(place, free_port()) as process:
        assert f"in use by a running hub (process {process.pid})" in refusal("up", data=place, port=free_port())


def test_a_database_that_cannot_be_reached_is_said_in_one_line_without_its_password(place):
    url = f"postgresql://hub:hunter2@127.0.0.1:{free_port()}/hub"
    said = refusal("up", data=place, port=free_port(), database_url=url)
    assert "HUB_DATABASE_URL" in said
    assert "hunter2" not in said


def test_a_setting_that_makes_no_sense_is_said_in_one_line(place):
    assert "HUB_PORT" in refusal("up", data=place, port="many")
    assert "HUB_ZONE" in refusal("up", data=place, zone="Mars/Olympus")
    assert "hunter2" not in refusal("up", data=place, redis_url="hunter2")


def test_with_servers_of_ones_own_nothing_embedded_starts(place, servers, database_url, redis_url):
    with hub(place / "unused", free_port(), database_url=database_url, redis_url=redis_url, secret_keys="k") as process:
        assert {child.name() for child in family(process)}.isdisjoint({"postgres", "valkey-server"})
        assert not (place / "unused").exists()


def test_a_command_beside_a_running_hub_works_on_what_that_holds(place):
    with hub(place, free_port()):
        process = command("migrate", data=place)
        assert process.communicate(timeout=30) == ("", "")
        assert process.returncode == 0


def test_settings_are_shown_without_any_value(place):
    process = command("settings", database_url="postgresql://hub:hunter2@127.0.0.1/hub")
    said, _ = process.communicate(timeout=30)
    assert "| `HUB_PORT` | `8000` |" in said
    assert "hunter2" not in said


def test_both_servers_listen_on_sockets_only(place):
    with postgres.running(place) as database, valkey.running(place) as queue:
        listening = [each for server in (database, queue) for each in server.net_connections(kind="inet")]
        assert listening == []
