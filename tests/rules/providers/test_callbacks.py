"""Callbacks: believed when signed and fresh, told apart by what makes them one message."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.adapters.providers.declarative import callbacks
from hub.adapters.providers.declarative.callbacks import Arrival
from hub.adapters.providers.declarative.signing import Message, sign
from hub.kernel.secret import Secret
from hub.ports import providers as port
from tests.rules.providers.shapes import NOW, described, signature

KEY = Secret("k")
SIGNED = {"algorithm": "md5", "over": "parameters", "key": "key", "field": "sign"}
HEADED = {
    "algorithm": "hmac-sha256",
    "over": "text",
    "text": "{header.x-time}.{body}",
    "key": "key",
    "header": "X-Sign",
}
ANSWER = {"task": "task", "outcomes": [{"when": "state == 'done'", "is": "delivered"}]}


def read(headers: dict[str, str], body: bytes, **parts: Any) -> port.Callback:
    section = {"signature": SIGNED, "timestamp": {"path": "time"}, "answer": ANSWER} | parts
    provider = described(secrets={"key": "k"}, callback=section)
    assert provider.definition.callback is not None
    return callbacks.read(provider, provider.definition.callback, Arrival(headers, body, NOW))


def signed_fields(**fields: object) -> dict[str, object]:
    fields = {"task": "task-1", "state": "done", "time": int(NOW.timestamp())} | fields
    return fields | {"sign": sign(signature(), Message(fields, b"", {}), KEY)}


def signed_headers(body: bytes, at: int) -> dict[str, str]:
    how = signature(**HEADED | {"field": None})
    return {"x-time": str(at), "x-sign": sign(how, Message({}, body, {"x-time": str(at)}), KEY)}


def test_a_genuine_callback_names_its_task_and_how_it_ended():
    told = read({}, json.dumps(signed_fields()).encode())
    assert (told.task_id, told.outcome) == ("task-1", port.Delivered())


def test_a_form_and_a_signature_in_headers_are_read_too():
    form = {name: str(value) for name, value in signed_fields().items()}
    assert read({}, urlencode(form).encode(), format="form").task_id == "task-1"
    body = b'{"task": "task-1", "state": "what"}'
    told = read(signed_headers(body, int(NOW.timestamp())), body, signature=HEADED, timestamp={"header": "X-Time"})
    assert isinstance(told.outcome, port.Unknown)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_callback_from_another_time_is_refused(minutes):
    at = int((NOW + timedelta(minutes=minutes)).timestamp())
    refused(json.dumps(signed_fields(time=at)).encode(), "TOO_OLD")
    body = b"{}"
    refused(body, "TOO_OLD", signed_headers(body, at), signature=HEADED, timestamp={"header": "X-Time"})
    refused(json.dumps(signed_fields(time="soon")).encode(), "TOO_OLD")


def test_a_changed_or_unsigned_callback_is_refused():
    refused(json.dumps(signed_fields() | {"task": "task-2"}).encode(), "SIGNATURE")
    refused(json.dumps({"task": "task-1", "state": "done"}).encode(), "SIGNATURE")
    refused(json.dumps({"sign": ["a"]}).encode(), "SIGNATURE")


def test_a_callback_without_a_task_is_refused():
    refused(json.dumps(signed_fields(task="")).encode(), "MALFORMED")


@given(body=st.binary(), sign_=st.text(), format_=st.sampled_from(["json", "form"]))
def test_nothing_that_strangers_send_is_believed_or_breaks_anything(body, sign_, format_):
    for each in (body, json.dumps({"sign": sign_, "time": 1}).encode(), b"[" * 3000):
        with pytest.raises(port.CallbackRefused):
            read({"x-sign": sign_}, each, format=format_)


def test_one_message_has_one_replay_key_and_two_have_two():
    first, again = (read({}, json.dumps(signed_fields()).encode()) for _ in range(2))
    later = read({}, json.dumps(signed_fields(time=int(NOW.timestamp()) + 1)).encode())
    assert first.replay_key == again.replay_key != later.replay_key
    named = [
        read({}, json.dumps(signed_fields(time=int(NOW.timestamp()) + n)).encode(), replay_key="task") for n in (0, 1)
    ]
    assert [each.replay_key for each in named] == ["task-1", "task-1"]


def refused(body: bytes, reason: str, headers: dict[str, str] | None = None, **parts: Any) -> None:
    with pytest.raises(port.CallbackRefused) as caught:
        read(headers or {}, body, **parts)
    assert caught.value.reason == reason
