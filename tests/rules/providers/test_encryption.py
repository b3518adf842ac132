"""Encrypted codes: opened with the right key, and never half-opened with a wrong one."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.adapters.providers.declarative.definition import Encryption
from hub.adapters.providers.declarative.encryption import decrypt, encrypt, key_bytes
from hub.kernel.secret import Secret

CIPHERS = ["aes-cbc", "aes-ecb", "aes-gcm"]
IVS = ["prepended", "key-start", "secret.iv"]


def encryption(**parts: str) -> Encryption:
    return Encryption.model_validate({"cipher": "aes-cbc", "key": "key"} | parts)


def secrets(key: bytes, encoding: str = "hex") -> dict[str, Secret]:
    text = key.hex() if encoding == "hex" else base64.b64encode(key).decode()
    return {"key": Secret(text), "iv": Secret("0123456789abcdef")}


@given(
    code=st.text(st.characters(exclude_categories=["Cs"])),
    key=st.sampled_from([16, 24, 32]).flatmap(lambda size: st.binary(min_size=size, max_size=size)),
    cipher=st.sampled_from(CIPHERS),
    iv=st.sampled_from(IVS),
    encoding=st.sampled_from(["hex", "base64"]),
)
def test_every_code_comes_back_as_it_was(code, key, cipher, iv, encoding):
    how = encryption(cipher=cipher, iv=iv, key_encoding=encoding, encoding=encoding)
    held = secrets(key, encoding)
    assert decrypt(how, held, encrypt(how, held, Secret(code))) == Secret(code)


def test_a_known_answer_of_another_implementation():
    """openssl enc -aes-128-ecb -K 30313233343536373839616263646566 -base64 <<< (no newline) ABCD-0001."""
    how = encryption(cipher="aes-ecb", key_encoding="text")
    held = {"key": Secret("0123456789abcdef")}
    assert encrypt(how, held, Secret("ABCD-0001")) == "ZzM4Rfmm0Ow501VvdDQudA=="


@given(
    text=st.text(),
    cipher=st.sampled_from(CIPHERS),
    iv=st.sampled_from(IVS),
    encoding=st.sampled_from(["hex", "base64"]),
)
def test_garbage_is_refused_without_repeating_it(text, cipher, iv, encoding):
    how = encryption(cipher=cipher, iv=iv, key_encoding="hex", encoding=encoding)
    assert refusal(how, text) in {None, "a code cannot be decrypted with the key that we hold"}


def refusal(how: Encryption, text: str) -> str | None:
    try:
        decrypt(how, secrets(bytes(32)), text)
    except ValueError as error:
        return str(error)
    return None


def test_a_wrong_key_opens_nothing_that_is_authenticated():
    how = encryption(cipher="aes-gcm", key_encoding="hex")
    sealed = encrypt(how, secrets(bytes(32)), Secret("A-1"))
    with pytest.raises(ValueError, match="cannot be decrypted"):
        decrypt(how, secrets(bytes([1] * 32)), sealed)


@pytest.mark.parametrize("key", ["", "short", "x" * 33])
def test_a_key_of_the_wrong_length_is_named_with_the_right_ones(key):
    with pytest.raises(ValueError, match="must have 16, 24 or 32"):
        key_bytes(encryption(), {"key": Secret(key)})
