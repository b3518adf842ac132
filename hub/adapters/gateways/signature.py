"""The sandbox gateway's webhook signature: ``t=SECONDS,v1=HEX``, HMAC-SHA256 over ``SECONDS.BODY``."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hub.kernel.secret import Secret

HEADER = "sandbox-signature"


def sign(body: bytes, seconds: int, secret: Secret) -> str:
    """The header's value for a message sent at ``seconds`` since 1970."""
    return f"t={seconds},v1={_digest(body, seconds, secret)}"


def signed_at(header: str, body: bytes, secret: Secret) -> int | None:
    """When a genuine message was signed, in seconds since 1970; ``None`` if it is not genuine."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    seconds = parts.get("t", "")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 12):  # noqa: PLR2004 (beyond the year 5000)
        return None
    expected = _digest(body, int(seconds), secret)
    return int(seconds) if hmac.compare_digest(expected.encode(), parts.get("v1", "").encode()) else None


def _digest(body: bytes, seconds: int, secret: Secret) -> str:
    return hmac.new(secret.expose().encode(), b"%d." % seconds + body, hashlib.sha256).hexdigest()
