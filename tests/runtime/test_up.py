"""One command starts the hub, one signal ends it, and nothing that happens to it loses anything."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import asyncpg
import httpx
import psutil
import pytest

from hub.adapters.embedded import postgres, valkey
from hub.adapters.reach import listens
from tests.clusters import lay_files

PATIENCE = 30
"""Seconds for what takes two on an idle machine; how long it takes is measured in the benchmarks."""


class Running(NamedTuple):
    process: subprocess.Popen[str]
    directory: str
    address: str
    takes_cards_at_once: bool


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


def quietly(directory) -> dict[str, object]:
    environment = {**os.environ, "HUB_DATA": str(directory), "HUB_PORT": str(free_port())}
    return {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def refusal(*words: str, **settings: object) -> str:
    """What a command that must not work says: one line, and an exit code that is not 0."""
    process = command(*words, **settings)
    _, said = process.communicate(timeout=60)
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
        process.communicate(timeout=PATIENCE)


def gone(processes: list[psutil.Process]) -> bool:
    """They end within a while."""
    return not psutil.wait_procs(processes, timeout=PATIENCE)[1]


def family(process) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


async def ask(directory, question: str) -> object:
    connection = await asyncpg.connect(postgres.url(directory))
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


@pytest.fixture
def used(place) -> Path:
    """A data directory whose tables were made at a former start."""
    lay_files(place)
    return place


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """One hub for the tests that only look at it; SIGTERM ends it, and all that it started."""
    with TemporaryDirectory(prefix="hub-") as directory:
        port, gateway = free_port(), free_port()
        with hub(directory, port, sandbox_gateway_port=gateway) as process:
            at_once = listens("127.0.0.1", gateway)
            yield Running(process, directory, f"http://127.0.0.1:{port}", at_once)
            children = family(process)
        assert process.returncode == 0
        assert gone(children)


def test_up_prints_where_things_are_and_answers_there(running):
    assert f"{running.address}/" in running.process.addresses
    assert httpx.get(f"{running.address}/").text.startswith("<!doctype html>")
    assert httpx.get(f"{running.address}/readyz").json() == {"status": "ok", "database": "ok", "redis": "ok"}


def test_who_pays_in_the_very_moment_in_which_a_demo_is_up_finds_its_gateway(running):
    assert running.takes_cards_at_once


def test_the_demo_has_a_payment_gateway_of_its_own_that_the_hub_listens_to(running):
    unsigned = httpx.post(f"{running.address}/payments/sandbox/webhook", content=b"{}")
    assert (unsigned.status_code, unsigned.json()) == (400, {"error": "SIGNATURE"})
    assert any("hub.adapters.sandbox.gateway" in child.cmdline() for child in family(running.process))


def test_the_demo_has_a_mail_server_of_its_own_that_keeps_what_it_gets(running):
    assert any("hub.adapters.sandbox.mail" in child.cmdline() for child in family(running.process))


def test_control_c_ends_everything(used):
    with hub(used, free_port(), demo=False) as process:
        children = family(process)
        assert {child.name() for child in children} >= {"postgres", "valkey-server"}
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        assert gone(children)


async def test_a_killed_hub_leaves_no_process_and_starts_again_with_everything_it_held(used):
    with hub(used, free_port(), demo=False) as process:
        await ask(used, "CREATE TABLE kept AS SELECT 42 AS answer")
        children = family(process)
        process.kill()
        assert gone(children)
    with hub(used, free_port(), demo=False):
        assert await ask(used, "SELECT answer FROM kept") == 42


async def test_servers_that_outlived_their_hub_are_stopped_by_the_next_start(used):
    with postgres.running(used) as database, valkey.running(used) as queue, hub(used, free_port(), demo=False):
        assert database.poll() is not None
        assert queue.poll() is not None
        assert await ask(used, "SELECT 1") == 1


def test_a_hub_whose_web_process_dies_says_so_and_ends_whole(used):
    with hub(used, free_port(), demo=False) as process:
        children = family(process)
        next(child for child in children if "serve" in child.cmdline()).kill()
        process.wait(20)
        assert process.returncode == 1
        assert "the web process ended by itself" in process.stderr.read()
        assert gone(children)


def test_a_port_that_is_taken_is_said_in_one_line(place):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"127.0.0.1:{port}" in refusal("up", data=place, port=port)


def test_a_data_directory_in_use_is_said_in_one_line(running):
    said = refusal("up", data=running.directory, port=free_port())
    assert f"in use by a running hub (process {running.process.pid})" in said


def test_a_database_that_cannot_be_reached_is_said_in_one_line_without_its_password(place):
    url = f"postgresql://hub:hunter2@127.0.0.1:{free_port()}/hub"
    said = refusal("up", data=place, port=free_port(), database_url=url)
    assert "HUB_DATABASE_URL" in said
    assert "hunter2" not in said


def test_a_redis_that_cannot_be_reached_is_said_in_one_line(place):
    assert "HUB_REDIS_URL" in refusal("up", data=place, port=free_port(), redis_url=f"redis://127.0.0.1:{free_port()}")


def test_a_database_of_ones_own_needs_a_key_of_ones_own(place, servers, redis_url):
    url = servers.database_url("postgres")
    assert "HUB_SECRET_KEYS" in refusal("up", data=place, port=free_port(), database_url=url, redis_url=redis_url)


@pytest.mark.parametrize("already_there", ["lock", "valkey.log"])
def test_a_tied_hub_ends_with_the_shell_that_started_it_however_far_it_got(place, already_there):
    shell = psutil.Popen(["/bin/sh", "-c", f"{sys.executable} -m hub up --tied-to $$; :"], **quietly(place))
    while not (place / already_there).exists():
        time.sleep(0.02)
    children = shell.children(recursive=True)
    shell.kill()
    shell.wait()
    assert gone(children)


def test_a_setting_that_makes_no_sense_is_said_in_one_line(place):
    assert "HUB_PORT" in refusal("up", data=place, port="many")


def test_with_servers_of_ones_own_nothing_embedded_starts(place, servers, database_url, redis_url):
    with hub(place / "unused", free_port(), database_url=database_url, redis_url=redis_url, secret_keys="k") as process:
        assert {child.name() for child in family(process)}.isdisjoint({"postgres", "valkey-server"})
        assert not (place / "unused").exists()


def test_a_command_beside_a_running_hub_works_on_what_that_holds(running):
    process = command("migrate", data=running.directory)
    assert process.communicate(timeout=60) == ("", "")
    assert process.returncode == 0


def test_both_servers_listen_on_sockets_only(place):
    with postgres.running(place) as database, valkey.running(place) as queue:
        listening = [each for server in (database, queue) for each in server.net_connections(kind="inet")]
        assert listening == []
