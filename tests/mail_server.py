"""A real mail server on the loopback interface that a test can have misbehave."""

from __future__ import annotations

import asyncio
import warnings
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, cast

from aiosmtpd.smtp import SMTP, AuthResult

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from email.message import EmailMessage

    from aiosmtpd.smtp import Envelope, LoginPassword, Session

    from tests.certificates import Certificate


@dataclass
class MailServer:
    """Keeps what it takes. Answers to senders, recipients, the wish to send data, and mails are given once, in order.

    ``DROP`` breaks the line, ``HANG`` says nothing, and what begins with ``LATE`` is said a moment later. Every answer
    takes ``slowness`` seconds. With ``accounts``, only who has one may send: passwords by name; ``logins`` are those
    tried. TLS is offered with a ``certificate``, and comes first where ``is_tls_first``; ``encrypted`` says for each
    mail whether it came over TLS.
    """

    certificate: Certificate | None = None
    is_tls_first: bool = False
    accounts: dict[str, str] = field(default_factory=dict)
    says_of_login: str = "535 5.7.8 Authentication credentials invalid"
    slowness: float = 0
    about_sender: list[str] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    about_data: list[str] = field(default_factory=list)
    about_mail: list[str] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    is_silent: asyncio.Event = field(default_factory=asyncio.Event)
    lines: list[SMTP] = field(default_factory=list)

    DROP = "DROP"
    HANG = "HANG"
    LATE = "LATE "

    @property
    def url(self) -> str:
        return f"{'smtps' if self.is_tls_first else 'smtp'}://127.0.0.1:{self.port}"

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self.answer(server, self.about_sender)
        if answer.startswith("250"):
            envelope.mail_from, envelope.mail_options = address, options
        return answer

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _: Session, envelope: Envelope, address: str, __: list[str]
    ) -> str:
        answer = await self.answer(server, self.says)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        answer = await self.answer(server, self.about_mail)
        if answer.startswith("250"):
            content = cast("bytes", envelope.content)
            self.taken.append(cast("EmailMessage", message_from_bytes(content, policy=default)))
            self.encrypted.append(session.ssl is not None or self.is_tls_first)
        return answer

    def authenticate(self, _: SMTP, __: Session, ___: Envelope, ____: str, data: LoginPassword) -> AuthResult:
        name, password = data.login.decode(), data.password.decode()
        self.logins.append(name)
        is_right = self.accounts.get(name) == password
        return AuthResult(success=is_right, handled=is_right)

    async def answer(self, server: SMTP, answers: list[str]) -> str:
        await asyncio.sleep(self.slowness)
        answer = answers.pop(0) if answers else "250 OK"
        if answer == self.DROP:
            server.transport.abort()
        if answer == self.HANG:
            self.is_silent.set()
            await asyncio.sleep(60)
        if answer.startswith(self.LATE):
            self.is_silent.set()
            await asyncio.sleep(0.2)
        return answer.removeprefix(self.LATE)

    def line(self) -> SMTP:
        self.connections += 1
        self.lines.append(_Line(self))
        return self.lines[-1]

    async def hang_up(self, last_words: str = "") -> None:
        """Close every connection."""
        for line in self.lines:
            with suppress(ConnectionError, AttributeError):
                if last_words:
                    await line.push(last_words)
                line.transport.close()


class _Line(SMTP):
    """One connection."""

    def __init__(self, mail: MailServer) -> None:
        self._mail = mail
        later = mail.certificate if not mail.is_tls_first else None
        with warnings.catch_warnings(action="ignore", category=UserWarning):  # "passwords without STARTTLS"
            super().__init__(
                mail,
                hostname="localhost",
                loop=asyncio.get_running_loop(),
                tls_context=later.of_server() if later else None,
                authenticator=mail.authenticate,
                auth_required=bool(mail.accounts),
                auth_require_tls=later is not None,
                auth_exclude_mechanism=[] if mail.accounts else ["LOGIN", "PLAIN"],
            )

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        answer = await self._mail.answer(self, self._mail.about_data)
        if answer.startswith("250"):
            await super().smtp_DATA(arg)
        else:
            await self.push(answer)

    async def push(self, status: str | bytes) -> None:
        is_refusal = isinstance(status, str) and status.startswith("535")
        await super().push(self._mail.says_of_login if is_refusal else status)


@asynccontextmanager
async def mail_server(mail: MailServer | None = None) -> AsyncIterator[MailServer]:
    mail = mail or MailServer()
    first = mail.certificate.of_server() if mail.certificate and mail.is_tls_first else None
    server = await asyncio.get_running_loop().create_server(mail.line, "127.0.0.1", mail.port, ssl=first)
    mail.port = server.sockets[0].getsockname()[1]
    yield mail
    server.close()
