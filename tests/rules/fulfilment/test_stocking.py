"""Codes read from a table or made by a rule."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.fulfilment.rules.codes import masked
from hub.fulfilment.rules.stocking import LONGEST, NewCode, Pattern, is_whole, read
from hub.kernel.errors import InvalidInput
from hub.kernel.secret import Secret

NOW = datetime(2026, 1, 31, 2, tzinfo=UTC)


def test_a_line_gives_a_code_with_its_password_and_window() -> None:
    row = {"code": " AB-1 ", "password": "9", "valid_from": "", "valid_until": "2026-12-31T23:59:59+08:00"}
    assert read(row, NOW) == NewCode(Secret("AB-1"), Secret("9"), None, datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC))
    assert read({"code": "AB-1"}, NOW) == NewCode(Secret("AB-1"))


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({}, "code"),
        ({"code": "A\nB"}, "code"),
        ({"code": "A" * (LONGEST + 1)}, "code"),
        ({"code": "A", "valid_until": "31.12.2026"}, "valid_until"),
        ({"code": "A", "valid_until": "2026-01-31T02:00:00Z"}, "valid_until"),
        ({"code": "A", "valid_from": "2027-01-02T00:00:00Z", "valid_until": "2027-01-01T00:00:00Z"}, "valid_until"),
    ],
)
def test_what_is_no_code_is_refused_by_its_column(row: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(row, NOW)
    assert refused.value.field == field


@given(st.randoms(use_true_random=False), st.integers(6, 20), st.sampled_from(["0123456789", "ABCDEFGH23456789"]))
def test_every_code_that_is_made_is_whole_and_one_mistyped_letter_is_always_noticed(
    random: Random, length: int, alphabet: str
) -> None:
    pattern = Pattern("HUB-", alphabet, length)
    code = pattern.draw(random.choice).expose()
    assert is_whole(pattern, code)
    place = random.randrange(4, len(code))
    wrong = random.choice([letter for letter in alphabet if letter != code[place]])
    assert not is_whole(pattern, code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        (Pattern(alphabet="0123456789", length=8), 1000),
        (Pattern(alphabet="AA12", length=30), 1),
        (Pattern(alphabet="A", length=30), 1),
        (Pattern(alphabet="A-B", length=60), 1),
        (Pattern(length=0), 1),
        (Pattern(length=100), 1),
        (Pattern("HUB,"), 1),
        (Pattern(" HUB"), 1),
        (Pattern("HU\nB"), 1),
        (Pattern('"'), 1),
    ],
)
def test_codes_that_could_be_guessed_and_patterns_that_are_none_are_refused(pattern: Pattern, count: int) -> None:
    with pytest.raises(InvalidInput):
        pattern.check(count)
    Pattern().check(500_000)


def test_a_masked_code_tells_two_apart_and_gives_none_away() -> None:
    assert masked("ABCD-EFGH-1234") == "••••1234"
    assert masked("ABC1234") == "••••"
