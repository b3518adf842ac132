"""Automatic renewal over GraphQL: looked at beforehand, agreed to, changed, cancelled; and the clock of a demo hub."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette

from hub.access.rules import Role
from hub.adapters.clock import StoredClock
from hub.notifications.service.linking import LINK_MARK, renewal_link
from hub.orders.models import PaymentMethodRow
from hub.renewals import reads
from hub.renewals.models import AgreementRow
from hub.renewals.service.holding import next_renewal, store
from hub.testclock import service as testclock
from schema.app import graphql_routes
from tests.api.conftest import Asking
from tests.api.shop import CATALOGUE, YEAR, give, open_shop
from tests.gateways import ScriptedGateway

if TYPE_CHECKING:
    from hub.members.rules import Member
    from hub.ports import Ports
    from hub.settings import Settings
    from tests.fakes import FakeClock

TERMS = {"offer": "year-cny", "price": 29800, "currency": "CNY", "termsVersion": "1"}
AGREEMENT = """
    __typename ... on Refusal { code message messageZh }
    ... on AgreementPayload { agreement {
        id state isLive price { amountMinor currency } period agreedAt pausedUntil endedAt endedBecause coveredUntil
        offer { code } heldOffer { code } benefits { code } card { last4 }
        next { amount { amountMinor } needsConsent noticeAt chargeAt dueAt termsVersion changes { benefit { code } } }
        renewals { number } consents { kind channel termsVersion offer price { amountMinor } period }
    } }
