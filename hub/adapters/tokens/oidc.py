"""Tokens of an OpenID Connect provider, checked against the keys that it publishes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import jwt

from hub.adapters.tokens.claims import Known, claims, decoded
from hub.ports.tokens import Claims, IssuerUnreachable, Rejected, SignIn

if TYPE_CHECKING:
    from hub.kernel.secret import Secret
    from hub.ports import Clock

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a public key only: a shared secret or none at all is never accepted."""

_PATIENCE = 5.0
_KEYS_FRESH = 600


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """Whose tokens are accepted, and which of their claims name the member and the roles.

    ``between_refreshes`` is the least time in seconds between two readings of the keys on account of unknown ones.
    """

    issuer: str
    audience: str
    client_id: str
    jwks_url: str | None = None
    roles_claim: str = "roles"
    subject_claim: str = "sub"
    between_refreshes: float = 30


class OidcIssuer:
    """An ``Issuer`` somewhere else.

    Its addresses are read once from its discovery document, its keys are kept for ten minutes, and an unknown key
    makes them be read again, but not at the will of whoever sends one.
    """

    def __init__(self, clock: Clock, settings: OidcSettings) -> None:
        self._clock = clock
        self._known = Known(clock, timedelta(seconds=_KEYS_FRESH))
        self._settings = settings
        self._discovered: dict[str, Any] | None = None
        self._keys: jwt.PyJWKClient | None = None

    async def verify(self, token: Secret) -> Claims | Rejected:
        """See ``Issuer``."""
        if known := self._known.get(token):
            return known
        found = await self._checked(token)
        if isinstance(found, Claims):
            self._known.keep(token, found)
        return found

    async def _checked(self, token: Secret) -> Claims | Rejected:
        key = await self._key_of(token)
        if isinstance(key, Rejected):
            return key
        settings = self._settings
        payload = decoded(token, key, ALGORITHMS, issuer=settings.issuer, audience=settings.audience)
        if isinstance(payload, Rejected):
            return payload
        return claims(payload, self._clock, settings.roles_claim, settings.subject_claim)

    async def sign_in(self) -> SignIn:
        """See ``Issuer``."""
        found = await self._discovery()
        return SignIn(
            self._settings.issuer,
            self._settings.client_id,
            found["authorization_endpoint"],
            found["token_endpoint"],
            found.get("end_session_endpoint"),
        )

    async def _key_of(self, token: Secret) -> jwt.PyJWK | Rejected:
        try:
            header = jwt.get_unverified_header(token.expose())
        except jwt.InvalidTokenError:
            return Rejected("this is not a token")
        if header.get("alg") not in ALGORITHMS or not isinstance(header.get("kid"), str):
            return Rejected("the token is not signed with a published key")
        keys = await self._published()
        try:
            return await asyncio.to_thread(keys.get_signing_key, header["kid"])
        except jwt.PyJWKClientConnectionError as unreachable:
            raise IssuerUnreachable(f"the keys at {keys.uri} cannot be read") from unreachable
        except jwt.PyJWTError:
            return Rejected("the token is signed with an unknown key")

    async def _published(self) -> jwt.PyJWKClient:
        if self._keys is None:
            url = self._settings.jwks_url or (await self._discovery())["jwks_uri"]
            self._keys = jwt.PyJWKClient(
                url, lifespan=_KEYS_FRESH, timeout=_PATIENCE, cooldown_duration=self._settings.between_refreshes
            )
        return self._keys

    async def _discovery(self) -> dict[str, Any]:
        if self._discovered is None:
            url = f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration"
            try:
                async with httpx.AsyncClient(timeout=_PATIENCE) as client:
                    answer = await client.get(url)
                self._discovered = dict(answer.raise_for_status().json())
            except (httpx.HTTPError, ValueError) as unreachable:
                raise IssuerUnreachable(f"{url} cannot be read") from unreachable
        return self._discovered
