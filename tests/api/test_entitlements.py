"""My benefits over GraphQL: how they stand, why, and what can be done."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from hub.access.rules import Role
from hub.catalogue import service as catalogue
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service.planning import OneBenefit
from hub.fulfilment import reads as fulfilment
from hub.fulfilment.rules.pacing import Patience
from hub.fulfilment.rules.stocking import Batch, NewCode
from hub.fulfilment.service import delivering, giving, stocking
from hub.journal.rules import Act
from hub.kernel.calendar import Period
from hub.kernel.secret import Secret
from tests.api.shop import CATALOGUE, VIP_MONTH, YEAR, give, open_shop

if TYPE_CHECKING:
    from hub.members.rules import Member
    from hub.ports import Ports
    from tests.api.conftest import Asking
    from tests.fakes import FakeClock

BENEFITS = """
query Q($at: Instant, $filter: EntitlementFilter, $first: Int! = 50, $after: String) {
  viewer { member { benefits(at: $at, filter: $filter, first: $first, after: $after) {
    totalCount
    counts { status count }
    pageInfo { hasNextPage endCursor }
    edges { node {
      id status validFrom coverageEnd isLifetime remainingSeconds
      benefit { code }
      why { summary { zh en } steps { kind sentence { text } grant { state } } }
      quantity { granted used remaining nextRefillAt }
      nextChange { at status sentence { en } }
      segments { from until isPauseBefore grant { source } }
      pauses { from until by { code } }
      grants { id state source period path bundleHolding { bundle { code } } segments { from } }
      actions { kind deadline label { zh } grant { id } }
    } }
  } } }
}
"""


def global_id(kind: str, key: object) -> str:
    return b64encode(f"{kind}:{key}".encode()).decode()


async def mine(ask: Asking, member: Member, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await ask.data(BENEFITS, member, **variables))["viewer"]["member"]["benefits"]
    return found


async def by_code(ask: Asking, member: Member, **variables: Any) -> dict[str, Any]:
    found = await mine(ask, member, **variables)
    return {edge["node"]["benefit"]["code"]: edge["node"] for edge in found["edges"]}


@pytest.fixture
async def shop(database: str, ports: Ports) -> None:
    await open_shop(ports)


@pytest.mark.usefixtures("shop")
class TestMyBenefits:
    async def test_a_year_shows_each_benefit_with_its_own_end(self, ask: Asking, ports: Ports, ling: Member) -> None:
        await give(ports, ling, YEAR)
        held = await by_code(ask, ling)
        assert {code: (each["status"], each["coverageEnd"]) for code, each in held.items()} == {
            "vip": ("ACTIVE", "2027-01-01T02:00:00Z"),
            "music": ("PENDING", None),
            "coupon": ("ACTIVE", "2026-01-31T02:00:00Z"),
        }
        vip = held["vip"]
        assert (vip["validFrom"], vip["remainingSeconds"], vip["isLifetime"]) == (
            "2026-01-01T02:00:00Z",
            365 * 86_400,
            False,
        )
        assert vip["why"]["summary"]["en"] == "In force until 1 Jan 2027."
        assert [step["kind"] for step in vip["why"]["steps"]] == ["RULE", "GRANTED", "IN_FORCE", "CONCLUSION"]
        assert vip["nextChange"]["status"] == "EXPIRING"
        assert held["coupon"]["quantity"] == {"granted": 2, "used": 0, "remaining": 2, "nextRefillAt": None}
        (grant,) = vip["grants"]
        assert (grant["path"], grant["bundleHolding"]) == (["video"], {"bundle": {"code": "year"}})

    async def test_what_can_be_done_now_depends_on_how_it_stands(self, ask: Asking, ports: Ports, ling: Member) -> None:
        given = await give(ports, ling, YEAR)
        held = await by_code(ask, ling)
        kinds = {code: [action["kind"] for action in each["actions"]] for code, each in held.items()}
        assert kinds == {
            "vip": ["BIND_ACCOUNT", "SHOW_GUIDE", "RENEW"],
            "music": ["ACTIVATE", "SHOW_GUIDE"],
            "coupon": ["USE", "SHOW_GUIDE", "RENEW"],
        }
        activate = held["music"]["actions"][0]
        assert activate["deadline"] == "2026-01-31T02:00:00Z"
        assert activate["grant"]["id"] in {global_id("Grant", each) for each in given.grants}
        assert (await by_code(ask, ling, at="2026-02-01T00:00:00Z"))["coupon"]["actions"] == []

    async def test_a_code_that_waits_can_be_seen_until_it_ends(self, ask: Asking, ports: Ports, ling: Member) -> None:
        await catalogue.apply(
            ports, "test", CATALOGUE.replace("PARALLEL, delivery: INTERNAL", "PARALLEL, delivery: CODE_VAULT")
        )
        by = Act("staff:li", ports.clock.now(), "k")
        codes = [NewCode(Secret("AAAA-BBBB-0001"), valid_until=by.at + timedelta(days=9))]
        await stocking.stock(ports, Batch("coupon", "January"), codes, by)
        asked = OneBenefit("coupon", Period.parse("P1M"), 1)
        given = await giving.give(ports, ling, asked, Origin(Source.PURCHASE), by)
        waiting = (await by_code(ask, ling))["coupon"]["actions"]
        assert "REVEAL_CODE" not in [each["kind"] for each in waiting]
        tasks = await fulfilment.tasks_of_grants(given.grants)
        await delivering.deliver(ports, [each.id for each in tasks.values()], Patience())
        [reveal, *_] = (await by_code(ask, ling))["coupon"]["actions"]
        assert reveal == {
            "kind": "REVEAL_CODE",
            "deadline": "2026-01-10T02:00:00Z",
            "label": {"zh": "查看兑换码"},
            "grant": {"id": global_id("Grant", given.grants[0])},
        }

    async def test_any_instant_can_be_looked_at(
        self, ask: Asking, ports: Ports, ling: Member, clock: FakeClock
    ) -> None:
        await give(ports, ling, VIP_MONTH)
        assert await by_code(ask, ling, at="2025-12-31T00:00:00Z") == {}
        assert (await by_code(ask, ling, at="2026-02-01T02:00:00Z"))["vip"]["status"] == "EXPIRED"
        clock.advance(timedelta(days=25))
        assert (await by_code(ask, ling))["vip"]["status"] == "EXPIRING"

    async def test_a_pause_is_shown_with_the_tier_that_covers(self, ask: Asking, ports: Ports, ling: Member) -> None:
        await give(ports, ling, VIP_MONTH)
        await give(ports, ling, OneBenefit("svip", Period.parse("P7D")))
        vip = (await by_code(ask, ling))["vip"]
        assert vip["status"] == "PAUSED"
        assert vip["pauses"] == [
            {"from": "2026-01-01T02:00:00Z", "until": "2026-01-08T02:00:00Z", "by": {"code": "svip"}}
        ]
        assert vip["segments"][0]["isPauseBefore"]
        assert vip["grants"][0]["state"] == "PAUSED"
        assert any("The svip" in step["sentence"]["text"] or "权益 svip" in step["sentence"]["text"]
                   for step in vip["why"]["steps"])  # fmt: skip

    async def test_filters_and_counts(self, ask: Asking, ports: Ports, ling: Member) -> None:
        await give(ports, ling, YEAR)
        found = await mine(ask, ling, filter={"status": ["PENDING"]})
        assert found["totalCount"] == 1
        assert found["counts"] == [{"status": "PENDING", "count": 1}, {"status": "ACTIVE", "count": 2}]
        for wanted, codes in (
            ({"provider": ["yuyan"]}, {"coupon"}),
            ({"category": ["fun"]}, {"vip", "music"}),
            ({"category": ["video"], "provider": ["yuyan"]}, set()),
            ({"benefit": ["vip", "nothing"]}, {"vip"}),
        ):
            assert set(await by_code(ask, ling, filter=wanted)) == codes

    async def test_pages_follow_one_another_the_most_urgent_first(
        self, ask: Asking, ports: Ports, ling: Member
    ) -> None:
        await give(ports, ling, YEAR)
        seen, after = [], None
        while True:
            page = await mine(ask, ling, first=1, after=after)
            seen += [edge["node"]["benefit"]["code"] for edge in page["edges"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert seen == ["music", "coupon", "vip"]

    async def test_another_members_things_are_nowhere(
        self, ask: Asking, ports: Ports, ling: Member, bo: Member
    ) -> None:
        given = await give(ports, ling, YEAR)
        named = [
            global_id("Entitlement", f"{ling.id}:vip"),
            global_id("Grant", given.grants[0]),
            global_id("BundleHolding", given.holding),
        ]
        query = "query Q($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }"
        assert await ask.data(query, bo, ids=named) == {"nodes": [None, None, None]}
        for somebody in (ling, Role.SUPPORT):
            seen = await ask.data(query, somebody, ids=named)
            assert [each["id"] for each in seen["nodes"]] == named

    async def test_explaining_anothers_benefit_finds_nobody(self, ask: Asking, ling: Member, bo: Member) -> None:
        query = 'query Q($m: ID!) { explain(member: $m, benefit: "vip") { isEntitled status summary { en } } }'
        assert await ask.error(query, bo, m=global_id("Member", ling.id)) == "NOT_FOUND"
        nothing = {"isEntitled": False, "status": None, "summary": {"en": "Not entitled to this benefit."}}
        for somebody in (ling, Role.SUPPORT):
            assert await ask.data(query, somebody, m=global_id("Member", ling.id)) == {"explain": nothing}

    async def test_a_receipt_tells_each_part_and_its_end(self, ask: Asking, ports: Ports, ling: Member) -> None:
        await give(ports, ling, YEAR)
        query = """{ viewer { member { bundleHoldings { totalCount edges { node {
          bundle { code revision { number } } revision source firstEnd lastEnd isLifetime
          parts { path until status benefit { code } grants { state } }
        } } } } } }"""
        found = (await ask.data(query, ling))["viewer"]["member"]["bundleHoldings"]
        assert found["totalCount"] == 1
        holding = found["edges"][0]["node"]
        assert (holding["source"], holding["revision"], holding["isLifetime"]) == ("PURCHASE", 1, False)
        parts = {each["path"][0]: (each["until"], each["status"], len(each["grants"])) for each in holding["parts"]}
        assert parts == {
            "video": ("2027-01-01T02:00:00Z", "ACTIVE", 1),
            "music": (None, "PENDING", 1),
            "coupons": ("2026-12-31T02:00:00Z", "ACTIVE", 12),
        }
        assert (holding["firstEnd"], holding["lastEnd"]) == ("2026-12-31T02:00:00Z", "2027-01-01T02:00:00Z")


ACTIVATE = """
mutation M($grant: ID!, $key: String!) { activate(input: {grant: $grant, idempotencyKey: $key}) {
  __typename
  ... on ActivatePayload { grant { state activatedAt } entitlement { status coverageEnd } }
  ... on Refusal { code message messageZh }
  ... on AlreadyActivated { activatedAt }
  ... on ActivationExpired { activateBy }
} }
"""
CONSUME = """
mutation M($input: ConsumeInput!) { consume(input: $input) {
  __typename
  ... on ConsumePayload { entitlement { status quantity { remaining used } } taken { quantity grant { used } } }
  ... on InsufficientQuantity { asked available message }
  ... on Refusal { code }
} }
"""


@pytest.mark.usefixtures("shop")
class TestWhatMembersDo:
    async def waiting(self, ask: Asking, ports: Ports, member: Member) -> str:
        await give(ports, member, YEAR)
        grant: str = (await by_code(ask, member))["music"]["grants"][0]["id"]
        return grant

    async def test_activating_starts_the_clock_once(self, ask: Asking, ports: Ports, ling: Member) -> None:
        grant = await self.waiting(ask, ports, ling)
        first = (await ask.data(ACTIVATE, ling, grant=grant, key="k"))["activate"]
        assert first["grant"] == {"state": "IN_FORCE", "activatedAt": "2026-01-01T02:00:00Z"}
        assert first["entitlement"] == {"status": "ACTIVE", "coverageEnd": "2026-04-01T02:00:00Z"}
        assert (await ask.data(ACTIVATE, ling, grant=grant, key="k"))["activate"] == first
        again = (await ask.data(ACTIVATE, ling, grant=grant, key="k2"))["activate"]
        assert again["__typename"] == "AlreadyActivated"
        assert again["activatedAt"] == "2026-01-01T02:00:00Z"
        assert "2026-01-01 02:00" in again["messageZh"]

    async def test_activating_too_late_is_refused_with_the_deadline(
        self, ask: Asking, ports: Ports, ling: Member, clock: FakeClock
    ) -> None:
        grant = await self.waiting(ask, ports, ling)
        clock.advance(timedelta(days=30))
        refused = (await ask.data(ACTIVATE, ling, grant=grant, key="k"))["activate"]
        assert (refused["__typename"], refused["activateBy"]) == ("ActivationExpired", "2026-01-31T02:00:00Z")

    async def test_anothers_grant_is_not_found(self, ask: Asking, ports: Ports, ling: Member, bo: Member) -> None:
        grant = await self.waiting(ask, ports, ling)
        refused = (await ask.data(ACTIVATE, bo, grant=grant, key="k"))["activate"]
        assert (refused["__typename"], refused["code"]) == ("NotFoundRefusal", "NOT_FOUND")
        by_staff = (await ask.data(ACTIVATE, Role.SUPPORT, grant=grant, key="k"))["activate"]
        assert by_staff["__typename"] == "ActivatePayload"

    async def test_using_takes_what_is_there_once_a_key(self, ask: Asking, ports: Ports, ling: Member) -> None:
        await give(ports, ling, YEAR)
        wish = {"benefit": "coupon", "quantity": 2, "idempotencyKey": "k"}
        used = (await ask.data(CONSUME, ling, input=wish))["consume"]
        assert used["entitlement"] == {"status": "EXHAUSTED", "quantity": {"remaining": 0, "used": 2}}
        assert used["taken"] == [{"quantity": 2, "grant": {"used": 2}}]
        assert (await ask.data(CONSUME, ling, input=wish))["consume"] == used
        reused = (await ask.data(CONSUME, ling, input={**wish, "quantity": 1}))["consume"]
        assert reused["code"] == "IDEMPOTENCY_KEY_REUSED"
        more = (await ask.data(CONSUME, ling, input={**wish, "idempotencyKey": "k2"}))["consume"]
        assert (more["asked"], more["available"]) == (2, 0)

    @pytest.mark.parametrize(
        ("wish", "code"),
        [
            ({"benefit": "nothing", "quantity": 1}, "NOT_FOUND"),
            ({"benefit": "coupon", "quantity": 0}, "INVALID_INPUT"),
            ({"benefit": "coupon", "quantity": 1, "idempotencyKey": ""}, "INVALID_INPUT"),
            ({"benefit": "coupon", "quantity": 1}, "INSUFFICIENT_QUANTITY"),
        ],
    )
    async def test_using_nonsense_is_refused(self, ask: Asking, ling: Member, wish: dict[str, Any], code: str) -> None:
        refused = (await ask.data(CONSUME, ling, input={"idempotencyKey": "k", **wish}))["consume"]
        assert refused["code"] == code

    async def test_a_till_uses_for_a_member_and_a_member_only_for_themselves(
        self, ask: Asking, ports: Ports, ling: Member, bo: Member
    ) -> None:
        await give(ports, ling, YEAR)
        wish = {"benefit": "coupon", "quantity": 1, "idempotencyKey": "k", "member": global_id("Member", ling.id)}
        assert (await ask.data(CONSUME, bo, input=wish))["consume"]["code"] == "NOT_FOUND"
        used = (await ask.data(CONSUME, Role.OPERATOR, input=wish))["consume"]
        assert used["entitlement"]["quantity"]["remaining"] == 1
        own = {**wish, "member": None}
        assert (await ask.data(CONSUME, Role.OPERATOR, input=own))["consume"]["code"] == "INVALID_INPUT"

    async def test_a_bound_account_is_shown_masked_and_closes_the_action(
        self, ask: Asking, ports: Ports, ling: Member
    ) -> None:
        await give(ports, ling, VIP_MONTH)
        bind = """mutation M($p: String!, $a: String!) { bindAccount(input: {provider: $p, account: $a}) {
          ... on BindAccountPayload { account { accountMasked provider { code } } } ... on Refusal { code } } }"""
        bound = (await ask.data(bind, ling, p="lanting", a="13800001234"))["bindAccount"]
        assert bound["account"] == {"accountMasked": "138••••••34", "provider": {"code": "lanting"}}
        assert [each["kind"] for each in (await by_code(ask, ling))["vip"]["actions"]] == ["SHOW_GUIDE", "RENEW"]
        for provider, account in (("lanting", "me"), ("yuyan", "13800001234"), ("nobody", "1")):
            refused = (await ask.data(bind, ling, p=provider, a=account))["bindAccount"]
            assert refused["code"] == "INVALID_INPUT"