"""
ENABLE = f"mutation ($input: EnableRenewalInput!) {{ done: enableRenewal(input: $input) {{ {AGREEMENT} }} }}"


def change(name: str, kind: str) -> str:
    return f"mutation ($input: {kind}!) {{ done: {name}(input: $input) {{ {AGREEMENT} }} }}"


@pytest.fixture
async def card(ports: Ports, ling: Member) -> dict[str, str]:
    await open_shop(ports)
    await give(ports, ling, YEAR)
    await PaymentMethodRow.create(
        member_id=ling.id, gateway="scripted", method="card-1", brand="visa", last4="4242",
        expires_year=2031, expires_month=8, kept_at=ports.clock.now(),
    )  # fmt: skip
    return {"gateway": "scripted", "method": "card-1"}


async def enabled(ask: Asking, ling: Member, card: dict[str, str], **terms: Any) -> dict[str, Any]:
    given = {"terms": TERMS | terms, "card": card, "idempotencyKey": "k1"}
    done: dict[str, Any] = (await ask.data(ENABLE, ling, input=given))["done"]
    return done


async def test_a_member_looks_ahead_and_agrees(ask: Asking, ling: Member, card: dict[str, str]) -> None:
    preview = """query { previewRenewal(offer: "year-cny") { ... on RenewalPreview {
        amount { amountMinor } noticeAt chargeAt dueAt termsVersion changes { benefit { code } } } } }"""
    seen = (await ask.data(preview, ling))["previewRenewal"]
    done = await enabled(ask, ling, card)
    agreement = done["agreement"]
    assert (agreement["state"], agreement["isLive"], agreement["card"]) == ("ACTIVE", True, {"last4": "4242"})
    assert agreement["benefits"] == [{"code": "vip"}]
    assert agreement["next"]["chargeAt"] == seen["chargeAt"] == "2026-12-31T02:00:00Z"
    assert agreement["coveredUntil"] == seen["dueAt"] == "2027-01-01T02:00:00Z"
    assert [each["kind"] for each in agreement["consents"]] == ["AGREED"]
    again = await ask.data("{ viewer { member { agreements { id } cards { method last4 expiresYear } } } }", ling)
    assert again["viewer"]["member"] == {
        "agreements": [{"id": agreement["id"]}],
        "cards": [{"method": "card-1", "last4": "4242", "expiresYear": 2031}],
    }


async def test_refusals_say_what_to_do(ask: Asking, ling: Member, card: dict[str, str]) -> None:
    dearer = await enabled(ask, ling, card, price=1)
    assert (dearer["code"], dearer["message"][:12]) == ("RENEWAL_PRICE_CHANGED", "The price is")
    assert (await enabled(ask, ling, card, termsVersion="0"))["code"] == "TERMS_OUTDATED"
    assert (await enabled(ask, ling, card, offer="nothing"))["code"] == "NOT_FOUND"
    await enabled(ask, ling, card)
    given = {"terms": TERMS, "card": card, "idempotencyKey": "k2"}
    assert (await ask.data(ENABLE, ling, input=given))["done"]["code"] == "ALREADY_RENEWING"


async def test_a_member_pauses_resumes_and_cancels_in_one_step(ask: Asking, ling: Member, card: dict[str, str]) -> None:
    mine = {"agreement": (await enabled(ask, ling, card))["agreement"]["id"]}
    pause = change("pauseRenewal", "PauseRenewalInput")
    paused = (await ask.data(pause, ling, input={**mine, "until": "2026-11-01T00:00:00Z"}))["done"]["agreement"]
    assert (paused["state"], paused["pausedUntil"]) == ("PAUSED", "2026-11-01T00:00:00Z")
    wrong = (await ask.data(pause, ling, input={**mine, "until": "2020-01-01T00:00:00Z"}))["done"]
    assert wrong["code"] == "INVALID_INPUT"
    resumed = (await ask.data(change("resumeRenewal", "AgreementInput"), ling, input=mine))["done"]["agreement"]
    assert (resumed["state"], resumed["pausedUntil"]) == ("ACTIVE", None)
    over = (await ask.data(change("cancelRenewal", "AgreementInput"), ling, input=mine))["done"]["agreement"]
    assert (over["state"], over["endedBecause"], over["next"]) == ("CANCELLED", "CANCELLED", None)
    assert over["coveredUntil"] == "2027-01-01T02:00:00Z"
    late = (await ask.data(change("resumeRenewal", "AgreementInput"), ling, input=mine))["done"]
    assert late["code"] == "AGREEMENT_OVER"


PREVIEW_SWITCH = """query ($agreement: ID!, $offer: String!) {
    done: previewSwitch(agreement: $agreement, offer: $offer) {
    ... on Refusal { code } ... on RenewalPreview { amount { amountMinor } dueAt changes { benefit { code } } } } }"""


async def test_a_member_looks_at_what_a_switch_would_mean_and_switches(
    ask: Asking, ports: Ports, ling: Member, card: dict[str, str]
) -> None:
    dearer = "  - {code: year-plus, bundle: year, price: 398.00 CNY, renewal_period: P1Y}\n"
    await open_shop(ports, CATALOGUE + dearer)
    mine = {"agreement": (await enabled(ask, ling, card))["agreement"]["id"]}
    others = "query ($id: ID!) { node(id: $id) { ... on Agreement { alternatives { code } } } }"
    found = (await ask.data(others, ling, id=mine["agreement"]))["node"]["alternatives"]
    assert found == [{"code": "year-plus"}]
    seen = (await ask.data(PREVIEW_SWITCH, ling, **mine, offer="year-plus"))["done"]
    assert (seen["amount"], seen["dueAt"]) == ({"amountMinor": 39800}, "2027-01-01T02:00:00Z")
    assert {"benefit": {"code": "vip"}} in seen["changes"]
    assert (await ask.data(PREVIEW_SWITCH, ling, **mine, offer="nothing"))["done"]["code"] == "NOT_FOUND"
    terms = TERMS | {"offer": "year-plus", "price": 39800}
    switched = (await ask.data(change("switchRenewal", "AgreeAnewInput"), ling, input=mine | {"terms": terms}))["done"]
    agreement = switched["agreement"]
    assert (agreement["offer"], agreement["heldOffer"]) == ({"code": "year-plus"}, {"code": "year-cny"})
    assert (agreement["next"]["amount"], agreement["next"]["dueAt"]) == (seen["amount"], seen["dueAt"])


async def test_agreements_of_others_do_not_exist(ask: Asking, ling: Member, bo: Member, card: dict[str, str]) -> None:
    theirs = {"agreement": (await enabled(ask, ling, card))["agreement"]["id"]}
    for name, more in (("cancelRenewal", {}), ("resumeRenewal", {})):
        done = (await ask.data(change(name, "AgreementInput"), bo, input=theirs | more))["done"]
        assert done["code"] == "NOT_FOUND"
    assert (await ask.data("query ($id: ID!) { node(id: $id) { id } }", bo, id=theirs["agreement"]))["node"] is None
    assert (await ask.data("query ($id: ID!) { node(id: $id) { id } }", ling, id=theirs["agreement"]))["node"]


async def test_staff_decide_with_a_reason(ask: Asking, ling: Member, card: dict[str, str]) -> None:
    theirs = {"agreement": (await enabled(ask, ling, card))["agreement"]["id"], "reason": "a bad week"}
    waived = (await ask.data(change("waiveRenewal", "OverruleRenewalInput"), Role.SUPPORT, input=theirs))["done"]
    assert waived["agreement"]["next"]["amount"] == {"amountMinor": 0}
    extended = (
        await ask.data(
            change("extendRenewal", "ExtendRenewalInput"),
            Role.SUPPORT,
            input={**theirs, "period": "P14D", "idempotencyKey": "e1"},
        )
    )["done"]["agreement"]
    assert extended["coveredUntil"] == "2027-01-15T02:00:00Z"
    early = (await ask.data(change("retryRenewal", "OverruleRenewalInput"), Role.SUPPORT, input=theirs))["done"]
    assert early["code"] == "INVALID_INPUT"
    name = "cancelRenewalForMember"
    silent = (await ask.data(change(name, "OverruleRenewalInput"), Role.SUPPORT, input=theirs | {"reason": " "}))[
        "done"
    ]
    assert silent["code"] == "INVALID_INPUT"
    over = (await ask.data(change(name, "OverruleRenewalInput"), Role.SUPPORT, input=theirs))["done"]["agreement"]
    assert over["state"] == "CANCELLED"


async def test_what_is_sold_and_ends_can_be_renewed(ask: Asking, ling: Member, card: dict[str, str]) -> None:
    asked = '{ viewer { member { entitlement(benefit: "vip") { actions { kind } } } } }'
    found = (await ask.data(asked, ling))["viewer"]["member"]["entitlement"]["actions"]
    assert {"kind": "RENEW"} in found


async def test_a_card_is_kept_by_the_gateway_and_never_seen_by_the_hub(
    database: str, ports: Ports, settings: Settings, ling: Member
) -> None:
    open_ports = replace(ports, gateways={"scripted": ScriptedGateway()})
    ask = Asking(Starlette(routes=graphql_routes(settings, open_ports)), open_ports)
    keep = """mutation ($input: KeepCardInput!) { keepCard(input: $input) {
        ... on KeepCardPayload { card { gateway method last4 } } ... on Refusal { code } } }"""
    kept = await ask.data(keep, ling, input={"token": "tok-1881", "idempotencyKey": "k"})
    assert kept["keepCard"]["card"] == {"gateway": "scripted", "method": "tok-1881", "last4": "1881"}


CLOCK = "{ clock { now canMove target } }"
ADVANCE = """mutation ($by: Period!) { advanceClock(input: {by: $by}) {
    ... on AdvanceClockPayload { clock { canMove target } } ... on Refusal { code } } }"""


async def test_the_clock_of_a_hub_in_earnest_cannot_be_moved(ask: Asking) -> None:
    assert (await ask.data(CLOCK, Role.ADMIN))["clock"]["canMove"] is False
    assert (await ask.data(ADVANCE, Role.ADMIN, by="P30D"))["advanceClock"]["code"] == "NO_TEST_CLOCK"


async def test_a_demo_hub_is_told_where_to_move_its_clock(database: str, ports: Ports, settings: Settings) -> None:
    await testclock.mark()
    clock = StoredClock()
    demo = replace(ports, clock=clock, test_clock=clock)
    ask = Asking(Starlette(routes=graphql_routes(settings, demo)), demo)
    moved = (await ask.data(ADVANCE, Role.OPERATOR, by="P30D"))["advanceClock"]["clock"]
    assert moved["target"] is not None
    assert (await ask.data(CLOCK, Role.SUPPORT))["clock"]["target"] == moved["target"]
    assert await ask.error(ADVANCE, Role.SUPPORT, by="P1D") == "FORBIDDEN"


async def test_a_demo_hub_tells_with_every_answer_what_time_it_is_and_a_hub_in_earnest_does_not(
    database: str, ask: Asking, ports: Ports, settings: Settings
) -> None:
    await testclock.mark()
    clock = StoredClock()
    demo = replace(ports, clock=clock, test_clock=clock)
    of_demo = Asking(Starlette(routes=graphql_routes(settings, demo)), demo)
    await testclock.move(clock.machine() + timedelta(days=30), clock.machine())
    answered = [await each.http.post("/graphql", json={"query": "{ viewer { name } }"}) for each in (of_demo, ask)]
    told = datetime.fromisoformat(answered[0].headers["hub-now"])
    assert timedelta(days=29) < told - clock.machine() <= timedelta(days=30)
    assert "hub-now" not in answered[1].headers


async def test_a_link_in_a_message_signs_in_for_renewing_and_for_nothing_else(
    ask: Asking, ports: Ports, ling: Member, card: dict[str, str], clock: FakeClock
) -> None:
    token = renewal_link(ports, ling.id, ["vip"]).rsplit("/", 1)[1]
    headers = {"authorization": f"Bearer {LINK_MARK}{token}"}

    async def by_link(query: str, **variables: Any) -> dict[str, Any]:
        body = {"query": query, "variables": variables}
        answer: dict[str, Any] = (await ask.http.post("/graphql", json=body, headers=headers)).json()
        return answer

    seen = await by_link(
        "{ viewer { member { id zone name agreements { id } renewableOffers { code } cards { last4 } } } }"
    )
    assert seen["data"]["viewer"]["member"]["renewableOffers"] == [{"code": "year-cny"}]
    given = {"terms": TERMS, "card": card, "idempotencyKey": "by-link"}
    done = (await by_link(ENABLE, input=given))["data"]["done"]
    mine = {"agreement": done["agreement"]["id"]}
    agreement = await AgreementRow.get(member_id=ling.id)
    told = next_renewal(reads.agreement(agreement), None, clock.now())
    await store(reads.agreement(agreement), told)
    over = await by_link(change("cancelRenewal", "AgreementInput"), input=mine)
    assert over["data"]["done"]["agreement"]["state"] == "CANCELLED"
    for other in (
        "{ viewer { member { email } } }",
        "{ viewer { member { orders { totalCount } } } }",
        "{ viewer { member { agreements { renewals { order { id } } } } } }",
        '{ node(id: "TWVtYmVyOng=") { id } }',
        'mutation { consume(input: {benefit: "vip", idempotencyKey: "x"}) { __typename } }',
    ):
        [error] = (await by_link(other))["errors"]
        assert error["extensions"]["code"] in {"FORBIDDEN", "INVALID_REQUEST"}, error
    clock.advance(timedelta(days=8))
    [error] = (await by_link("{ viewer { member { name } } }"))["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
