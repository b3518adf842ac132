from base64 import urlsafe_b64encode

import pytest

from hub.adapters.cipher import AesCipher
from hub.kernel.secret import Secret
from hub.ports.sealing import seal_token, unseal_token

OLD, NEW, CODE = Secret("old key"), Secret("new key"), Secret("CARD-1234")


def test_what_is_sealed_opens_for_its_purpose_only() -> None:
    cipher = AesCipher([NEW])
    sealed = cipher.seal(CODE, "code 1")
    assert cipher.unseal(sealed, "code 1") == CODE
    assert b"CARD" not in sealed
    with pytest.raises(ValueError, match="code 2"):
        cipher.unseal(sealed, "code 2")


def test_a_replaced_key_still_opens_what_it_sealed() -> None:
    sealed = AesCipher([OLD]).seal(CODE, "code 1")
    assert AesCipher([NEW, OLD]).unseal(sealed, "code 1") == CODE
    with pytest.raises(ValueError, match="key"):
        AesCipher([NEW]).unseal(sealed, "code 1")


@pytest.mark.parametrize("text", ["", "a", "ab", "abc"])
def test_a_token_opens_with_and_without_its_padding_and_another_does_not(text: str) -> None:
    cipher = AesCipher([NEW])
    as_sent_before = urlsafe_b64encode(cipher.seal(Secret(text), "link")).decode()
    token = seal_token(cipher, text, "link")
    assert len(token) == len(as_sent_before.rstrip("="))
    for each in (token, as_sent_before, as_sent_before.rstrip("=")):
        assert unseal_token(cipher, each, "link") == text
    for other in (seal_token(cipher, text, "else"), token[:-2], "", "é", "="):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong with it
            unseal_token(cipher, other, "link")


def test_a_changed_byte_is_noticed() -> None:
    cipher = AesCipher([NEW])
    sealed = bytearray(cipher.seal(CODE, "code 1"))
    sealed[-1] ^= 1
    with pytest.raises(ValueError, match="not the sealed"):
        cipher.unseal(bytes(sealed), "code 1")
