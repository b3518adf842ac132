"""Deliveries over GraphQL: followed by members, decided by staff; codes shown to whom they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette

from hub.access.rules import Role
from hub.fulfilment.rules.stocking import Batch, NewCode
from hub.fulfilment.service import stocking
from hub.fulfilment.service.revealing import CONFIRMED_FOR
from hub.journal.rules import Act
from hub.kernel.secret import Secret
from hub.ports.providers import Rejected
from hub.settings import Settings
from schema.app import graphql_routes
from tests.api.conftest import Asking
from tests.buying import buy, one
from tests.services.conftest import bo, ling
from tests.services.fulfilment.conftest import shop, world
from tests.services.fulfilment.shop import Shop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hub.members.rules import Member

__all__ = ["bo", "ling", "shop", "world"]

MINE = """{ viewer { member { benefits { edges { node { grants { delivery {
  id state awaits hasLink codes { id masked state }
} } } } } } } }"""
BOARD = """query ($states: [DeliveryState!], $provider: String) {
  deliveries(states: $states, provider: $provider) { edges { node {
    id state note tries member { name } benefit { code } remedies
    routes { provider isCurrent } attempts { kind outcome provider }
} } } }"""
CONFIRM = "mutation ($subject: ID!) { confirmReveal(subject: $subject) { token endsAt } }"
REVEAL = """mutation ($input: RevealCodeInput!) { revealCode(input: $input) {
  ... on RevealedCode { code password } ... on Refusal { refusal: code message }
} }"""
REMEDY = """mutation ($input: RemedyDeliveryInput!) { remedyDelivery(input: $input) {
  ... on DeliveryPayload { delivery { state } } ... on Refusal { code message messageZh }
} }"""
REPORT = """mutation ($input: ReportProblemInput!) { reportProblem(input: $input) {
  __typename ... on Refusal { code }
} }"""


@pytest.fixture
async def ask(world: Shop) -> AsyncIterator[Asking]:
    asking = Asking(Starlette(routes=graphql_routes(Settings(demo=True), world.ports)), world.ports)
    async with asking.http:
        yield asking


async def delivery_of(ask: Asking, member: Member) -> dict[str, Any]:
    """Of the one benefit that the member holds."""
    [edge] = (await ask.data(MINE, member))["viewer"]["member"]["benefits"]["edges"]
    delivery: dict[str, Any] = edge["node"]["grants"][0]["delivery"]
    return delivery


async def on_board(ask: Asking, **wanted: object) -> list[dict[str, Any]]:
    return [edge["node"] for edge in (await ask.data(BOARD, Role.SUPPORT, **wanted))["deliveries"]["edges"]]


@pytest.fixture
async def voucher(world: Shop, ask: Asking, ling: Member) -> dict[str, Any]:
    """The code of a voucher that Ling bought."""
    by = Act("staff:li", world.clock.now(), "stock")
    await stocking.stock(world.ports, Batch("voucher", "January"), [NewCode(Secret("AAAA-BBBB-0001"))], by)
    await buy(ling, one("voucher", 1), world.clock.now())
    await world.work()
    [code] = (await delivery_of(ask, ling))["codes"]
    return dict(code)


async def confirm(ask: Asking, member: Member, subject: str) -> str:
    token: str = (await ask.data(CONFIRM, member, subject=subject))["confirmReveal"]["token"]
    return token


async def reveal(ask: Asking, who: Member | Role, code: str, **more: str) -> dict[str, Any]:
    answer: dict[str, Any] = (await ask.data(REVEAL, who, input={"code": code, **more}))["revealCode"]
    return answer


async def test_a_code_is_masked_until_its_member_confirms(ask: Asking, ling: Member, voucher: dict[str, Any]) -> None:
    assert (voucher["masked"], voucher["state"]) == ("••••0001", "ISSUED")
    assert (await reveal(ask, ling, voucher["id"]))["refusal"] == "CONFIRMATION_NEEDED"
    token = await confirm(ask, ling, voucher["id"])
    assert await reveal(ask, ling, voucher["id"], confirmation=token) == {"code": "AAAA-BBBB-0001", "password": None}
    [code] = (await delivery_of(ask, ling))["codes"]
    assert (code["masked"], code["state"]) == ("••••0001", "REVEALED")


async def test_a_confirmation_counts_for_two_minutes_and_for_one_member(
    ask: Asking, world: Shop, ling: Member, bo: Member, voucher: dict[str, Any]
) -> None:
    others = await confirm(ask, bo, voucher["id"])
    assert (await reveal(ask, bo, voucher["id"], confirmation=others))["refusal"] == "NOT_FOUND"
    assert (await reveal(ask, ling, voucher["id"], confirmation=others))["refusal"] == "CONFIRMATION_NEEDED"
    own = await confirm(ask, ling, voucher["id"])
    world.clock.advance(CONFIRMED_FOR)
    assert (await reveal(ask, ling, voucher["id"], confirmation=own))["refusal"] == "CONFIRMATION_NEEDED"


async def test_support_sees_a_code_with_a_reason_that_the_journal_keeps(
    ask: Asking, ling: Member, voucher: dict[str, Any]
) -> None:
    assert (await reveal(ask, Role.SUPPORT, voucher["id"]))["refusal"] == "INVALID_INPUT"
    shown = await reveal(ask, Role.SUPPORT, voucher["id"], reason="the member cannot read it")
    assert shown["code"] == "AAAA-BBBB-0001"


async def test_a_delivery_in_trouble_is_on_the_board_and_decided_with_a_reason(
    ask: Asking, world: Shop, ling: Member
) -> None:
    await buy(ling, one("lounge"), world.clock.now())
    world.lanting.script.append(Rejected("sold out"))
    await world.work()
    [task] = await on_board(ask, states=["FAILED"], provider="lanting")
    assert (task["benefit"], task["member"]) == ({"code": "lounge"}, {"name": "林玲"})
    assert [each["outcome"] for each in task["attempts"]] == ["REJECTED"]
    assert task["remedies"] == ["REISSUE", "GIVE_UP", "MARK_DELIVERED"], "there is no other way"
    assert await on_board(ask, states=["DELIVERED"]) == []

    async def remedy(**choice: object) -> dict[str, Any]:
        wish = {"delivery": task["id"], "reason": "the member waits", **choice}
        answer: dict[str, Any] = (await ask.data(REMEDY, Role.SUPPORT, input=wish))["remedyDelivery"]
        return answer

    refused = await remedy(remedy="FALL_BACK")
    assert refused["code"] == "NO_OTHER_ROUTE"
    assert refused["messageZh"]
    assert (await remedy(remedy="GIVE_UP", reason=" "))["code"] == "INVALID_INPUT"
    assert await remedy(remedy="REISSUE") == {"delivery": {"state": "QUEUED"}}
    await world.work()
    assert (await remedy(remedy="FALL_BACK"))["code"] == "TASK_STATE_FORBIDS"


async def test_members_do_not_see_what_was_said_to_providers(
    ask: Asking, ling: Member, voucher: dict[str, Any]
) -> None:
    query = "{ viewer { member { benefits { edges { node { grants { delivery { attempts { kind } } } } } } } } }"
    assert await ask.error(query, ling) == "FORBIDDEN"


async def test_staff_see_how_providers_and_the_vault_are_doing(
    ask: Asking, world: Shop, ling: Member, voucher: dict[str, Any]
) -> None:
    await buy(ling, one("lounge"), world.clock.now())
    await world.work()
    query = """{
      providerHealth { provider isSetUp breaker requests answered medianMs due counts { state count } }
      vaultStock { product free isLow counts { state count } }
    }"""
    answer = await ask.data(query, Role.SUPPORT)
    health = {each["provider"]: each for each in answer["providerHealth"]}
    assert list(health) == ["harbour", "lanting", "vault"]
    assert (health["lanting"]["requests"], health["lanting"]["answered"]) == (1, 1)
    assert health["lanting"]["counts"] == [{"state": "DELIVERED", "count": 1}]
    assert (health["lanting"]["breaker"], health["lanting"]["isSetUp"]) == ("CLOSED", True)
    [stock] = answer["vaultStock"]
    assert (stock["product"], stock["free"]) == ("voucher", 0)
    assert stock["counts"] == [{"state": "ISSUED", "count": 1}]


async def test_a_problem_is_in_the_members_own_words_in_their_journal(ask: Asking, ling: Member) -> None:
    wish = {"benefit": "lounge", "words": "The gate does not open.", "idempotencyKey": "k"}
    for _ in range(2):
        answer = await ask.data(REPORT, ling, input=wish)
        assert answer["reportProblem"] == {"__typename": "ReportProblemPayload"}
    assert (await ask.data(REPORT, ling, input=wish | {"words": " "}))["reportProblem"]["code"] == "INVALID_INPUT"
    query = """{ member(externalId: "u-ling") { journal { edges { node { action facts } } } } }"""
    entries = [edge["node"] for edge in (await ask.data(query, Role.SUPPORT))["member"]["journal"]["edges"]]
    told = [each["facts"] for each in entries if each["action"] == "report_problem"]
    assert told == [{"words": "The gate does not open."}]


async def test_a_link_that_a_delivery_gave_can_be_opened_from_the_card(ask: Asking, world: Shop, ling: Member) -> None:
    query = "{ viewer { member { benefits { edges { node { actions { kind grant { id } } } } } } } }"

    async def kinds() -> list[str]:
        [edge] = (await ask.data(query, ling))["viewer"]["member"]["benefits"]["edges"]
        return [each["kind"] for each in edge["node"]["actions"]]

    await buy(ling, one("lounge"), world.clock.now())
    assert "OPEN_LINK" not in await kinds()
    await world.work()
    assert (await kinds())[0] == "OPEN_LINK"


ROUTES = "{ benefitRoutes { benefit { code } period ways { provider product } } }"
ROUTE = """mutation ($input: RouteBenefitInput!) { routeBenefit(input: $input) {
  ... on BenefitRoutes { ways { provider product } } ... on Refusal { code }
} }"""


async def test_operators_set_by_which_ways_a_benefit_is_delivered(ask: Asking, world: Shop, ling: Member) -> None:
    ways = [{"provider": "harbour", "product": "gold"}, {"provider": "lanting", "product": "lounge"}]
    wish = {"benefit": "lounge", "ways": ways, "idempotencyKey": "k"}

    async def route(**more: object) -> dict[str, Any]:
        done: dict[str, Any] = (await ask.data(ROUTE, Role.OPERATOR, input=wish | more))["routeBenefit"]
        return done

    assert await route() == {"ways": ways}
    assert (await ask.data(ROUTES, Role.SUPPORT))["benefitRoutes"] == [
        {"benefit": {"code": "lounge"}, "period": None, "ways": ways}
    ]
    assert (await route(benefit="nothing"))["code"] == "NOT_FOUND"
    assert (await route(ways=ways[:1] * 2))["code"] == "INVALID_INPUT"
    await buy(ling, one("lounge"), world.clock.now())
    await world.work()
    assert [each.product for each in world.harbour.asked] == ["gold"]
    await route(ways=[])
    assert (await ask.data(ROUTES, Role.SUPPORT))["benefitRoutes"] == []
