"""The catalogue over GraphQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.shop import open_shop

if TYPE_CHECKING:
    from hub.members.rules import Member
    from hub.ports import Ports
    from tests.api.conftest import Asking


@pytest.fixture(autouse=True)
async def shop(database: str, ports: Ports) -> None:
    await open_shop(ports)


async def test_a_bundle_is_a_tree_down_to_its_benefits(ask: Asking, ling: Member) -> None:
    query = """{ bundle(code: "family") { name { text zh } revision { components { key validity period
      bundle { code } benefit { code } components {
        key validity every count needsActivation activateWithin quantity period
        benefit { code provider { name { en } initial } } }
      } choices { key pick of { key sentence { zh } } } }
      offers { code } } }"""
    family = (await ask.data(query, ling))["bundle"]
    assert family["name"] == {"text": "家庭", "zh": "家庭"}
    (inner,) = family["revision"]["components"]
    assert (inner["bundle"], inner["benefit"], inner["validity"]) == ({"code": "year"}, None, "OWN")
    parts = {each["key"]: each for each in inner["components"]}
    assert parts["coupons"] == {
        **parts["coupons"], "validity": "DRIP", "every": "P1M", "count": 12, "quantity": 2, "period": "P30D",
    }  # fmt: skip
    assert parts["music"] == {**parts["music"], "needsActivation": True, "activateWithin": "P30D", "period": "P3M"}
    assert parts["video"]["benefit"]["provider"] == {"name": {"en": "Lanting"}, "initial": "兰"}
    (choice,) = family["revision"]["choices"]
    assert (choice["pick"], [each["key"] for each in choice["of"]]) == (1, ["trial", "music"])


async def test_benefits_are_found_by_provider_and_category(ask: Asking, ling: Member) -> None:
    query = """query Q($p: String, $c: String) { benefitsCatalogue(provider: $p, category: $c) {
      edges { node { code category { code parent { code } } tier { rank } maxAhead account { pattern } } } } }"""
    everything = (await ask.data(query, ling))["benefitsCatalogue"]["edges"]
    assert [edge["node"]["code"] for edge in everything] == ["coupon", "music", "svip", "trial", "vip"]
    found = (await ask.data(query, ling, c="fun", p="lanting"))["benefitsCatalogue"]["edges"]
    vip = found[-1]["node"]
    assert vip["category"] == {"code": "video", "parent": {"code": "fun"}}
    assert (vip["tier"], vip["maxAhead"], vip["account"]) == ({"rank": 1}, "P2Y", {"pattern": "1\\d{10}"})
    assert (await ask.data(query, ling, c="rides"))["benefitsCatalogue"]["edges"][0]["node"]["code"] == "coupon"


async def test_shelves_know_what_stands_in_them_and_prices_are_in_minor_units(ask: Asking, ling: Member) -> None:
    query = """{ categories { code children { code } } providers { code colour }
      bundles { edges { node { code offers {
        code isOnSale renewalPeriod price { currency amountMinor } bundle { code }
      } } } } }"""
    found = await ask.data(query, ling)
    assert {each["code"]: each["children"] for each in found["categories"]}["fun"] == [{"code": "video"}]
    assert [each["code"] for each in found["providers"]] == ["lanting", "yuyan"]
    offers = {edge["node"]["code"]: edge["node"]["offers"] for edge in found["bundles"]["edges"]}
    assert offers == {
        "family": [],
        "year": [{
            "code": "year-cny", "isOnSale": True, "renewalPeriod": "P1Y",
            "price": {"currency": "CNY", "amountMinor": 29800}, "bundle": {"code": "year"},
        }],
    }  # fmt: skip


async def test_everything_in_the_catalogue_is_found_by_its_id(ask: Asking, ling: Member) -> None:
    query = """{ providers { id } categories { id } benefitsCatalogue { edges { node { id } } }
      bundles { edges { node { id revision { id } offers { id } } } } }"""
    found = await ask.data(query, ling)
    bundles = [edge["node"] for edge in found["bundles"]["edges"]]
    ids = [each["id"] for each in [*found["providers"], *found["categories"], *bundles]]
    ids += [edge["node"]["id"] for edge in found["benefitsCatalogue"]["edges"]]
    ids += [each["revision"]["id"] for each in bundles] + [offer["id"] for each in bundles for offer in each["offers"]]
    nodes = (await ask.data("query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }", ling, ids=ids))["nodes"]
    assert [each["id"] for each in nodes] == ids


async def test_what_cannot_be_a_code_is_found_nowhere(ask: Asking, ling: Member) -> None:
    for query in ("bundle(code: $code) { code }", "explain(benefit: $code) { isEntitled }"):
        found = await ask(f"query ($code: String!) {{ found: {query} }}", ling, code="n" * 5_000)
        assert "INTERNAL" not in str(found), found
