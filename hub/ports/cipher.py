"""Keeping secrets at rest: what the hub asks of whoever holds the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hub.kernel.secret import Secret


class Cipher(Protocol):
    """Seals secrets for the database.

    ``purpose`` names the place of one secret, and what was sealed there opens only there: a sealed value copied into
    another row is worthless.
    """

    def seal(self, secret: Secret, purpose: str) -> bytes:
        """The secret, unreadable without the key; different every time."""

    def unseal(self, sealed: bytes, purpose: str) -> Secret:
        """What was sealed for this purpose. Anything else is a ``ValueError``."""

    def reseal(self, sealed: bytes, purpose: str) -> bytes | None:
        """The same under the present key, ``None`` if it is under that already. ``ValueError`` as with ``unseal``."""
