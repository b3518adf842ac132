"""Mail over SMTP, on a few connections that are kept open.

What a server says decides what becomes of a letter. A 4xx answer, and whatever goes wrong before the letter itself is
under way, means later. A 5xx answer about the recipient means that there is no such address, unless its enhanced code
(5.7.x) says that it is a matter of policy; a 5xx answer about the letter means that this letter is refused. A 5xx
answer about us (to the greeting, the password or the sender) is a mistake in the settings and not the letter's fault:
later. If the line breaks once the letter is under way, nobody knows.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache
from ipaddress import ip_address
from math import ceil
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientRefused, SMTPResponseException

from hub.adapters.couriers.writing import written
from hub.ports.couriers import TOGETHER, News, Outcome

if TYPE_CHECKING:
    from hub.kernel.secret import Secret
    from hub.ports.couriers import Letter

_PERMANENT = 500
_LONGEST_NOTE = 300
_BROKEN = (SMTPException, OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, who it is from (``Name <address>``), and how much at a time.

    ``url`` is ``smtp://user:password@host:port``, or ``smtps://`` where TLS comes first. Over ``smtp://`` the line is
    encrypted where the server offers it, and must be before a password goes to another machine. ``timeout`` is in
    seconds, for every single step.
    """

    url: Secret
    sender: str
    connections: int = 8
    timeout: float = 20

    def client(self) -> SMTP:
        """A connection, not yet opened."""
        parts = urlsplit(self.url.expose())
        host = parts.hostname or "localhost"
        must_encrypt = parts.scheme == "smtp" and bool(parts.username) and not _is_this_machine(host)
        return SMTP(
            hostname=host,
            port=parts.port,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=parts.scheme == "smtps",
            start_tls=True if must_encrypt else None,
            tls_context=_tls(),
            timeout=self.timeout,
        )


@cache
def _tls() -> ssl.SSLContext:
    """Servers must have certificates that this machine trusts. Made once: it takes longer than a connection."""
    return ssl.create_default_context()


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class SmtpCourier:
    """Hands mail to one server."""

    is_safe_to_repeat = False

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._sender = parseaddr(server.sender)[1]
        self._idle: list[SMTP] = []
        self._places = asyncio.Semaphore(server.connections)
        self.room = asyncio.Semaphore(1 + ceil(server.connections / TOGETHER))

    async def carry(self, letter: Letter) -> Outcome:
        """See ``Courier``."""
        if not letter.to.isascii():
            return Outcome(News.REFUSED, "mail to addresses with letters beyond ASCII is not sent")
        async with self._places:
            client = self._idle.pop() if self._idle else self._server.client()
            try:
                return await self._hand_over(client, letter)
            finally:
                if client.is_connected:
                    self._idle.append(client)

    async def close(self) -> None:
        """Close the connections that are open."""
        while self._idle:
            self._idle.pop().close()

    async def _hand_over(self, client: SMTP, letter: Letter) -> Outcome:
        try:
            await self._open(client)
            await client.rcpt(letter.to)
        except SMTPRecipientRefused as refused:
            await _reset(client)
            return _about_recipient(refused)
        except _BROKEN as broken:
            client.close()
            return Outcome(News.LATER, _said(broken))
        return await _hand_in(client, written(self._server.sender, letter))

    async def _open(self, client: SMTP) -> None:
        """Begin a mail; on a connection that broke while it lay idle, by opening it again."""
        sender = self._sender
        if client.is_connected:
            try:
                await client.mail(sender)
            except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPReadTimeoutError, OSError):
                client.close()
            else:
                return
        await client.connect()
        await client.mail(sender)


async def _hand_in(client: SMTP, written: bytes) -> Outcome:
    try:
        answer = await client.data(written)
    except SMTPDataError as refused:
        await _reset(client)
        return Outcome(News.REFUSED if refused.code >= _PERMANENT else News.LATER, _said(refused))
    except _BROKEN as broken:
        client.close()
        return Outcome(News.UNKNOWN, f"the line broke while the letter was under way: {_said(broken)}")
    return Outcome(News.ACCEPTED, _short(answer.message))


async def _reset(client: SMTP) -> None:
    try:
        await client.rset()
    except _BROKEN:
        client.close()


def _about_recipient(refused: SMTPRecipientRefused) -> Outcome:
    if refused.code < _PERMANENT:
        return Outcome(News.LATER, _said(refused))
    is_policy = refused.message.lstrip().startswith("5.7.")
    return Outcome(News.REFUSED if is_policy else News.NO_SUCH_ADDRESS, _said(refused))


def _said(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return _short(f"{error.code} {error.message}")
    return _short(f"{type(error).__name__}: {error}")


def _short(text: str) -> str:
    """What a database can keep of it, whatever bytes the server sent."""
    plain = text.encode("utf-8", "replace").decode().replace("\0", " ")
    return " ".join(plain.split())[:_LONGEST_NOTE]
