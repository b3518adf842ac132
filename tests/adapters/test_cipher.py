import pytest

from hub.adapters.cipher import AesCipher
from hub.kernel.secret import Secret

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


def test_a_changed_byte_is_noticed() -> None:
    cipher = AesCipher([NEW])
    sealed = bytearray(cipher.seal(CODE, "code 1"))
    sealed[-1] ^= 1
    with pytest.raises(ValueError, match="not the sealed"):
        cipher.unseal(bytes(sealed), "code 1")
