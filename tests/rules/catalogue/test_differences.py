"""What applying a document would change, told entry by entry and field by field."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from hub.catalogue.rules.differences import Change, FieldChange, Happening, differences, policy_changes
from hub.catalogue.rules.document import read
from hub.catalogue.rules.policies import consequences
from tests.rules.catalogue.documents import SMALL, catalogues


def changes(old: str, new: str) -> list[Change]:
    assert SMALL.count(old) == 1, old
    return differences(read(SMALL), read(SMALL.replace(old, new)))


def test_a_change_names_the_field_with_its_old_and_new_value() -> None:
    (change,) = changes("198.00 CNY", "188.00 CNY")
    assert change == Change(
        Happening.CHANGED, "offers", "year-once", (FieldChange("price", "198.00 CNY", "188.00 CNY"),)
    )


def test_a_field_left_out_or_put_in_has_no_other_side() -> None:
    (change,) = changes("    max_ahead: P3Y\n", "")
    assert change.fields == (FieldChange("max_ahead", "P3Y", None),)
    (change,) = changes("price: 198.00 CNY", "price: 198.00 CNY, channel: app")
    assert change.fields == (FieldChange("channel", None, "app"),)


def test_parts_of_a_bundle_are_compared_by_their_key() -> None:
    (change,) = changes("count: 12", "count: 6")
    assert change.fields == (FieldChange("components.coupons.validity.count", "12", "6"),)
    (change,) = changes("key: video, benefit: vip", "key: film, benefit: vip")
    assert change.fields[0] == FieldChange("components", "video, coupons", "film, coupons")


def test_what_a_document_no_longer_names_is_retired_and_what_it_newly_names_is_added() -> None:
    old, new = read(SMALL), read(SMALL.replace("code: year-once", "code: year-always"))
    assert differences(old, new) == [
        Change(Happening.ADDED, "offers", "year-always"),
        Change(Happening.RETIRED, "offers", "year-once"),
    ]


def test_a_changed_policy_is_told_apart_from_other_changes() -> None:
    old = read(SMALL)
    (change,) = policy_changes(old, read(SMALL.replace("max_ahead: P3Y", "max_ahead: P5Y")))
    assert (change.old.code, str(change.new.max_ahead)) == ("vip", "P5Y")
    assert policy_changes(old, read(SMALL.replace("#2b5ce6", "#000000").replace("CODE_VAULT", "LINK"))) == []


@settings(max_examples=5)
@given(catalogues(), catalogues())
def test_nothing_differs_between_equals_and_something_between_others(one, other) -> None:
    assert differences(one, one) == []
    assert (differences(one, other) == []) == (one == other)
    assert all(each.fields for each in differences(one, other) if each.happening is Happening.CHANGED)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("stacking: PARALLEL", "stacking: EXTEND", "laid end to end, so coverage ends later."),
        ("stacking: PARALLEL", "stacking: EXCLUSIVE", "ends later. What is held stays; nothing further"),
        ("stacking: EXCLUSIVE", "stacking: EXTEND", "further time queues behind it."),
        ("stacking: EXCLUSIVE", "stacking: PARALLEL", "so coverage ends earlier"),
        ("rank: 1", "rank: 2", "lower ones pause"),
        ("max_ahead: P3Y", "max_ahead: P5Y", "the new limit is for what is granted from now on."),
    ],
)
def test_a_changed_policy_says_what_becomes_of_those_who_hold_the_benefit(old: str, new: str, said: str) -> None:
    (change,) = policy_changes(read(SMALL), read(SMALL.replace(old, new)))
    assert said in consequences(change).en
    assert consequences(change).zh.endswith("。")
