"""Conditions as they are written: how large they may be, wherever they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from hub.campaigns.rules.conditions import read_condition
from hub.campaigns.rules.documents import read_document
from hub.campaigns.rules.plans import read_plan
from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable

TAGGED = {"kind": "TAG", "tag": "gold"}


def nested(levels: int) -> dict[str, Any]:
    """So many conditions, each alone in the one around it."""
    told: dict[str, Any] = TAGGED
    for _ in range(levels - 1):
        told = {"kind": "ANY", "of": [told]}
    return told


def many(count: int) -> dict[str, Any]:
    return {"kind": "ANY", "of": [TAGGED] * (count - 1)}


def in_plan(told: object) -> None:
    read_plan({"name": "Spring", "audience": {"condition": told}})


def in_file(told: object) -> None:
    read_document(orjson.dumps({"audiences": [{"name": "Friends", "condition": told}]}))


def in_plan_of_file(told: object) -> None:
    plan = {"name": "Spring", "audience": {"condition": told}}
    read_document(orjson.dumps({"campaigns": [{"code": "spring", "plan": plan}]}))


PLACES = {
    "condition": read_condition,
    "plan.audience.condition": in_plan,
    "file.audiences.0.condition": in_file,
    "file.campaigns.0.plan.audience.condition": in_plan_of_file,
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("largest", "too_large", "says"),
    [
        pytest.param(nested(8), nested(10), "at most 8 deep", id="deep"),
        pytest.param(nested(8), nested(100), "too deeply|at most 8 deep", id="very deep"),
        pytest.param(many(60), many(61), "more than 60", id="many"),
    ],
)
def test_a_condition_is_neither_too_deep_nor_too_large_wherever_it_stands(
    place: str, largest: object, too_large: object, says: str
) -> None:
    read: Callable[[object], object] = PLACES[place]
    read(largest)
    with pytest.raises(InvalidInput, match=says) as refused:
        read(too_large)
    assert refused.value.field in (place, "file")


def test_a_file_that_is_nothing_but_depth_is_refused_before_it_is_read_whole() -> None:
    with pytest.raises(InvalidInput, match="nested too deeply"):
        read_document(b"audiences: " + b"[" * 2_000)
