"""Payment gateways: Stripe where it is set up, and in the demo the sandbox, a process of its own."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

import httpx

from hub.adapters.clock import SystemClock
from hub.adapters.failures import StartFailed
from hub.adapters.gateways.sandbox import SandboxAccount, SandboxGateway
from hub.adapters.gateways.stripe import StripeAccount, StripeGateway
from hub.kernel.secret import Secret

if TYPE_CHECKING:
    from hub.ports.payments import PaymentGateway
    from hub.settings import Settings
    from hub.wiring.servers import Servers

SANDBOX = ["hub.adapters.sandbox.gateway"]
"""What runs as the sandbox, as arguments of ``python -m``."""

_TIMEOUT = 10.0
"""Seconds for one call; what is not answered by then is asked for later."""

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - compared, not bound


def gateways(settings: Settings, servers: Servers) -> dict[str, PaymentGateway]:
    """The gateways of this hub by name, first the one that new payments go to."""
    found: dict[str, PaymentGateway] = {}
    clock = SystemClock()  # a gateway's clock is the world's, whatever the hub's test clock says
    if account := _stripe(settings):
        found["stripe"] = StripeGateway(account, clock)
    if settings.sandbox_gateway_port:
        client = httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False)
        found["sandbox"] = SandboxGateway(_sandbox(settings, servers, settings.sandbox_gateway_port), client, clock)
    return found


def _stripe(settings: Settings) -> StripeAccount | None:
    secret, public, webhook = (
        settings.stripe_secret_key,
        settings.stripe_public_key,
        settings.stripe_webhook_secret,
    )
    if secret and public and webhook:
        return StripeAccount(
            Secret(secret.get_secret_value()), public, Secret(webhook.get_secret_value()), timeout=_TIMEOUT
        )
    if secret or public or webhook:
        raise StartFailed("set HUB_STRIPE_SECRET_KEY, HUB_STRIPE_PUBLIC_KEY and HUB_STRIPE_WEBHOOK_SECRET together")
    return None


def _sandbox(settings: Settings, servers: Servers, port: int) -> SandboxAccount:
    host = _EVERYWHERE.get(settings.host, settings.host)
    return SandboxAccount(
        url=f"http://{host}:{port}",
        secret_key=_derived(servers, "secret key"),
        public_key=_derived(servers, "public key").expose(),
        webhook_secret=_derived(servers, "webhooks"),
    )


def sandbox_environment(settings: Settings, servers: Servers, port: int) -> dict[str, str]:
    """What the sandbox gateway's process must know, as its environment variables."""
    account = _sandbox(settings, servers, port)
    settings.data.mkdir(parents=True, exist_ok=True)
    hub = f"http://{_EVERYWHERE.get(settings.host, settings.host)}:{settings.port}"
    return {
        "SANDBOX_GATEWAY_HOST": settings.host,
        "SANDBOX_GATEWAY_PORT": str(port),
        "SANDBOX_GATEWAY_LEDGER": str(settings.data.resolve() / "sandbox-gateway.sqlite"),
        "SANDBOX_GATEWAY_SECRET_KEY": account.secret_key.expose(),
        "SANDBOX_GATEWAY_PUBLIC_KEY": account.public_key,
        "SANDBOX_GATEWAY_WEBHOOK_SECRET": account.webhook_secret.expose(),
        "SANDBOX_GATEWAY_WEBHOOK_URL": f"{hub}/payments/sandbox/webhook",
    }


def _derived(servers: Servers, purpose: str) -> Secret:
    """A key that the hub's processes and its sandbox can both work out, and nobody else."""
    key = servers.keys[0].expose().encode()
    return Secret(hmac.new(key, f"sandbox gateway: {purpose}".encode(), hashlib.sha256).hexdigest())
