"""Audiences: what a condition says in SQL is what it says of each person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tortoise.connection import get_connection

from hub.campaigns.errors import CampaignChanged
from hub.campaigns.reads import audiences as reads
from hub.campaigns.rules.compiling import Slice, members_who
from hub.campaigns.rules.conditions import CONDITION, Did, read_condition
from hub.campaigns.service.saving import save_audience
from hub.catalogue import service as catalogue
from hub.kernel.errors import InvalidInput
from hub.members.models import MemberRow
from tests.services.campaigns.people import (
    BENEFITS,
    BUNDLE,
    CAMPAIGN,
    GROUP,
    NOW,
    OFFERS,
    TAGS,
    Town,
    fits,
    population,
    store,
)
from tests.services.entitlements.conftest import CATALOGUE

if TYPE_CHECKING:
    from hub.ports import Ports

LENGTHS = st.sampled_from(["P1D", "P30D", "P45D", "P2M", "P90D", "PT6H"])
MAYBE = st.none() | LENGTHS
NASTY = "'; DROP TABLE members; --"


def written(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"kind": st.just(kind), **fields})


ONE_BY_ONE: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "HOLDS": {"benefit": st.sampled_from(BENEFITS)},
    "TIER": {"group": st.sampled_from([GROUP, NASTY]), "at_least": st.integers(0, 3)},
    "ENDS": {"benefit": st.sampled_from(BENEFITS), "within": LENGTHS},
    "ENDED": {"benefit": st.sampled_from(BENEFITS), "at_least": MAYBE, "less_than": MAYBE},
    "BOUGHT": {"offers": st.lists(st.sampled_from(OFFERS), max_size=2), "times": st.integers(1, 3), "within": MAYBE},
    "SPENT": {"at_least": st.sampled_from(["5.00 CNY", "20.00 CNY", "90.00 CNY"]), "within": MAYBE},
    "RENEWS": {},
    "LOCALE": {"locale": st.sampled_from(["zh-CN", "en"])},
    "ZONE": {"zone": st.sampled_from(["Asia/Shanghai", "Europe/Berlin", NASTY])},
    "TAG": {"tag": st.sampled_from([*TAGS, NASTY])},
    "ATTRIBUTE": {"name": st.sampled_from(["channel", NASTY]), "value": st.sampled_from(["app", 3, True, NASTY])},
    "USED": {"within": LENGTHS, "benefit": st.none() | st.sampled_from(BENEFITS)},
    "MEMBER_SINCE": {"within": LENGTHS},
    "HOLDS_BUNDLE": {"bundle": st.sampled_from([BUNDLE, "family"])},
    "CAMPAIGN": {"campaign": st.sampled_from([CAMPAIGN, "autumn"]), "did": st.sampled_from([*Did])},
    "MEMBERS": {"members": st.lists(st.sampled_from(["p-1", "p-2", NASTY]), min_size=1, max_size=3)},
}
AROUND_OTHERS = {"ALL", "ANY", "NOT"}

LEAVES = st.one_of([written(kind, **fields) for kind, fields in ONE_BY_ONE.items()])
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        written("ALL", of=st.lists(inner, max_size=4)),
        written("ANY", of=st.lists(inner, min_size=1, max_size=4)),
        written("NOT", of=inner),
    ),
    max_leaves=5,
)


@pytest.fixture
async def people(database: str, ports: Ports) -> Town:
    await catalogue.apply(ports, "test", CATALOGUE)
    found = population()
    await store(found)
    return found


async def names(statement: Any) -> list[str]:
    rows = await get_connection("default").execute_query_dict(statement.text, list(statement.parameters))
    found = await MemberRow.filter(id__in=[row["id"] for row in rows]).values_list("external_id", flat=True)
    assert len(found) == len(rows)
    return sorted(map(str, found))


def test_every_kind_of_condition_is_tried() -> None:
    assert ONE_BY_ONE.keys() | AROUND_OTHERS == CONDITION.json_schema()["discriminator"]["mapping"].keys()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=CONDITIONS)
@example(told={"kind": "ANY", "of": [{"kind": "CAMPAIGN", "campaign": CAMPAIGN, "did": "OPENED"}, {"kind": "RENEWS"}]})
@example(told={"kind": "NOT", "of": {"kind": "ANY", "of": [{"kind": "RENEWS"}, {"kind": "TAG", "tag": TAGS[1]}]}})
async def test_a_condition_fits_exactly_those_whom_it_fits_one_by_one(people: Town, told: Any) -> None:
    condition = read_condition(told)
    expected = sorted(each.name for each in people if fits(condition, each))

    assert await names(members_who(condition, NOW)) == expected

    ids = sorted(each.id for each in people)
    middle = ids[len(ids) // 2]
    halves = [Slice(None, middle), Slice(middle, ids[-1])]
    assert sorted([each for half in halves for each in await names(members_who(condition, NOW, half))]) == expected


async def test_counting_shows_how_many_and_ten_of_them(people: Town, ports: Ports) -> None:
    counted = await reads.counted(read_condition({"kind": "LOCALE", "locale": "en"}), NOW)
    english = {each.name for each in people if each.locale == "en"}
    assert (counted.count, counted.is_estimate, len(counted.sample)) == (len(english), False, 10)
    assert {each.external_id for each in counted.sample} <= english


async def test_what_takes_too_long_to_count_is_estimated(people: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads, "PATIENCE", 1)
    slow = read_condition({"kind": "ALL", "of": [{"kind": "NOT", "of": {"kind": "ANY", "of": HEAVY}}] * 6})
    counted = await reads.counted(slow, NOW)
    assert counted.is_estimate
    assert counted.sample == []


HEAVY = [{"kind": "ENDED", "benefit": each} for each in BENEFITS] + [{"kind": "SPENT", "at_least": "1.00 CNY"}]


async def test_every_saving_is_a_version_and_nobody_overwrites_anothers(people: Town, ports: Ports) -> None:
    gold = {"kind": "TAG", "tag": "gold"}
    first = await save_audience(ports, "staff:ann", "Friends", gold, 0)
    assert await save_audience(ports, "staff:bob", "Friends", gold) == first
    second = await save_audience(ports, "staff:bob", "Friends", {"kind": "NOT", "of": gold}, 1)
    with pytest.raises(CampaignChanged):
        await save_audience(ports, "staff:ann", "Friends", {"kind": "RENEWS"}, 1)
    assert (await reads.versions_of(["Friends"]))["Friends"] == [second, first]
    assert [each.version for each in await reads.saved_audiences()] == [2]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"kind": "HOLDS", "benefit": "films"}, "there is no benefit 'films'"),
        ({"kind": "HOLDS", "benefit": "x' OR '1"}, "is not a code"),
        ({"kind": "ANY", "of": []}, "at least 1"),
        ({"kind": "TAG", "tag": "a\x00b"}, "pattern"),
        ({"kind": "TAG", "tag": "a", "sql": "1"}, "not permitted"),
        ("everyone", "dictionary"),
    ],
)
async def test_what_is_no_condition_is_refused_with_its_place(
    people: Town, ports: Ports, told: object, says: str
) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        await save_audience(ports, "staff:ann", "Friends", told)
    assert refused.value.field.startswith("condition")
