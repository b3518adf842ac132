"""Knowing people by their tokens: what the hub asks of an issuer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from hub.kernel.secret import Secret


@dataclass(frozen=True, slots=True)
class Claims:
    """What an issuer says of a person. ``subject`` is the host application's own id of them."""

    subject: str
    name: str
    roles: frozenset[str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Rejected:
    """The token says nothing that may be believed; ``why`` is for whoever sent it."""

    why: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """Where a page sends people to sign in: authorisation code with PKCE."""

    issuer: str
    client_id: str
    authorization_endpoint: str
    token_endpoint: str
    end_session_endpoint: str | None


class IssuerUnreachable(Exception):
    """The issuer's keys or addresses cannot be read now; whoever asked may try again later."""


class Issuer(Protocol):
    """Whose tokens are believed."""

    async def verify(self, token: Secret) -> Claims | Rejected:
        """What the token says. Raises ``IssuerUnreachable`` where that cannot be told now."""

    async def sign_in(self) -> SignIn | None:
        """Where people sign in; none where the issuer is built in or there is none."""


class DemoIssuer(Issuer, Protocol):
    """The built-in issuer: gives a token to whoever asks, so only a hub for trying out has one."""

    def issue(self, subject: str, name: str, roles: frozenset[str]) -> tuple[Secret, datetime]:
        """A token, and when it ends."""
