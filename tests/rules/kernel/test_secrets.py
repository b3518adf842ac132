"""A secret shows itself only when asked by name."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.kernel.secret import MASK, Secret


@dataclass(frozen=True)
class Letter:
    code: Secret


@given(st.text(st.characters(exclude_categories=["Ll", "Lu"]), min_size=5))
def test_no_way_of_printing_a_secret_prints_its_text(text: str):
    secret = Secret(text)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret!r}", "%s" % secret, repr(Letter(secret)), repr([secret])]  # noqa: UP031
    assert all(text not in each.replace(MASK, "") for each in shown)
    assert secret.expose() == text


def test_equal_texts_are_equal_secrets():
    assert Secret("A-1") == Secret("A-1")
    assert len({Secret("A-1"), Secret("A-1"), Secret("A-2")}) == 2
    assert Secret("A-1") != "A-1"


@pytest.mark.parametrize("take", [pickle.dumps, copy.deepcopy])
def test_a_secret_does_not_travel_by_pickle(take):
    with pytest.raises(TypeError, match="encrypt it first"):
        take(Secret("A-1"))
