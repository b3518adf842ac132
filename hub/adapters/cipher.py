"""Sealing with AES-256-GCM."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARK = 4
_NONCE = 12


class AesCipher:
    """A ``Cipher`` over one or more keys, each the SHA-256 of a text of the operator's.

    The first seals; all unseal, so that a key can be replaced while what it sealed is still there. A sealed value is
    the mark of its key (4 bytes), the nonce (12 bytes), and the text with its tag.
    """

    def __init__(self, keys: Sequence[Secret]) -> None:
        derived = [sha256(key.expose().encode()).digest() for key in keys]
        self._keys = {sha256(key).digest()[:_MARK]: AESGCM(key) for key in derived}
        self._sealing = next(iter(self._keys))

    def seal(self, secret: Secret, purpose: str) -> bytes:
        """See ``Cipher``."""
        nonce = os.urandom(_NONCE)
        text = self._keys[self._sealing].encrypt(nonce, secret.expose().encode(), purpose.encode())
        return self._sealing + nonce + text

    def reseal(self, sealed: bytes, purpose: str) -> bytes | None:
        """See ``Cipher``."""
        return None if sealed[:_MARK] == self._sealing else self.seal(self.unseal(sealed, purpose), purpose)

    def unseal(self, sealed: bytes, purpose: str) -> Secret:
        """See ``Cipher``."""
        mark, nonce, text = sealed[:_MARK], sealed[_MARK : _MARK + _NONCE], sealed[_MARK + _NONCE :]
        try:
            return Secret(self._keys[mark].decrypt(nonce, text, purpose.encode()).decode())
        except (KeyError, InvalidTag, ValueError) as broken:
            raise ValueError(f"this is not the sealed {purpose}, or its key is not among the hub's keys") from broken
