"""The hub with everything around it, each part a process of its own that can be killed and comes back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import redis

from hub.adapters.embedded import postgres, valkey
from hub.adapters.sandbox.providers.keys import made_up
from hub.kernel.secret import Secret
from hub.settings import Settings
from hub.wiring.gateways import sandbox_environment
from hub.wiring.servers import Servers
from tests.clusters import lay_files
from tests.loopback import free_port

PACE = 0.1
"""Seconds: the unit in which gateway and providers wait."""

_HASTY = {
    "HUB_DELIVERY_FIRST_WAIT": "PT0.3S",
    "HUB_DELIVERY_SETTLING": "PT12S",
    "HUB_DELIVERY_LEASE": "PT15S",
    "HUB_DELIVERY_FALLBACK_AFTER": "PT10S",
    "HUB_PROVIDER_PER_SECOND": "500",
    "HUB_LOG_LEVEL": "error",
}
"""Settling and leases are longer than the longest timeout of a provider, as they have to be anywhere."""

_COMMANDS = {
    "web": ["hub", "serve"],
    "gateway": ["hub.adapters.sandbox.gateway"],
    "providers": ["hub.adapters.sandbox.providers"],
    "worker 1": ["jobs"],
    "worker 2": ["jobs"],
    "buyers 1": ["tests.faults.chaos.buyer"],
    "buyers 2": ["tests.faults.chaos.buyer"],
}
WORKERS, BUYERS = ["worker 1", "worker 2"], ["buyers 1", "buyers 2"]
_PATIENCE = 60.0


@dataclass
class World:
    """Its processes by name; ``environment`` is what they all know."""

    place: Path
    environment: dict[str, str]
    servers: Servers
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _database: ExitStack = field(default_factory=ExitStack)
    _postmaster: psutil.Popen | None = None
    _seed: int = 0

    def start(self, *names: str) -> None:
        """Start these processes; each of a buyer's lives buys something else."""
        for name in names:
            self._seed += 1
            words = [str(self._seed)] if name in BUYERS else []
            command = [sys.executable, "-m", *_COMMANDS[name], *words]
            with self._log(name).open("ab") as log:
                self.processes[name] = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)

    def kill(self, *names: str) -> None:
        """End these processes without a word of warning."""
        for name in names:
            self.processes[name].kill()
            self.processes[name].wait()

    def start_postgres(self) -> None:
        """Start the database on what is on the disk."""
        self._postmaster = self._database.enter_context(postgres.running(self.place, {"max_connections": "200"}))

    def end_postgres(self, how: signal.Signals) -> None:
        """SIGINT: every session is cut off. SIGQUIT: it crashes, and recovers from its log at the next start."""
        assert self._postmaster is not None
        self._postmaster.send_signal(how)
        self._postmaster.wait()
        self._database.close()

    def flush_redis(self) -> None:
        """Have Redis forget everything: the queue, the breakers, the rates."""
        with redis.Redis.from_url(self.servers.redis_url) as client:
            client.flushall()

    def faults(self, provider: str, **chances: float) -> None:
        """What goes wrong at a provider from now on."""
        url = f"http://127.0.0.1:{self.environment['SANDBOX_PROVIDERS_PORT']}/admin/{provider}/faults"
        until(lambda: httpx.post(url, json={"chances": chances}, trust_env=False).is_success)

    def ledger(self, provider: str) -> dict[str, Any]:
        """By the ids that the provider knows: how often it delivered, and which codes."""
        url = f"http://127.0.0.1:{self.environment['SANDBOX_PROVIDERS_PORT']}/admin/{provider}/ledger"
        tasks: dict[str, Any] = httpx.get(url, trust_env=False, timeout=60).json()["tasks"]
        return tasks

    def books(self) -> dict[str, int]:
        """What the gateway holds under each key, net of what it gave back."""
        url = f"http://127.0.0.1:{self.environment['SANDBOX_GATEWAY_PORT']}/admin/ledger"
        headers = {"authorization": f"Bearer {self.environment['SANDBOX_GATEWAY_SECRET_KEY']}"}
        charges = httpx.get(url, headers=headers, trust_env=False, timeout=60).json()["charges"]
        made = [each for each in charges if each["status"] == "succeeded"]
        return {each["key"]: each["asked"]["amount_minor"] - each["refunded_minor"] for each in made}

    def said(self, name: str) -> str:
        """The last that a process wrote."""
        return self._log(name).read_text(errors="replace")[-3_000:]

    def _log(self, name: str) -> Path:
        return self.place / f"{name}.log"

    def is_up(self) -> bool:
        """Web, gateway and providers answer."""
        ports = ("HUB_PORT", "SANDBOX_GATEWAY_PORT", "SANDBOX_PROVIDERS_PORT")
        for port in ports:
            httpx.get(f"http://127.0.0.1:{self.environment[port]}/healthz", trust_env=False)
        return True


def until(holds: Any, within: float = _PATIENCE) -> None:
    """Wait for another process's doing, which may not even answer yet."""
    end = time.monotonic() + within
    while True:
        try:
            if holds():
                return
        except httpx.TransportError:
            pass
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.05)


@contextmanager
def world(place: Path) -> Iterator[World]:
    """Servers, gateway, providers and web are up; workers and buyers are started by whoever wants them."""
    settings = Settings(data=place, host="127.0.0.1", port=free_port(), demo=True)
    servers = Servers(postgres.url(place), valkey.url(place), (Secret("for tests"),))
    providers = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HUB_")},
        **_HASTY,
        **sandbox_environment(settings, servers, free_port()),
        **made_up("chaos", f"http://127.0.0.1:{providers}"),
        "HUB_DATABASE_URL": servers.database_url,
        "HUB_REDIS_URL": servers.redis_url,
        "HUB_SECRET_KEYS": "for tests",
        "HUB_DEMO": "true",
        "HUB_PORT": str(settings.port),
        "SANDBOX_GATEWAY_PACE": str(PACE),
        "SANDBOX_PROVIDERS_PORT": str(providers),
        "SANDBOX_PROVIDERS_LEDGER": str(place / "providers.sqlite"),
        "SANDBOX_PROVIDERS_CALLBACKS": f"http://127.0.0.1:{settings.port}/providers",
        "SANDBOX_PROVIDERS_PACE": str(PACE),
    }
    environment["HUB_SANDBOX_GATEWAY_PORT"] = environment["SANDBOX_GATEWAY_PORT"]
    lay_files(place)
    with valkey.running(place):
        made = World(place, environment, servers)
        made.start_postgres()
        try:
            yield made
        finally:
            made.kill(*made.processes)
            made.end_postgres(signal.SIGINT)
