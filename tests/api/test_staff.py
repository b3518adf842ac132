"""What the staff do over GraphQL: grant, revoke, preview, and the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hub.access.rules import Role
from tests.api.shop import CATALOGUE, VIP_MONTH, YEAR, give, open_shop
from tests.api.test_entitlements import by_code, global_id

if TYPE_CHECKING:
    from hub.members.rules import Member
    from hub.ports import Ports
    from tests.api.conftest import Asking

GRANT = """
mutation M($input: GrantInput!) { grant(input: $input) {
  __typename
  ... on GrantPayload { holding { bundle { code } } grants { benefit { code } state source until period } }
  ... on Refusal { code message messageZh }
  ... on InvalidInputRefusal { field }
  ... on ChoiceMissing { choice pick options }
} }
"""
REVOKE = """
mutation M($input: RevokeInput!) { revoke(input: $input) {
  ... on RevokePayload { grants { state revokedReason } } ... on Refusal { code }
} }
"""
CHANGES = """ { __typename ... on Preview { changes { benefit { code } coverageEndBefore coverageEndAfter deltaSeconds
  before { from until grant { id isNew } } after { from until grant { id isNew } } sentence { zh en } } }
  ... on Refusal { code } }"""


@pytest.fixture(autouse=True)
async def shop(database: str, ports: Ports) -> None:
    await open_shop(ports)


async def granted(ask: Asking, member: Member, **wish: Any) -> dict[str, Any]:
    whole = {"member": global_id("Member", member.id), "reason": "goodwill", "idempotencyKey": "k", **wish}
    answer: dict[str, Any] = (await ask.data(GRANT, Role.SUPPORT, input=whole))["grant"]
    return answer


async def test_support_gives_a_month_once_a_key(ask: Asking, ling: Member) -> None:
    first = await granted(ask, ling, benefit="vip", period="P1M")
    assert first["grants"] == [
        {"benefit": {"code": "vip"}, "state": "IN_FORCE", "source": "STAFF", "until": None, "period": "P1M"}
    ]
    assert await granted(ask, ling, benefit="vip", period="P1M") == first
    assert (await granted(ask, ling, benefit="vip", period="P2M"))["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert len((await by_code(ask, ling))["vip"]["grants"]) == 1


async def test_support_gives_a_bundle_and_its_choices_must_be_made(ask: Asking, ling: Member) -> None:
    refused = await granted(ask, ling, bundle="family")
    assert (refused["__typename"], refused["pick"], refused["options"]) == ("ChoiceMissing", 1, ["trial", "music"])
    assert refused["message"] == "Pick 1 in extra, out of: trial, music."
    given = await granted(ask, ling, bundle="family", choices={"extra": ["trial"]})
    assert given["holding"] == {"bundle": {"code": "family"}}
    assert len(given["grants"]) == 15


@pytest.mark.parametrize(
    ("wish", "code", "field"),
    [
        ({}, "INVALID_INPUT", "benefit"),
        ({"benefit": "vip", "bundle": "year"}, "INVALID_INPUT", "benefit"),
        ({"benefit": "vip"}, "INVALID_INPUT", "period"),
        ({"benefit": "vip", "period": "P1M", "from": "2026-02-01T00:00:00Z"}, "INVALID_INPUT", "period"),
        ({"benefit": "vip", "period": "P1M", "until": "2026-02-01T00:00:00Z"}, "INVALID_INPUT", "until"),
        ({"benefit": "vip", "from": "2026-02-01T00:00:00Z", "until": "2026-02-01T00:00:00Z"}, "INVALID_INPUT", "until"),
        ({"benefit": "vip", "period": "P1M", "quantity": 2}, "INVALID_INPUT", "quantity"),
        ({"benefit": "vip", "period": "P1M", "choices": {}}, "INVALID_INPUT", "choices"),
        ({"bundle": "year", "period": "P1M"}, "INVALID_INPUT", "period"),
        ({"bundle": "family", "choices": ["trial"]}, "INVALID_INPUT", "choices"),
        ({"benefit": "vip", "period": "P1M", "reason": " "}, "INVALID_INPUT", "reason"),
        ({"benefit": "nothing", "period": "P1M"}, "NOT_FOUND", None),
        ({"bundle": "nothing"}, "NOT_FOUND", None),
        ({"benefit": "vip", "period": "P3Y"}, "STACK_LIMIT_REACHED", None),
        ({"bundle": "family", "choices": {"extra": ["tea"]}}, "UNKNOWN_OPTION", None),
        ({"bundle": "family", "choices": {"extra": ["trial", "music"]}}, "CHOICE_TOO_MANY", None),
        ({"bundle": "year", "choices": {"extra": ["trial"]}}, "UNKNOWN_CHOICE", None),
    ],
)
async def test_a_wish_that_makes_no_sense_is_refused_and_says_where(
    ask: Asking, ling: Member, wish: dict[str, Any], code: str, field: str | None
) -> None:
    refused = await granted(ask, ling, **wish)
    assert (refused["code"], refused.get("field")) == (code, field)
    assert refused["messageZh"]
    assert await by_code(ask, ling) == {}


async def test_a_window_without_an_end_is_for_life(ask: Asking, ling: Member) -> None:
    await granted(ask, ling, benefit="music", **{"from": "2026-01-01T02:00:00Z"})
    music = (await by_code(ask, ling))["music"]
    assert (music["isLifetime"], music["coverageEnd"], music["remainingSeconds"]) == (True, None, None)


async def test_a_second_trial_is_refused_with_the_end_of_the_first(ask: Asking, ling: Member) -> None:
    await granted(ask, ling, benefit="trial", period="P7D")
    refused = await granted(ask, ling, benefit="trial", period="P7D", idempotencyKey="k2")
    assert refused["__typename"] == "AlreadyEntitled"
    assert "2026-01-08 02:00 UTC" in refused["message"]


async def test_support_takes_back_one_grant_or_a_whole_bundle(ask: Asking, ports: Ports, ling: Member) -> None:
    single, year = await give(ports, ling, VIP_MONTH), await give(ports, ling, YEAR)
    wish = {"grant": global_id("Grant", single.grants[0]), "reason": "refund", "idempotencyKey": "r"}
    revoked = (await ask.data(REVOKE, Role.SUPPORT, input=wish))["revoke"]
    assert revoked["grants"] == [{"state": "REVOKED", "revokedReason": "refund"}]
    whole = {"holding": global_id("BundleHolding", year.holding), "reason": "refund", "idempotencyKey": "r2"}
    taken = (await ask.data(REVOKE, Role.SUPPORT, input=whole))["revoke"]
    assert {each["state"] for each in taken["grants"]} == {"REVOKED"}
    assert {each["status"] for each in (await by_code(ask, ling)).values()} == {"REVOKED"}
    both = {**wish, **whole}
    assert (await ask.data(REVOKE, Role.SUPPORT, input=both))["revoke"]["code"] == "INVALID_INPUT"
    nobodys = {"holding": global_id("BundleHolding", ling.id), "reason": "x", "idempotencyKey": "r3"}
    assert (await ask.data(REVOKE, Role.SUPPORT, input=nobodys))["revoke"]["code"] == "NOT_FOUND"


async def test_a_preview_shows_what_then_happens_and_writes_nothing(ask: Asking, ports: Ports, ling: Member) -> None:
    await give(ports, ling, VIP_MONTH)
    query = 'query Q($m: ID!) { previewGrant(member: $m, benefit: "vip", period: "P1M")' + CHANGES + "}"
    preview = (await ask.data(query, Role.SUPPORT, m=global_id("Member", ling.id)))["previewGrant"]
    (change,) = preview["changes"]
    assert (change["coverageEndBefore"], change["coverageEndAfter"]) == ("2026-02-01T02:00:00Z", "2026-03-01T02:00:00Z")
    assert change["deltaSeconds"] == 28 * 86_400
    assert [each["grant"]["isNew"] for each in change["after"]] == [False, True]
    assert change["sentence"]["en"] == "Until 1 Mar 2026 instead of 1 Feb 2026"
    before = (await by_code(ask, ling))["vip"]
    assert before["coverageEnd"] == change["coverageEndBefore"]
    await granted(ask, ling, benefit="vip", period="P1M")
    assert (await by_code(ask, ling))["vip"]["coverageEnd"] == change["coverageEndAfter"]


async def test_activation_and_revocation_are_previewed_and_refused_alike(
    ask: Asking, ports: Ports, ling: Member, bo: Member
) -> None:
    year = await give(ports, ling, YEAR)
    music = (await by_code(ask, ling))["music"]["grants"][0]["id"]
    activation = "query Q($g: ID!) { previewActivation(grant: $g)" + CHANGES + "}"
    found = (await ask.data(activation, ling, g=music))["previewActivation"]
    assert found["changes"][0]["sentence"]["en"] == "Until 1 Apr 2026"
    assert (await ask.data(activation, bo, g=music))["previewActivation"]["code"] == "NOT_FOUND"
    late = 'query Q($g: ID!) { previewActivation(grant: $g, at: "2026-03-01T00:00:00Z")' + CHANGES + "}"
    assert (await ask.data(late, ling, g=music))["previewActivation"]["code"] == "ACTIVATION_EXPIRED"
    revocation = "query Q($h: ID, $g: ID) { previewRevocation(holding: $h, grant: $g)" + CHANGES + "}"
    holding = global_id("BundleHolding", year.holding)
    whole = (await ask.data(revocation, Role.SUPPORT, h=holding))["previewRevocation"]
    assert {each["benefit"]["code"]: each["sentence"]["en"] for each in whole["changes"]} == {
        "vip": "Nothing of it is left",
        "coupon": "Nothing of it is left",
    }
    assert (await ask.data(revocation, Role.SUPPORT))["previewRevocation"]["code"] == "INVALID_INPUT"


DIFF = """{ __typename
  ... on CatalogueDiff { changes { kind path fields { field old new } sentence { en } } published
    policyChanges { benefit holders consequences { en } } }
  ... on CatalogueMistakes { code message mistakes { line column where message } } }"""


async def test_a_document_is_compared_applied_and_read_back(ask: Asking, ports: Ports, ling: Member) -> None:
    await give(ports, ling, VIP_MONTH)
    document = (await ask.data("{ catalogueDocument }", Role.OPERATOR))["catalogueDocument"]
    compare = "query Q($d: String!) { catalogueDiff(document: $d)" + DIFF + "}"
    nothing = (await ask.data(compare, Role.MARKETING, d=document))["catalogueDiff"]
    assert (nothing["changes"], nothing["published"], nothing["policyChanges"]) == ([], [], [])
    changed = CATALOGUE.replace("max_ahead: P2Y", "max_ahead: P3Y").replace("validity: P3M", "validity: P4M")
    found = (await ask.data(compare, Role.MARKETING, d=changed))["catalogueDiff"]
    assert {each["path"]: each["kind"] for each in found["changes"]} == {
        "benefits/vip": "CHANGED",
        "bundles/year": "CHANGED",
    }
    assert found["published"] == ["family", "year"]
    assert [(each["benefit"], each["holders"]) for each in found["policyChanges"]] == [("vip", 1)]
    apply = "mutation M($d: String!) { applyCatalogue(input: {document: $d})" + DIFF + "}"
    assert (await ask.data(apply, Role.OPERATOR, d=changed))["applyCatalogue"] == found
    revisions = (
        '{ bundle(code: "year") { revision { number } revisions { number components { key sentence { en } } } } }'
    )
    year = (await ask.data(revisions, ling))["bundle"]
    assert (year["revision"]["number"], [each["number"] for each in year["revisions"]]) == (2, [2, 1])
    assert [each["sentence"]["en"] for each in year["revisions"][0]["components"]][1] == (
        "The music, good for 4 months, from its activation within 30 days"
    )
    publish = 'mutation { publish(input: {bundle: "year"}) { ... on PublishPayload { revision { number } } } }'
    assert await ask.data(publish, Role.OPERATOR) == {"publish": {"revision": {"number": 2}}}


async def test_a_mistaken_document_is_refused_line_by_line(ask: Asking) -> None:
    apply = "mutation M($d: String!) { applyCatalogue(input: {document: $d})" + DIFF + "}"
    refused = (await ask.data(apply, Role.OPERATOR, d=CATALOGUE.replace("rank: 1", "rank: -1")))["applyCatalogue"]
    assert refused["code"] == "INVALID_CATALOGUE"
    (mistake,) = refused["mistakes"]
    assert (mistake["line"], mistake["where"]) == (9, "benefits.vip.tier.rank")
    assert "rank" in refused["message"]
