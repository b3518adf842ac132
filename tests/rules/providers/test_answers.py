"""Answers: what is recognised has a name; what contradicts itself or is unheard of is unknown, never a success."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.adapters.providers.declarative import loading, masking
from hub.adapters.providers.declarative.answers import Reading
from hub.adapters.providers.declarative.definition import Definition
from hub.kernel.secret import Secret
from hub.ports import providers as port
from tests.rules.providers.shapes import NOW, described, meaning

ANSWER = {
    "json_fields": ["wrapped"],
    "task": "task",
    "reference": "id",
    "outcomes": [
        {"when": "state == 'done'", "is": "delivered"},
        {"when": "state == 'wait'", "is": "accepted"},
        {"when": "wrapped.state == 'wait'", "is": "accepted"},
        {"when": "state == 'out'", "is": "rejected", "reason": "why", "try_another_product": True},
        {"when": "state == 'busy'", "is": "rejected", "retryable": True},
        {"status": 451, "is": "rejected", "reason": "why"},
    ],
    "codes": {"each": "codes", "code": "no", "password": "pin", "valid_from": "since", "valid_until": "until"},
    "link": "url",
}
SHIPPED = Path(__file__).parents[3] / "hub" / "adapters" / "providers"


def provider(**codes: str):
    return described(every_call={"answer": ANSWER | {"codes": ANSWER["codes"] | codes}})


def answer(**fields: object) -> dict[str, object]:
    return {"task": "task-1", "id": 7} | fields


def test_a_text_that_was_cut_in_the_middle_of_a_letter_can_be_kept():
    cut = answer(state="out", why="sold out \ud83d\x00") | {"id": "7\ud83d"}
    assert meaning(provider(), cut, 200) == port.Rejected("sold out ??", try_another_product=True)
    assert meaning(provider(), cut | {"state": "wait"}, 202) == port.Accepted("7?")
    masking.shown(cut, provider().definition, None).encode()


@pytest.mark.parametrize(
    ("content", "status", "expected"),
    [
        (answer(state="done"), 200, port.Delivered(reference="7")),
        (
            answer(state="done", url="https://x.example/1"),
            200,
            port.Delivered(link=Secret("https://x.example/1"), reference="7"),
        ),
        (answer(state="wait"), 202, port.Accepted("7")),
        (answer(wrapped='{"state": "wait"}'), 200, port.Accepted("7")),
        (answer(state="out", why="sold out"), 200, port.Rejected("sold out", try_another_product=True)),
        (
            answer(state="busy"),
            200,
            port.Rejected("the provider said rejected without a reason", retryable=True),
        ),
        (None, 451, port.Rejected("the provider said rejected without a reason")),
        (
            {"state": "out", "why": "no task in errors"},
            200,
            port.Rejected("no task in errors", try_another_product=True),
        ),
    ],
)
def test_what_is_recognised_has_a_name(content, status, expected):
    assert meaning(provider(), content, status) == expected


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "is not JSON"),
        ({}, "fits none of the described outcomes"),
        ([], "fits none of the described outcomes"),
        ("done", "fits none of the described outcomes"),
        (answer(state="exploded"), "fits none of the described outcomes"),
        (answer(wrapped="{broken"), "fits none of the described outcomes"),
        (answer(state="done", task="task-2"), "is about another task"),
        (answer(state="out", task="task-2"), "is about another task"),
        ({"state": "done"}, "does not say which task it is about"),
        ({"state": "wait"}, "does not say which task it is about"),
        (answer(state="done", codes="A-1"), "has something else where codes should be listed"),
        (answer(state="done", codes=[{"pin": "1"}]), "lists a code that is none"),
        (answer(state="done", codes=["A-1"]), "lists a code that is none"),
        (answer(state="done", codes=[{"no": ""}]), "lists a code that is none"),
        (answer(state="done", codes=[{"no": "A\n1"}]), "lists a code that is none"),
        (answer(state="done", codes=[{"no": True}]), "lists a code that is none"),
        (answer(state="done", codes=[{"no": "A" * 5000}]), "lists a code that is none"),
        (answer(state="done", codes=[{"no": "A-1", "until": "2026-01-30T00:00:00+00:00"}]), "never works any more"),
        (answer(state="done", codes=[{"no": "A-1", "until": "tomorrow"}]), "gives a time that cannot be read"),
        (
            answer(state="done", codes=[{"no": "A-1", "since": "2027-01-01", "until": "2026-12-01"}]),
            "never works any more",
        ),
    ],
)
def test_what_makes_no_sense_is_unknown_and_says_why(content, why):
    outcome = meaning(provider(), content)
    assert isinstance(outcome, port.Unknown)
    assert why in outcome.why
    assert "A-1" not in outcome.why


def test_a_code_comes_with_its_password_and_its_own_window():
    item = {"no": "A-1", "pin": "99", "since": "2026-02-01T00:00:00", "until": "2026-03-01T00:00:00+08:00"}
    outcome = meaning(provider(), answer(state="done", codes=[item, {"no": 42}]))
    assert isinstance(outcome, port.Delivered)
    start, end = datetime(2026, 1, 31, 16, tzinfo=UTC), datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert outcome.codes == (
        port.IssuedCode(Secret("A-1"), Secret("99"), start, end),
        port.IssuedCode(Secret("42")),
    )


@pytest.mark.parametrize(
    ("format_", "written", "until"),
    [
        ("%Y-%m-%d", "2026-12-31", datetime(2026, 12, 31, 16, tzinfo=UTC)),
        ("%Y-%m-%d %H:%M", "2026-12-31 08:00", datetime(2026, 12, 31, 0, 0, tzinfo=UTC)),
        ("unix", 1798675200, datetime(2026, 12, 31, tzinfo=UTC)),
        ("unix_ms", 1798675200000, datetime(2026, 12, 31, tzinfo=UTC)),
    ],
)
def test_a_last_day_counts_whole_and_a_last_moment_to_the_second(format_, written, until):
    outcome = meaning(provider(time_format=format_), answer(state="done", codes=[{"no": "A-1", "until": written}]))
    assert isinstance(outcome, port.Delivered)
    assert outcome.codes[0].valid_until == until


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["code", "state", "result", "task", "data", "cards", "vouchers", "order_no", "ret"])
            | st.text(),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@cache
def shipped(name: str) -> Definition:
    return loading.read(SHIPPED / f"{name}.yaml")


@given(
    content=json_values,
    status=st.sampled_from([200, 201, 404, 500]),
    name=st.sampled_from(["sunrise", "harbour", "drizzle"]),
)
def test_no_answer_breaks_the_reading_of_a_shipped_provider(content, status, name):
    definition = shipped(name)
    configured = loading.configure(definition, {})[0]
    for call_name in ("deliver", "find"):
        call = definition.call(call_name)
        assert call is not None
        assert call.answer is not None
        reading = Reading(configured, call.answer, NOW)
        outcome = reading.meaning(status, reading.parsed(content), "task-1")
        assert not isinstance(outcome, port.Delivered | port.Accepted)
        masking.shown(content, definition, "13800138000")


@given(data=st.data())
def test_staff_never_see_a_code_wherever_it_stands_in_a_message(data):
    code = "SECRET-CODE-1"
    wrapped = st.recursive(
        st.sampled_from([{"no": code}, {"pin": code}, {"url": code}, {"no": [code]}, {"wrapped": code}]),
        lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(st.text(max_size=5), inner, min_size=1),
    )
    content = {"phone": "call 13800138000 now", "at": data.draw(wrapped)}
    shown = masking.shown(content, provider().definition, "13800138000")
    assert code not in shown
    assert "13800138000" not in shown


def test_a_message_that_is_not_json_or_too_deep_is_not_shown():
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    assert masking.shown(None, provider().definition, None) == "(not JSON, not shown)"
    assert masking.shown(deep, provider().definition, None) == "(nested too deeply, not shown)"


@pytest.mark.parametrize(
    ("form", "delivered", "is_believed"),
    [
        (port.DeliveryForm.TOP_UP, port.Delivered(), True),
        (port.DeliveryForm.CODE, port.Delivered(), False),
        (port.DeliveryForm.CODE, port.Delivered((port.IssuedCode(Secret("A")),) * 2), True),
        (port.DeliveryForm.CODE, port.Delivered((port.IssuedCode(Secret("A")),) * 3), False),
        (port.DeliveryForm.LINK, port.Delivered(), False),
        (port.DeliveryForm.LINK, port.Delivered(link=Secret("x")), True),
    ],
)
def test_a_delivery_is_believed_when_it_is_the_one_asked_for(form, delivered, is_believed):
    asked = port.Delivery("task-1", "vip", form, quantity=2)
    assert (port.held_against(asked, delivered) == delivered) is is_believed
