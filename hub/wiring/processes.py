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
from hub.wiring import stand_ins
from hub.wiring.couriers import SINK, sink_environment
from hub.wiring.gateways import SANDBOX, sandbox_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import psutil

    from hub.settings import Settings
    from hub.wiring.ending import Ending
    from hub.wiring.servers import Servers

_START_PATIENCE = 30.0
_STOP_PATIENCE = 1.5
_GLANCE = 0.1


@contextmanager
def running(settings: Settings, servers: Servers, ending: Ending) -> Iterator[Mapping[str, psutil.Popen]]:
    """The hub's processes by name, for as long as the context lasts; web and, in a demo, the payment gateway answer.

    They have the machine to themselves until then: whoever waits for the hub waits for what pages speak to.
    """
    environment = {
        **os.environ,
        "HUB_DATABASE_URL": servers.database_url,
        "HUB_REDIS_URL": servers.redis_url,
        "HUB_SECRET_KEYS": ",".join(key.expose() for key in servers.keys),
        "HUB_DEMO": str(settings.is_demo),
    }
    first, port = {"web": ["hub", "serve"]}, None
    later = {f"worker {number}": ["jobs"] for number in range(1, settings.workers + 1)}
    if settings.is_demo:
        port = settings.sandbox_gateway_port or reach.free_port(settings.host)
        environment |= {"HUB_SANDBOX_GATEWAY_PORT": str(port), **sandbox_environment(settings, servers, port)}
        environment |= stand_ins.environment(settings, servers)
        first["sandbox gateway"], later["stand-in providers"] = SANDBOX, stand_ins.COMMAND
    if settings.is_demo and not settings.smtp_url:
        environment |= sink_environment(settings, reach.free_port(settings.host))
        later["mail server"] = SINK
    processes = _spawned(first, environment)
    try:
        _wait(processes, ending, lambda: _answers(settings) and (port is None or reach.listens(settings.host, port)))
        processes |= _spawned(later, environment)
        yield processes
    finally:
        children.stop(processes.values(), signal.SIGTERM, _STOP_PATIENCE)


def _spawned(commands: Mapping[str, list[str]], environment: Mapping[str, str]) -> dict[str, psutil.Popen]:
    return {
        name: children.spawn([sys.executable, "-m", *command], orphaned=signal.SIGKILL, environment=environment)
        for name, command in commands.items()
    }


def watch(processes: Mapping[str, psutil.Popen], ending: Ending) -> NoReturn:
    """Wait until told to end; refuses to go on without one of the processes."""
    while True:
        _glance(processes, ending)


def check_port(settings: Settings) -> None:
    """Refuse an address that something else listens on."""
    reach.check_port(settings.host, settings.port)


def _glance(processes: Mapping[str, psutil.Popen], ending: Ending) -> None:
    time.sleep(_GLANCE)
    ending.check()
    for name, process in processes.items():
        if process.poll() is not None:
            raise StartFailed(f"the {name} process ended by itself (exit code {process.returncode}); see the log above")


def _wait(processes: Mapping[str, psutil.Popen], ending: Ending, are_there: Callable[[], bool]) -> None:
    for _ in range(int(_START_PATIENCE / _GLANCE)):
        _glance(processes, ending)
        if are_there():
            return
    raise StartFailed(f"{' and '.join(processes)} did not answer within {_START_PATIENCE:.0f} s; see the log above")


def _answers(settings: Settings) -> bool:
    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()
