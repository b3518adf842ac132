"""Codes that come encrypted in answers: AES in the modes that providers use."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7

from hub.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.adapters.providers.declarative.definition import Encryption

_BLOCK = 16
_NONCE = 12
_KEY_LENGTHS = (16, 24, 32)


def key_bytes(encryption: Encryption, secrets: Mapping[str, Secret]) -> bytes:
    """The AES key; ``ValueError`` if it has not 16, 24 or 32 bytes."""
    key = _decode(secrets[encryption.key].expose(), encryption.key_encoding)
    if len(key) not in _KEY_LENGTHS:
        raise ValueError(f"the AES key has {len(key)} bytes; it must have 16, 24 or 32 (see key_encoding)")
    return key


def decrypt(encryption: Encryption, secrets: Mapping[str, Secret], text: str) -> Secret:
    """The code behind ``text``; ``ValueError`` if it cannot be had, without saying anything of the text."""
    try:
        key, sealed = key_bytes(encryption, secrets), _decode(text, encryption.encoding)
        iv, sealed = _iv(encryption, secrets, key, sealed)
        return Secret(_open(encryption, key, iv, sealed).decode())
    except (ValueError, InvalidTag):
        raise ValueError("a code cannot be decrypted with the key that we hold") from None


def encrypt(encryption: Encryption, secrets: Mapping[str, Secret], code: Secret) -> str:
    """What a provider would send for this code. The IV is fixed: for samples and stand-ins, never for safe-keeping."""
    key, size = key_bytes(encryption, secrets), _iv_size(encryption)
    is_prepended = encryption.iv == "prepended" and size > 0
    iv = bytes(range(size)) if is_prepended else _iv(encryption, secrets, key, b"")[0]
    sealed = _seal(encryption, key, iv, code.expose().encode())
    return _encode(iv + sealed if is_prepended else sealed, encryption.encoding)


def _iv_size(encryption: Encryption) -> int:
    return {"aes-ecb": 0, "aes-gcm": _NONCE, "aes-cbc": _BLOCK}[encryption.cipher]


def _iv(encryption: Encryption, secrets: Mapping[str, Secret], key: bytes, sealed: bytes) -> tuple[bytes, bytes]:
    size = _iv_size(encryption)
    if encryption.iv == "prepended":
        return sealed[:size], sealed[size:]
    if encryption.iv == "key-start":
        return key[:size], sealed
    return secrets[encryption.iv.removeprefix("secret.")].expose().encode()[:size], sealed


def _open(encryption: Encryption, key: bytes, iv: bytes, sealed: bytes) -> bytes:
    if encryption.cipher == "aes-gcm":
        return AESGCM(key).decrypt(iv, sealed, None)
    decryptor = _blocks(encryption, key, iv).decryptor()
    unpadder = PKCS7(_BLOCK * 8).unpadder()
    return unpadder.update(decryptor.update(sealed) + decryptor.finalize()) + unpadder.finalize()


def _seal(encryption: Encryption, key: bytes, iv: bytes, code: bytes) -> bytes:
    if encryption.cipher == "aes-gcm":
        return AESGCM(key).encrypt(iv, code, None)
    encryptor = _blocks(encryption, key, iv).encryptor()
    padder = PKCS7(_BLOCK * 8).padder()
    return encryptor.update(padder.update(code) + padder.finalize()) + encryptor.finalize()


def _blocks(encryption: Encryption, key: bytes, iv: bytes) -> Cipher[modes.ECB | modes.CBC]:
    mode = modes.ECB() if encryption.cipher == "aes-ecb" else modes.CBC(iv)  # noqa: S305 (some providers ask for ECB)
    return Cipher(algorithms.AES(key), mode)


def _decode(text: str, encoding: str) -> bytes:
    if encoding == "text":
        return text.encode()
    return bytes.fromhex(text) if encoding == "hex" else base64.b64decode(text, validate=True)


def _encode(raw: bytes, encoding: str) -> str:
    return raw.hex() if encoding == "hex" else base64.b64encode(raw).decode()
