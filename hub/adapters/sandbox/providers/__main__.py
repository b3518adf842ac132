"""``python -m hub.adapters.sandbox.providers``: run the stand-in providers until stopped."""

from __future__ import annotations

import os

import uvicorn
from pydantic_settings import BaseSettings, SettingsConfigDict

from hub.adapters.clock import SystemClock
from hub.adapters.sandbox.providers.app import build
from hub.adapters.sandbox.providers.keys import from_environment


class ProviderSettings(BaseSettings):
    """From the environment: ``SANDBOX_PROVIDERS_PORT`` and so on. ``pace`` is the unit of waiting in seconds."""

    model_config = SettingsConfigDict(env_prefix="SANDBOX_PROVIDERS_")

    host: str = "127.0.0.1"
    port: int = 9420
    ledger: str = "sandbox-providers.sqlite"
    callbacks: str
    pace: float = 2.0


def main() -> None:
    """Serve until stopped."""
    settings = ProviderSettings.model_validate({})
    keys = from_environment(os.environ)
    app = build(settings.ledger, keys, settings.callbacks, settings.pace, SystemClock())
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning")


if __name__ == "__main__":
    main()
