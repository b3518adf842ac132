"""Buying over GraphQL: quoted, ordered, paid, followed, and given back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette

from hub.access.rules import Role
from hub.settings import Settings
from schema.app import graphql_routes
from tests.api.conftest import Asking
from tests.services.conftest import bo, ling
from tests.services.orders.conftest import Till, shop, stock, till

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from hub.members.rules import Member

__all__ = ["bo", "ling", "shop", "till"]

QUOTE = """query ($cart: CartInput!) { quote(cart: $cart) {
  __typename
  ... on Quote { total { currency amountMinor } lines { bundle { code } introductory }
    changes { benefit { code } coverageEndAfter sentence { en } } }
  ... on Refusal { code message messageZh }
} }"""
PLACE = """mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  __typename
  ... on OrderPayload { order { id number state total { amountMinor } payBy } }
  ... on PriceChanged { now { currency amountMinor } }
  ... on Refusal { code message }
} }"""
PAY = """mutation ($input: PayOrderInput!) { payOrder(input: $input) {
  __typename
  ... on PayOrderPayload { order { state } payment { state reason url } clientSecret }
  ... on Refusal { code message }
} }"""
SHOW = """query ($number: String!) { order(number: $number) {
  id state paidAt member { name } payments { state amount { amountMinor } }
  refunds { cause state amount { amountMinor } }
  lines { number quantity offer { code } bundle { code } subtotal { amountMinor } parts {
    id path benefit { code } amount { amountMinor } refunded { amountMinor } delivery grant { state }
  } }
} }"""
CANCEL = """mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) {
  __typename ... on OrderPayload { order { state } } ... on Refusal { code }
} }"""
PREVIEW = """query ($order: ID!, $parts: [ID!], $inFull: Boolean! = false) {
  previewRefund(order: $order, parts: $parts, inFull: $inFull) {
    ... on RefundPreview { total { amountMinor } parts { part { path } worth { amountMinor } } }
    ... on Refusal { code }
} }"""
REFUND = """mutation ($input: RefundOrderInput!) { refundOrder(input: $input) {
  __typename
  ... on RefundOrderPayload { order { state } refund { state cause amount { amountMinor } reason } }
  ... on Refusal { code message }
} }"""
CASES = """query { paymentCases { edges { node { id kind facts order { number cases { kind } } } } } }"""
RESOLVE = """mutation ($input: ResolvePaymentCaseInput!) { resolvePaymentCase(input: $input) {
  ... on PaymentCasePayload { case { resolvedAt resolvedBy resolution } } ... on Refusal { code }
} }"""


@pytest.fixture
async def ask(till: Till) -> AsyncIterator[Asking]:
    asking = Asking(Starlette(routes=graphql_routes(Settings(demo=True), till.ports)), till.ports)
    async with asking.http:
        yield asking


def cart(*offers: str, **more: object) -> dict[str, object]:
    return {"lines": [{"offer": each} for each in offers], **more}


async def place(ask: Asking, member: Member, *offers: str, **more: object) -> dict[str, Any]:
    wish = {"cart": cart(*offers), "idempotencyKey": "-".join(offers), **more}
    answer: dict[str, Any] = (await ask.data(PLACE, member, input=wish))["placeOrder"]
    return answer


async def pay(ask: Asking, till: Till, member: Member, order: str, card: str = "good") -> dict[str, Any]:
    wish = {"order": order, "card": await till.sandbox.card(card), "idempotencyKey": f"pay-{card}"}
    answer: dict[str, Any] = (await ask.data(PAY, member, input=wish))["payOrder"]
    return answer


async def buy(ask: Asking, till: Till, member: Member, *offers: str) -> dict[str, Any]:
    order: dict[str, Any] = (await place(ask, member, *offers))["order"]
    assert (await pay(ask, till, member, order["id"]))["order"]["state"] == "PAID"
    return order


async def test_a_member_sees_the_price_and_the_time_before_buying(ask: Asking, till: Till, ling: Member) -> None:
    quote = (await ask.data(QUOTE, ling, cart=cart("month-renewing")))["quote"]
    assert quote["total"] == {"currency": "CNY", "amountMinor": 100}
    assert quote["lines"] == [{"bundle": {"code": "month"}, "introductory": 1}]
    [change] = quote["changes"]
    assert (change["benefit"], change["coverageEndAfter"]) == ({"code": "vip"}, "2026-01-31T02:00:00Z")
    assert change["sentence"] == {"en": "Until 31 Jan 2026"}


async def test_what_cannot_be_bought_says_why_in_both_languages(ask: Asking, till: Till, ling: Member) -> None:
    for offers, code in [
        (("month-once", "month-abroad"), "CURRENCIES_MIXED"),
        (("month-twice",) * 3, "OFFER_LIMIT_REACHED"),
        (("nothing",), "NOT_FOUND"),
        (("n" * 5_000,), "NOT_FOUND"),
    ]:
        quote = (await ask.data(QUOTE, ling, cart=cart(*offers)))["quote"]
        assert quote["code"] == code
        assert quote["message"]
        assert quote["messageZh"] != quote["message"]
    assert (await place(ask, ling, "paper-once"))["code"] == "OUT_OF_STOCK"
    till.clock.advance(timedelta(minutes=10))
    assert (await place(ask, ling, "month-sale"))["__typename"] == "NotOnSale"


async def test_a_member_buys_and_follows_each_part(ask: Asking, till: Till, ling: Member) -> None:
    await stock(1, till.clock.now())
    order = (await place(ask, ling, "joint-once", currency="CNY", total=9_999))["order"]
    assert (order["state"], order["payBy"]) == ("AWAITING_PAYMENT", "2026-01-01T02:30:00Z")
    declined = await pay(ask, till, ling, order["id"], "no funds")
    assert declined["payment"] == {"state": "DECLINED", "reason": "insufficient_funds", "url": None}
    assert (await pay(ask, till, ling, order["id"]))["order"] == {"state": "PAID"}
    shown = (await ask.data(SHOW, ling, number=order["number"].lower()))["order"]
    assert (shown["id"], shown["state"], shown["member"]) == (order["id"], "PAID", {"name": "林玲"})
    assert [each["state"] for each in shown["payments"]] == ["DECLINED", "SUCCEEDED"]
    [line] = shown["lines"]
    assert (line["offer"], line["bundle"]) == ({"code": "joint-once"}, {"code": "joint"})
    assert {each["path"][0]: (each["delivery"], each["grant"]) for each in line["parts"]} == {
        "video": (None, {"state": "IN_FORCE"}),
        "music": ("QUEUED", {"state": "IN_FORCE"}),
        "visits": (None, {"state": "IN_FORCE"}),
        "paper": ("QUEUED", {"state": "IN_FORCE"}),
    }
    assert sum(each["amount"]["amountMinor"] for each in line["parts"]) == 9_999


async def test_a_total_that_is_not_the_one_shown_is_refused_with_the_new_one(
    ask: Asking, till: Till, ling: Member
) -> None:
    refused = await place(ask, ling, "month-once", currency="CNY", total=1)
    assert (refused["code"], refused["now"]) == ("PRICE_CHANGED", {"currency": "CNY", "amountMinor": 1_500})
    assert (await place(ask, ling, "month-once", total=1))["code"] == "INVALID_INPUT"


async def test_a_member_gives_an_unpaid_order_up_once(ask: Asking, till: Till, ling: Member) -> None:
    order = (await place(ask, ling, "month-once"))["order"]
    for _ in range(2):
        cancelled = (await ask.data(CANCEL, ling, input={"order": order["id"]}))["cancelOrder"]
        assert cancelled["order"] == {"state": "CANCELLED"}
    assert (await pay(ask, till, ling, order["id"]))["code"] == "ORDER_NOT_PAYABLE"
    paid = await buy(ask, till, ling, "month-renewing")
    refused = (await ask.data(CANCEL, ling, input={"order": paid["id"]}))["cancelOrder"]
    assert refused["code"] == "ORDER_NOT_PAYABLE"


async def test_another_members_order_does_not_exist(ask: Asking, till: Till, ling: Member, bo: Member) -> None:
    order = await buy(ask, till, ling, "month-once")
    assert (await ask.data(SHOW, bo, number=order["number"]))["order"] is None
    assert (await ask.data("query ($id: ID!) { node(id: $id) { id } }", bo, id=order["id"]))["node"] is None
    assert (await pay(ask, till, bo, order["id"]))["code"] == "NOT_FOUND"
    assert (await ask.data(CANCEL, bo, input={"order": order["id"]}))["cancelOrder"]["code"] == "NOT_FOUND"
    own = "query ($id: ID!) { node(id: $id) { ... on Order { number } } }"
    assert (await ask.data(own, ling, id=order["id"]))["node"] == {"number": order["number"]}
    mine = "{ viewer { member { orders { edges { node { number } } } } } }"
    assert (await ask.data(mine, bo))["viewer"]["member"]["orders"]["edges"] == []
    assert len((await ask.data(mine, ling))["viewer"]["member"]["orders"]["edges"]) == 1


async def test_support_sees_what_a_return_is_worth_and_gives_it_back_once(
    ask: Asking, till: Till, ling: Member
) -> None:
    order = await buy(ask, till, ling, "month-once", "taste-once")
    till.clock.advance(timedelta(days=15))
    preview = (await ask.data(PREVIEW, Role.SUPPORT, order=order["id"]))["previewRefund"]
    assert preview["total"] == {"amountMinor": 750}
    assert [each["worth"] for each in preview["parts"]] == [{"amountMinor": 750}, None]
    wish = {"order": order["id"], "reason": "unhappy", "idempotencyKey": "r"}
    refunded = (await ask.data(REFUND, Role.SUPPORT, input=wish))["refundOrder"]
    assert refunded["order"] == {"state": "PARTLY_REFUNDED"}
    assert refunded["refund"] == {
        "state": "DUE",
        "cause": "RETURN",
        "amount": {"amountMinor": 750},
        "reason": "unhappy",
    }
    again = (await ask.data(REFUND, Role.SUPPORT, input={**wish, "idempotencyKey": "s"}))["refundOrder"]
    assert again["code"] == "NOTHING_TO_REFUND"
    shown = (await ask.data(SHOW, Role.SUPPORT, number=order["number"]))["order"]
    part = shown["lines"][0]["parts"][0]
    assert part["refunded"] == {"amountMinor": 750}
    once = {**wish, "parts": [part["id"]], "idempotencyKey": "t"}
    assert (await ask.data(REFUND, Role.SUPPORT, input=once))["refundOrder"]["code"] == "ALREADY_REFUNDED"


async def test_money_that_did_not_fit_waits_for_support(ask: Asking, till: Till, ling: Member) -> None:
    order = await buy(ask, till, ling, "month-once")
    [payment] = (await ask.data(SHOW, ling, number=order["number"]))["order"]["payments"]
    assert payment["amount"] == {"amountMinor": 1_500}
    ledger = await till.sandbox.client.get(
        f"{till.sandbox.account.url}/admin/ledger", headers={"authorization": "Bearer sk"}
    )
    await till.sandbox.charge_back(ledger.json()["charges"][0]["id"])
    await till.hear(2)
    [edge] = (await ask.data(CASES, Role.SUPPORT))["paymentCases"]["edges"]
    assert (edge["node"]["kind"], edge["node"]["order"]["number"]) == ("CHARGED_BACK", order["number"])
    wish = {"case": edge["node"]["id"], "resolution": "talked to the member"}
    closed = (await ask.data(RESOLVE, Role.SUPPORT, input=wish))["resolvePaymentCase"]["case"]
    assert (closed["resolution"], closed["resolvedBy"]) == ("talked to the member", "staff:staff-support")
    assert (await ask.data(CASES, Role.SUPPORT))["paymentCases"]["edges"] == []
    assert (
        await ask.error("query ($n: String!) { order(number: $n) { cases { kind } } }", ling, n=order["number"])
        == "FORBIDDEN"
    )


async def test_a_page_learns_where_cards_go(ask: Asking, till: Till, ling: Member) -> None:
    entry = (await ask.data("{ cardEntry { gateway publicKey url } }", ling))["cardEntry"]
    assert entry == {"gateway": "sandbox", "publicKey": "pk", "url": f"{till.sandbox.account.url}/v1/tokens"}
