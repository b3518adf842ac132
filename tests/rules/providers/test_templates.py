"""Templates: whatever a member or a product is called, it cannot change what a request is."""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.adapters.providers.declarative.templates import fill, parse, placeholders
from hub.kernel.errors import InvalidInput
from hub.ports.providers import Delivery, DeliveryForm
from tests.rules.providers.shapes import described, wire

hostile = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
BREAKOUTS = [
    '","admin":true,"',
    "{secret.key}",
    "{{",
    "%7D&admin=1",
    "a&admin=1",
    "../../admin",
    "x\r\nX-Admin: 1",
    "$json",
]


def delivery(account: str) -> Delivery:
    return Delivery("task-1", "vip", DeliveryForm.TOP_UP, account, 3)


def test_a_value_alone_keeps_its_type_and_within_text_becomes_text():
    values = {"quantity": 3, "product": "vip"}
    template = {
        "n": "{quantity}",
        "s": "{product}×{quantity}",
        "list": ["{quantity}", 7, None, True],
        "{product}": "{{}}",
    }
    assert fill(template, values) == {"n": 3, "s": "vip×3", "list": [3, 7, None, True], "{product}": "{}"}


def test_what_may_be_missing_is_left_out_and_what_is_needed_is_refused():
    assert fill({"a": "{account?}", "b": ["{account?}", 1], "c": "+{account?}"}, {"account": None}) == {"b": [1]}
    with pytest.raises(InvalidInput, match="this provider needs account"):
        fill({"a": "{account}"}, {"account": None})


def test_instants_are_written_as_the_provider_wants_them():
    at = datetime(2026, 1, 31, 10, 0, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    template = ["{now:unix}", "{now:unix_ms}", "{now:iso}", "{now:%Y-%m-%d %H:%M:%S}"]
    assert fill(template, {"now": at}) == [
        "1769824805",
        "1769824805000",
        "2026-01-31T10:00:05+08:00",
        "2026-01-31 10:00:05",
    ]


@pytest.mark.parametrize("text", ["{", "}", "{}", "{0}", "{a[0]}", "{a!r}", "{now:{a}}", "{a b}", "{a.}"])
def test_what_is_no_placeholder_is_refused_with_advice(text):
    with pytest.raises(ValueError, match="write"):
        parse(text)


def test_all_placeholders_of_a_template_are_found():
    names = [each.name for each in placeholders({"a": ["{b}", {"$json": {"c": "{d.e}{f?}"}}]})]
    assert names == ["b", "d.e", "f"]


@pytest.mark.parametrize("account", BREAKOUTS)
def test_known_breakouts_stay_values(account):
    check_json(account)
    check_form(account)


@given(account=hostile)
def test_no_value_breaks_out_of_json(account):
    check_json(account)


@given(account=hostile)
def test_no_value_breaks_out_of_a_form_or_a_query(account):
    check_form(account)


@given(task=hostile)
def test_no_value_breaks_out_of_an_address(task):
    provider = described(calls={"deliver": {"path": "/orders/{task_id}/pay", "json": {}}})
    try:
        made = wire(provider, Delivery(task, "vip", DeliveryForm.TOP_UP))
    except InvalidInput:
        assert task in {".", ".."}
        return
    parts = urlsplit(made.url)
    assert (parts.netloc, parts.query, parts.fragment) == ("provider.example", "", "")
    assert [unquote(segment) for segment in parts.path.split("/")] == ["", "orders", task, "pay"]


@given(account=hostile)
def test_no_value_breaks_out_of_a_header(account):
    provider = described(calls={"deliver": {"headers": {"X-Account": "{account}"}, "json": {}}})
    try:
        headers = wire(provider, delivery(account)).headers
    except InvalidInput:
        assert not (account.isascii() and account.isprintable())
        return
    assert headers == {"X-Account": account, "content-type": "application/json; charset=utf-8"}


def check_json(account: str) -> None:
    body = {"to": "{account}", "n": "{quantity}", "inner": {"$json": {"to": "{account}", "deep": ["{account}"]}}}
    sent = json.loads(wire(described(calls={"deliver": {"json": body}}), delivery(account)).body)
    assert json.loads(sent.pop("inner")) == {"to": account, "deep": [account]}
    assert sent == {"to": account, "n": 3}


def check_form(account: str) -> None:
    fields = {"to": "{account}", "n": "{quantity}"}
    made = wire(described(calls={"deliver": {"form": fields, "query": fields}}), delivery(account))
    for sent in (made.body.decode(), urlsplit(made.url).query):
        assert parse_qsl(sent, keep_blank_values=True) == [("to", account), ("n", "3")]
