"""``python -m hub.adapters.sandbox.gateway``: run the sandbox gateway until stopped."""

from __future__ import annotations

import uvicorn
from pydantic import SecretStr  # noqa: TC002 (read at run time)
from pydantic_settings import BaseSettings, SettingsConfigDict

from hub.adapters.clock import SystemClock
from hub.adapters.sandbox.gateway.app import Shop, build
from hub.kernel.secret import Secret


class GatewaySettings(BaseSettings):
    """From the environment: ``SANDBOX_GATEWAY_PORT`` and so on. ``pace`` is the unit of waiting in seconds."""

    model_config = SettingsConfigDict(env_prefix="SANDBOX_GATEWAY_")

    host: str = "127.0.0.1"
    port: int = 9410
    ledger: str = "sandbox-gateway.sqlite"
    secret_key: SecretStr
    public_key: str
    webhook_secret: SecretStr
    webhook_url: str
    pace: float = 2.0


def main() -> None:
    """Serve until stopped."""
    settings = GatewaySettings.model_validate({})
    shop = Shop(
        secret_key=Secret(settings.secret_key.get_secret_value()),
        public_key=settings.public_key,
        webhook_secret=Secret(settings.webhook_secret.get_secret_value()),
        webhook_url=settings.webhook_url,
        address=f"http://{settings.host}:{settings.port}",
        pace=settings.pace,
    )
    app = build(settings.ledger, shop, SystemClock())
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning")


if __name__ == "__main__":
    main()
