"""A mail server: how to reach it, and what it said, in words that help."""

from __future__ import annotations

import ssl
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException, SMTPResponseException

from hub.kernel.secret import MASK
from hub.kernel.texts import storable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from urllib.parse import SplitResult

    from hub.kernel.secret import Secret

_LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, who it is from (``Name <address>``), and how much at a time.

    ``url`` is ``smtp://user:password@host:port``, or ``smtps://`` where TLS comes first. Over ``smtp://`` the line is
    encrypted where the server offers it, and must be before a password goes to another machine. A line that could be
    encrypted and is not trusted is not used. ``timeout`` is in seconds, for every single step. A server that could not
    be reached is left alone for ``rest`` seconds.
    """

    url: Secret
    sender: str
    connections: int = 8
    timeout: float = 20
    rest: float = 30

    def client(self) -> SMTP:
        """A connection, not yet opened."""
        parts = self._parts
        return SMTP(
            hostname=parts.hostname or "localhost",
            port=parts.port,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=parts.scheme == "smtps",
            start_tls=True if self._must_encrypt else None,
            tls_context=_tls(),
            timeout=self.timeout,
        )

    def said(self, error: BaseException) -> str:
        """What went wrong, after what to do where it is ours to mend; without the password, whoever repeats it."""
        text = f"{type(error).__name__}: {error}"
        if isinstance(error, SMTPResponseException):
            text = f"{error.code} {error.message}"
        advice = _advice(error)
        return self.short(f"{advice}: {text}" if advice else text)

    def short(self, text: str) -> str:
        """What a database can keep of it, whatever bytes the server sent."""
        plain = storable(text)
        for secret in self._secrets():
            plain = plain.replace(secret, MASK)
        return " ".join(plain.split())[:_LONGEST_NOTE]

    def _secrets(self) -> Iterator[str]:
        """The password, in all forms in which it goes over the wire."""
        user, password = unquote(self._parts.username or ""), unquote(self._parts.password or "")
        if password:
            yield password
            for sent in (password, f"\0{user}\0{password}"):
                yield b64encode(sent.encode()).decode()

    @property
    def _parts(self) -> SplitResult:
        return urlsplit(self.url.expose())

    @property
    def _must_encrypt(self) -> bool:
        parts = self._parts
        return parts.scheme == "smtp" and bool(parts.username) and not _is_this_machine(parts.hostname or "localhost")


@cache
def _tls() -> ssl.SSLContext:
    """Servers must have certificates that this machine trusts. Made once: it takes longer than a connection."""
    return ssl.create_default_context()


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _advice(error: BaseException) -> str:
    if isinstance(error, SMTPAuthenticationError):
        return "look at the user and the password in HUB_SMTP_URL"
    if _is_about_certificate(error):
        return (
            "its certificate is not trusted; if it is the right server, name the file of its authority in SSL_CERT_FILE"
        )
    if type(error) is SMTPException and "STARTTLS" in error.message:
        return "no password goes over an open line: use smtps:// in HUB_SMTP_URL, or a server that offers STARTTLS"
    if type(error) is SMTPException and "auth" in error.message.lower():
        return "this server takes no password: leave it out of HUB_SMTP_URL"
    return ""


def _is_about_certificate(error: BaseException | None) -> bool:
    return error is not None and (
        isinstance(error, ssl.SSLCertVerificationError) or _is_about_certificate(error.__cause__)
    )
