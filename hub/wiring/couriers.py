"""Settings to couriers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
from pydantic import SecretStr

from hub.adapters.couriers.mail_server import MailServer
from hub.adapters.couriers.smtp import SmtpCourier
from hub.adapters.couriers.webhooks import WebhookCourier
from hub.adapters.failures import StartFailed
from hub.kernel.secret import Secret
from hub.notifications.rules.messages import Channel

if TYPE_CHECKING:
    from hub.ports import Clock
    from hub.ports.couriers import Courier
    from hub.settings import Settings

SINK = ["hub.adapters.sandbox.mail"]
"""What keeps the demo's mail, as arguments of ``python -m``."""

_PATIENCE = 10
"""Seconds that a receiver of webhooks has for its answer."""


def couriers(settings: Settings, clock: Clock) -> dict[str, Courier]:
    """The couriers that ``settings`` describe, by channel; none for a channel that they do not speak of."""
    known: dict[str, Courier] = {}
    if settings.smtp_url:
        server = MailServer(Secret(settings.smtp_url.get_secret_value()), settings.mail_from, settings.mail_connections)
        known[Channel.EMAIL] = SmtpCourier(server)
    if settings.messages_url:
        known[Channel.WEBHOOK] = _webhooks(settings, settings.messages_url, clock)
    return known


def _webhooks(settings: Settings, url: str, clock: Clock) -> WebhookCourier:
    if settings.messages_secret is None:
        raise StartFailed("set HUB_MESSAGES_SECRET: messages by webhook are always signed")
    secret = Secret(settings.messages_secret.get_secret_value())
    return WebhookCourier(url, secret, httpx.AsyncClient(timeout=_PATIENCE), clock)


def with_mail_to_come(settings: Settings) -> Settings:
    """The settings of a demo before its own mail server is there: mail is planned, and goes once that is up."""
    return settings if settings.smtp_url else settings.model_copy(update={"smtp_url": SecretStr("smtp://127.0.0.1")})


def sink_environment(settings: Settings, port: int) -> dict[str, str]:
    """What the demo's mail server, and who hands it mail, must know: as environment variables."""
    return {
        "HUB_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "SANDBOX_MAIL_PORT": str(port),
        "SANDBOX_MAIL_DIRECTORY": str(settings.data.resolve() / "mail"),
    }
