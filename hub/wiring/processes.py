"""The hub's own processes under one parent: started together, ended together."""

from __future__ import annotations

import http.client
import os
import signal
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from hub.adapters import children, reach
from hub.adapters.failures import StartFailed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import FrameType

    import psutil

    from hub.settings import Settings
    from hub.wiring.servers import Servers

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_START_PATIENCE = 30.0
_STOP_PATIENCE = 2.0
_GLANCE = 0.1


@contextmanager
def ended_by_signals(*, tied: bool) -> Iterator[None]:
    """Ctrl-C, SIGTERM and SIGHUP leave the block in order; while it is being left, more of them change nothing.

    ``tied``: so does the end of the process that started this one.
    """
    before = {number: signal.signal(number, _leave) for number in _ENDING}
    if tied:
        children.end_with_parent()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(0)


@contextmanager
def running(settings: Settings, servers: Servers) -> Iterator[Mapping[str, psutil.Popen]]:
    """The hub's processes by name, for as long as the context lasts; the web process answers."""
    environment = {
        **os.environ,
        "HUB_DATABASE_URL": servers.database_url,
        "HUB_REDIS_URL": servers.redis_url,
        "HUB_SECRET_KEYS": ",".join(key.expose() for key in servers.keys),
        "HUB_DEMO": str(settings.is_demo),
    }
    processes = {
        name: children.spawn([sys.executable, "-m", *command], orphaned=signal.SIGKILL, environment=environment)
        for name, command in _COMMANDS.items()
    }
    try:
        _wait_for_web(processes, settings)
        yield processes
    finally:
        children.stop(processes.values(), signal.SIGTERM, _STOP_PATIENCE)


_COMMANDS = {"web": ["hub", "serve"]}
"""What runs, as arguments of ``python -m``."""


def watch(processes: Mapping[str, psutil.Popen]) -> NoReturn:
    """Wait until a signal ends the hub; refuses to go on without one of its processes."""
    while True:
        _check_alive(processes)
        time.sleep(_GLANCE)


def check_port(settings: Settings) -> None:
    """Refuse an address that something else listens on."""
    reach.check_port(settings.host, settings.port)


def _check_alive(processes: Mapping[str, psutil.Popen]) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            raise StartFailed(f"the {name} process ended by itself (exit code {process.returncode}); see the log above")


def _wait_for_web(processes: Mapping[str, psutil.Popen], settings: Settings) -> None:
    for _ in range(int(_START_PATIENCE / _GLANCE)):
        _check_alive(processes)
        if _answers(settings):
            return
        time.sleep(_GLANCE)
    raise StartFailed(f"the web process did not answer within {_START_PATIENCE:.0f} s; see the log above")


def _answers(settings: Settings) -> bool:
    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()
