"""The built-in issuer for trying the hub out, and what stands in where there is no issuer."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import jwt

from hub.adapters.failures import StartFailed
from hub.adapters.tokens.claims import Known, claims, decoded
from hub.kernel.secret import Secret
from hub.ports.tokens import Claims, Rejected

if TYPE_CHECKING:
    from datetime import datetime

    from hub.ports import Clock

LASTING = timedelta(hours=12)

_NAME = "benefits-hub-demo"
_ALGORITHMS = ("HS256",)


class BuiltInIssuer:
    """A ``DemoIssuer``: signs with a key made from one of the hub's own.

    Refuses to start (``StartFailed``) outside demo mode.
    """

    def __init__(self, clock: Clock, key: Secret, *, is_demo: bool) -> None:
        if not is_demo:
            raise StartFailed("the built-in issuer gives tokens to whoever asks: set HUB_OIDC_ISSUER, or HUB_DEMO=true")
        self._clock = clock
        self._known = Known(clock)
        self._key = sha256(f"tokens {key.expose()}".encode()).hexdigest()

    def issue(self, subject: str, name: str, roles: frozenset[str]) -> tuple[Secret, datetime]:
        """See ``DemoIssuer``."""
        now = self._clock.now()
        payload = {"iss": _NAME, "aud": _NAME, "sub": subject, "name": name, "roles": sorted(roles), "iat": now}
        token = jwt.encode({**payload, "exp": now + LASTING}, self._key, algorithm=_ALGORITHMS[0])
        return Secret(token), (now + LASTING).replace(microsecond=0)

    async def verify(self, token: Secret) -> Claims | Rejected:
        """See ``Issuer``."""
        if known := self._known.get(token):
            return known
        payload = decoded(token, self._key, _ALGORITHMS, issuer=_NAME, audience=_NAME)
        found = payload if isinstance(payload, Rejected) else claims(payload, self._clock)
        if isinstance(found, Claims):
            self._known.keep(token, found)
        return found

    async def sign_in(self) -> None:
        """See ``Issuer``."""


class NoIssuer:
    """An ``Issuer`` of no tokens: only keys of programs are known."""

    async def verify(self, token: Secret) -> Rejected:  # noqa: ARG002 - the port's signature
        """See ``Issuer``."""
        return Rejected("this hub knows no issuer of tokens: set HUB_OIDC_ISSUER")

    async def sign_in(self) -> None:
        """See ``Issuer``."""
