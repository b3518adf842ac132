"""Texts sealed so that they can stand at the end of a link: nobody else can read, make or change one."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING

from hub.kernel.secret import Secret

if TYPE_CHECKING:
    from hub.ports.cipher import Cipher


def seal_token(cipher: Cipher, text: str, purpose: str) -> str:
    """``text`` as a token for ``purpose``: letters, digits, ``-`` and ``_``; different every time."""
    return urlsafe_b64encode(cipher.seal(Secret(text), purpose)).decode().rstrip("=")


def unseal_token(cipher: Cipher, token: str, purpose: str) -> str:
    """The text of a token, also of one with its padding. What was not sealed for ``purpose`` is a ``ValueError``."""
    return cipher.unseal(urlsafe_b64decode(token + "=" * (-len(token) % 4)), purpose).expose()
