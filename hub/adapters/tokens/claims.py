"""Reading the claims of a JSON Web Token, with the time taken from the hub's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import jwt

from hub.ports.tokens import Claims, Rejected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.kernel.secret import Secret
    from hub.ports import Clock

KEPT = 4_096
"""How many tokens are not checked again at every request."""

LEEWAY = timedelta(seconds=60)
"""How far the issuer's clock may be from ours."""

_OPTIONS: Any = {"require": ["exp", "sub", "iss", "aud"], "verify_exp": False, "verify_nbf": False, "verify_iat": False}


class Known:
    """Tokens that were found good, and what they say: until they end, but no longer than ``fresh`` after the check."""

    def __init__(self, clock: Clock, fresh: timedelta = timedelta.max) -> None:
        self._clock = clock
        self._fresh = fresh
        self._found: dict[str, tuple[Claims, datetime]] = {}

    def get(self, token: Secret) -> Claims | None:
        """What it says; none where it has to be checked."""
        found = self._found.get(token.expose())
        return found[0] if found and self._clock.now() < found[1] else None

    def keep(self, token: Secret, claims: Claims) -> None:
        """Remember a token that was checked now; forgets the one checked longest ago, when there are many."""
        ahead = min(claims.expires_at - self._clock.now() + LEEWAY, self._fresh)
        if len(self._found) >= KEPT:
            del self._found[next(iter(self._found))]
        self._found[token.expose()] = (claims, self._clock.now() + ahead)


def decoded(
    token: Secret, key: jwt.PyJWK | str, algorithms: Sequence[str], *, issuer: str, audience: str
) -> dict[str, Any] | Rejected:
    """The payload, if the signature, the issuer and the audience are right. Times are not looked at."""
    try:
        return jwt.decode(
            token.expose(), key, algorithms=algorithms, issuer=issuer, audience=audience, options=_OPTIONS
        )
    except jwt.InvalidAudienceError:
        return Rejected("the token is meant for another audience")
    except jwt.InvalidIssuerError:
        return Rejected("the token is from another issuer")
    except jwt.InvalidTokenError:
        return Rejected("the token is not valid")


def claims(payload: dict[str, Any], clock: Clock, roles: str = "roles", subject: str = "sub") -> Claims | Rejected:
    """What the payload says, if it is in force now.

    ``roles`` and ``subject`` are the claims to read, a dot for each step inwards (``realm_access.roles``).
    """
    now = clock.now()
    try:
        begins = _instant(payload.get("nbf", 0))
        ends = _instant(payload["exp"])
    except (TypeError, ValueError, OverflowError, OSError):
        return Rejected("the token's times are not numbers")
    if now - LEEWAY >= ends:
        return Rejected("the token is over")
    if now + LEEWAY < begins:
        return Rejected("the token is not yet in force")
    named = _at(payload, subject)
    if not isinstance(named, str) or not named:
        return Rejected(f"the token lacks the claim {subject!r}")
    name = payload.get("name") or payload.get("preferred_username") or named
    return Claims(named, str(name), _words(_at(payload, roles)), ends)


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _at(payload: object, path: str) -> object:
    for step in path.split("."):
        payload = payload.get(step) if isinstance(payload, dict) else None
    return payload


def _words(value: object) -> frozenset[str]:
    """A claim of roles is a list, or one text with spaces between."""
    words = value.split() if isinstance(value, str) else value if isinstance(value, list) else []
    return frozenset(word for word in words if isinstance(word, str))
