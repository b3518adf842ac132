from datetime import UTC, datetime

import pytest

from hub.kernel.errors import InvalidInput
from hub.kernel.ids import new_id
from hub.members.rules import (
    Locale,
    Member,
    NewMember,
    checked,
    checked_account,
    differing,
    masked,
    search_term,
    search_text,
)

LING = NewMember("u-1", "林玲", email="Ling@Example.com", phone="+8613800001234", tags=("vip", "new"))


def test_a_members_texts_are_trimmed_and_their_phone_loses_its_punctuation() -> None:
    written = NewMember(
        " u-1 ", " 林玲 ", email=" ling@example.com ", phone="+86 138-0000 (1234)", tags=("b", "a", "b")
    )
    assert checked(written) == NewMember(
        "u-1", "林玲", email="ling@example.com", phone="+8613800001234", tags=("a", "b")
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (NewMember("", "Li"), "externalId"),
        (NewMember("u", "  "), "name"),
        (NewMember("u", "Li\x00"), "name"),
        (NewMember("u", "L" * 129), "name"),
        (NewMember("u", "Li", email="li@example"), "email"),
        (NewMember("u", "Li", phone="call me"), "phone"),
        (NewMember("u", "Li", zone="Mars/Olympus"), "zone"),
        (NewMember("u", "Li", tags=("",)), "tags"),
        (NewMember("u", "Li", attributes={"note": "x" * 17_000}), "attributes"),
    ],
)
def test_what_a_member_cannot_be_is_refused_by_its_field(wrong: NewMember, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(wrong)
    assert refused.value.field == field


def test_hostile_names_are_names_all_the_same() -> None:
    for name in ("<script>alert(1)</script>", "'; DROP TABLE members; --", "\u202e\u0645\u0631\u062d\u0628\u0627"):
        assert checked(NewMember("u", name)).name == name


def test_what_differs_is_named() -> None:
    facts = {name: getattr(LING, name) for name in NewMember.__dataclass_fields__}
    member = Member(
        **{**facts, "locale": Locale.EN, "email": None}, id=new_id(), created_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert differing(member, LING) == ("email", "locale")


@pytest.mark.parametrize(
    ("account", "shown"),
    [
        ("13800001234", "138••••••34"),
        ("li@example.com", "li@•••••••••om"),
        ("1234567", "••••••7"),
        ("abc", "•••"),
    ],
)
def test_an_account_is_shown_only_in_part(account: str, shown: str) -> None:
    assert masked(account) == shown


def test_an_account_fits_one_of_the_providers_patterns_in_full() -> None:
    patterns = [r"1\d{10}", r"[a-z]{3}"]
    assert checked_account(" 13800001234 ", patterns) == "13800001234"
    with pytest.raises(InvalidInput, match="check the digits"):
        checked_account("138000012345", patterns)


def test_a_search_finds_a_phone_number_as_people_write_it() -> None:
    assert search_term("138-0000 1234") in search_text(LING)
    assert search_term(" LING@ ") in search_text(LING)
