"""Deliveries over GraphQL: followed by members, decided by staff; codes shown to whom they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette
from strawberry import relay

from hub.access.rules import Role
from hub.entitlements.service.planning import OneBenefit
from hub.entitlements.service.using import activate
from hub.fulfilment import reads
from hub.fulfilment.rules.stocking import Batch, NewCode
from hub.fulfilment.service import stocking, vault
from hub.fulfilment.service.resuming import resume
from hub.fulfilment.service.revealing import CONFIRMED_FOR
from hub.journal.rules import Act
from hub.kernel.calendar import Period
from hub.kernel.ids import new_id
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


async def test_the_code_of_what_waits_for_its_activation_is_neither_offered_nor_shown_before(
    ask: Asking, world: Shop, ling: Member
) -> None:
    order, by, now = new_id(), Act("staff:li", world.clock.now(), "stock"), world.clock.now()
    await stocking.stock(world.ports, Batch("voucher", "January"), [NewCode(Secret("AAAA-BBBB-0001"))], by)
    await vault.reserve(order, {"voucher": 1}, now, now + CONFIRMED_FOR)
    [task] = await buy(ling, OneBenefit("voucher", Period.parse("P1M"), 1, Period.parse("P9D")), now, order)
    [code] = (await reads.codes_of_tasks([task.id]))[task.id]
    kinds = "{ viewer { member { benefits { edges { node { actions { kind } } } } } } }"

    async def seen() -> tuple[object, ...]:
        [edge] = (await ask.data(kinds, ling))["viewer"]["member"]["benefits"]["edges"]
        token = await confirm(ask, ling, relay.to_base64("IssuedCode", code.id))
        shown = await reveal(ask, ling, relay.to_base64("IssuedCode", code.id), confirmation=token)
        listed = (await delivery_of(ask, ling))["codes"]
        return {"kind": "REVEAL_CODE"} in edge["node"]["actions"], len(listed), shown.get("refusal")

    assert await seen() == (False, 0, "NOT_FOUND")
    await activate(ling, task.grant_id, Act("member", now, "activate"))
    await resume(world.ports, ling.id)
    await world.work()
    assert await seen() == (True, 1, None)


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
