"""A real mail server on the loopback interface that a test can have misbehave."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, cast

from aiosmtpd.smtp import SMTP

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from email.message import EmailMessage

    from aiosmtpd.smtp import Envelope, Session


class MailServer:
    """Keeps what it takes; ``says`` are answers to recipients, ``about_mail`` to mails, each given once, in order.

    ``DROP`` breaks the line, ``HANG`` says nothing.
    """

    DROP, HANG = "DROP", "HANG"

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.connections = 0
        self.says: list[str] = []
        self.about_mail: list[str] = []
        self.is_silent = asyncio.Event()
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _: Session, envelope: Envelope, address: str, __: list[str]
    ) -> str:
        answer = await self._answer(server, self.says)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        answer = await self._answer(server, self.about_mail)
        if answer.startswith("250"):
            content = cast("bytes", envelope.content)
            self.taken.append(cast("EmailMessage", message_from_bytes(content, policy=default)))
        return answer

    async def _answer(self, server: SMTP, answers: list[str]) -> str:
        answer = answers.pop(0) if answers else "250 OK"
        if answer == self.DROP:
            server.transport.abort()
        if answer == self.HANG:
            self.is_silent.set()
            await asyncio.sleep(60)
        return answer

    def connection(self) -> SMTP:
        self.connections += 1
        return SMTP(self, hostname="localhost", loop=asyncio.get_running_loop())


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    mail = MailServer()
    server = await asyncio.get_running_loop().create_server(mail.connection, "127.0.0.1", 0)
    mail.port = server.sockets[0].getsockname()[1]
    yield mail
    server.close()
