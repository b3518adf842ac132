"""``python -m hub.adapters.sandbox.mail``: a mail server that keeps what it gets and sends nothing on.

The mails lie in a Maildir, one file each, as they came over the wire.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP
from pydantic_settings import BaseSettings, SettingsConfigDict


class SinkSettings(BaseSettings):
    """From the environment: ``SANDBOX_MAIL_PORT`` and so on."""

    model_config = SettingsConfigDict(env_prefix="SANDBOX_MAIL_")

    host: str = "127.0.0.1"
    port: int = 9425
    directory: Path = Path("sandbox-mail")


async def serve(settings: SinkSettings) -> None:
    """Take mail until stopped."""
    kept, loop = Mailbox(settings.directory), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(kept, hostname="localhost"), settings.host, settings.port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(SinkSettings()))
