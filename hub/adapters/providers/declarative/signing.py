"""Signatures on requests and callbacks, as providers' documents describe them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from hub.adapters.providers.declarative.templates import compact_json, fill, plain_text
from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.adapters.providers.declarative.definition import Signature
    from hub.kernel.secret import Secret

_PADDING = padding.PKCS1v15()
_JOIN = {"md5": "{key}", "hmac-sha256": "", "rsa-sha256": ""}


@dataclass(frozen=True, slots=True)
class Message:
    """What is signed: fields, body and headers by lower-case name; method, path and query are empty for a callback."""

    fields: Mapping[str, object]
    body: bytes
    headers: Mapping[str, str]
    method: str = ""
    path: str = ""
    query: str = ""


def sign(signature: Signature, message: Message, key: Secret) -> str:
    """The signature as it is sent."""
    text = signed_text(signature, message)
    return signature.prefix + _encode(_raw(signature, text, key.expose()), signature.encoding)


def is_genuine(signature: Signature, message: Message, key: Secret, given: str) -> bool:
    """The message was signed by who holds the key; compared in constant time."""
    try:
        if signature.algorithm != "rsa-sha256":
            return hmac.compare_digest(sign(signature, message, key).encode(), given.encode())
        raw = _decode(given.removeprefix(signature.prefix), signature.encoding)
        _public(key.expose()).verify(raw, signed_text(signature, message), _PADDING, hashes.SHA256())
    except (InvalidSignature, InvalidInput, ValueError):
        return False
    return True


def check_key(signature: Signature, key: Secret, *, is_ours: bool) -> None:
    """``ValueError`` if the key is not of the kind that the algorithm needs: to sign with, or to verify by."""
    if signature.algorithm == "rsa-sha256":
        _private(key.expose()) if is_ours else _public(key.expose())


def signed_text(signature: Signature, message: Message) -> bytes:
    """The bytes that are signed, before the key is appended where it is."""
    fields = {name: value for name, value in message.fields.items() if name != signature.field}
    if signature.over == "characters":
        return "".join(sorted(compact_json(fields))).encode()
    if signature.over == "parameters":
        return "&".join(_pairs(fields, skip_empty=signature.skip_empty)).encode()
    values: dict[str, object] = {f"header.{name}": value for name, value in message.headers.items()}
    values |= {"method": message.method, "path": message.path, "query": message.query}
    values["body"] = message.body.decode("utf-8", "surrogateescape")
    return str(fill(signature.text, values)).encode("utf-8", "surrogateescape")


def _pairs(fields: Mapping[str, object], *, skip_empty: bool) -> list[str]:
    texts = {name: plain_text(value) for name, value in sorted(fields.items())}
    return [f"{name}={text}" for name, text in texts.items() if text or not skip_empty]


def _raw(signature: Signature, text: bytes, key: str) -> bytes:
    text += str(fill(signature.append or _JOIN[signature.algorithm], {"key": key})).encode()
    if signature.algorithm == "hmac-sha256":
        return hmac.digest(key.encode(), text, hashlib.sha256)
    if signature.algorithm == "rsa-sha256":
        return _private(key).sign(text, _PADDING, hashes.SHA256())
    return hashlib.md5(text, usedforsecurity=True).digest()  # noqa: S324 (these providers ask for MD5)


def _encode(raw: bytes, encoding: str) -> str:
    if encoding == "base64":
        return base64.b64encode(raw).decode()
    return raw.hex().upper() if encoding == "hex-upper" else raw.hex()


def _decode(text: str, encoding: str) -> bytes:
    return base64.b64decode(text, validate=True) if encoding == "base64" else bytes.fromhex(text)


def _private(pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("the key is not an RSA private key in PEM")  # noqa: TRY004 (a wrong value, not a wrong type)
    return key


def _public(pem: str) -> rsa.RSAPublicKey:
    key = serialization.load_pem_public_key(pem.encode())
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("the key is not an RSA public key in PEM")  # noqa: TRY004 (a wrong value, not a wrong type)
    return key
