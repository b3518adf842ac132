"""The stand-in providers of a demo: a process of its own, and keys under which it and the hub know one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.adapters import reach
from hub.adapters.sandbox.providers import keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.settings import Settings
    from hub.wiring.servers import Servers

COMMAND = ["hub.adapters.sandbox.providers"]
"""What runs them, as arguments of ``python -m``."""

_HOST = "127.0.0.1"


def environment(settings: Settings, servers: Servers) -> dict[str, str]:
    """What the stand-ins and the hub's processes are started with, so that they find one another."""
    port = reach.free_port(_HOST)
    directory = settings.data.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    return keys.made_up(servers.keys[0].expose(), f"http://{_HOST}:{port}") | {
        "SANDBOX_PROVIDERS_HOST": _HOST,
        "SANDBOX_PROVIDERS_PORT": str(port),
        "SANDBOX_PROVIDERS_LEDGER": str(directory / "stand-in-providers.sqlite"),
        "SANDBOX_PROVIDERS_CALLBACKS": f"http://{settings.host}:{settings.port}/providers",
    }


def are_known(environment: Mapping[str, str]) -> bool:
    """This process was started to find the stand-ins."""
    return "HARBOUR_URL" in environment
