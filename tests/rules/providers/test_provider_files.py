"""A provider's file: in order, or refused with its line and what to do about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.adapters.providers.declarative import loading
from hub.adapters.providers.declarative.checking import check
from hub.adapters.providers.declarative.loading import InvalidProviderFile, Mistake
from tests.rules.providers.shapes import NOW

SHIPPED = sorted((Path(loading.__file__).parents[1]).glob("*.yaml"))
GOOD = """\
provider: test
title: Test
base_url: env:TEST_URL
secrets:
  key: env:TEST_KEY
every_call:
  form:
    shop: "1"
  signature: {algorithm: md5, over: parameters, key: key, field: sign}
calls:
  deliver:
    path: /order
    form:
      order: "{task_id}"
    answer:
      task: order
      outcomes:
        - {when: "state == 'done'", is: delivered}
callback:
  signature: {algorithm: md5, over: parameters, key: key, field: sign}
  timestamp: {path: time}
  answer:
    task: order
    outcomes:
      - {when: done, is: delivered}
"""
ENVIRONMENT = {"TEST_URL": "https://test.example/api/", "TEST_KEY": "k"}


def mistakes(tmp_path: Path, text: str, environment: dict[str, str] | None = None) -> list[Mistake]:
    file = tmp_path / "test.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(InvalidProviderFile) as refused:
        loading.load(file, ENVIRONMENT if environment is None else environment)
    assert str(refused.value).startswith(f"{file}:")
    return list(refused.value.mistakes)


def test_three_providers_are_shipped():
    assert [file.stem for file in SHIPPED] == ["drizzle", "harbour", "sunrise"]


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_shipped_file_is_in_order_and_its_samples_come_out_as_it_says(file):
    report = check(file, {}, NOW)
    assert [trial for trial in report.trials if not trial.is_good] == []
    assert {"deliver", "find"} <= set(report.requests)
    assert len(report.made_up) == 4


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_no_shipped_file_holds_a_secret(file):
    definition = loading.read(file)
    assert all(value.startswith("env:") for value in definition.secrets.values())


def test_a_file_in_order_loads_with_its_values(tmp_path):
    file = tmp_path / "test.yaml"
    file.write_text(GOOD, "utf-8")
    configured = loading.load(file, ENVIRONMENT)
    assert configured.base_url == "https://test.example/api"
    assert configured.secrets["key"].expose() == "k"
    assert "'k'" not in repr(configured)


@pytest.mark.parametrize(
    ("old", "new", "line", "where", "message"),
    [
        ("title: Test", "titel: Test", 2, "titel", "check its spelling"),
        ("    path: /order\n", "    path: order\n", 12, "calls.deliver.path", "match"),
        (
            "is: delivered}\ncallback",
            "is: delivert}\ncallback",
            18,
            "calls.deliver.answer.outcomes.0.is",
            "'delivered'",
        ),
        ("{task_id}", "{task}", 13, "calls.deliver.form", "{task} is not known; use one of account"),
        ("{task_id}", "{task_id", 14, "calls.deliver.form.order", "write {{ for a brace that means itself"),
        ("{task_id}", "{task_id:iso}", 13, "calls.deliver.form", "only {now} has a format"),
        ("/order", "/order/{account?}", 12, "calls.deliver.path", "remove the question mark"),
        ("state == 'done'", "state = 'done'", 18, "calls.deliver.answer.outcomes.0.when", "not a JMESPath expression"),
        (
            "is: delivered}\ncallback",
            "is: never-seen}\ncallback",
            18,
            "calls.deliver.answer.outcomes.0.is",
            "cannot come to",
        ),
        (
            "key: key, field: sign}\ncalls",
            "key: kee, field: sign}\ncalls",
            9,
            "every_call.signature.key",
            "no secret 'kee'",
        ),
        ("key: key, field: sign}\ncalls", "key: key}\ncalls", 9, "every_call.signature", "either field or header"),
        ("secrets:\n  key: env:TEST_KEY", "secrets:\n  key: hunter2", 5, "secrets.key", "match"),
        ('shop: "1"', "shop: 2026-01-01", 8, "every_call.form.shop", "put it in quotes"),
        ('shop: "1"', "shop: [1]", 8, "every_call.form.shop", "write $json around"),
        ("timestamp: {path: time}", "timestamp: {header: X-Time}", 21, "callback.timestamp", "the time is not signed"),
        ("  answer:\n    task: order\n", "  answer:\n", 22, "callback.answer", "add task"),
        (
            "callback:",
            "polling: {first: PT5S, every: PT5S, until: PT5M}\ncallback:",
            19,
            "polling",
            "describe calls.find",
        ),
        ("title: Test", "title: Test\ntime_zone: Peking", 3, "time_zone", "write an IANA name"),
        ("title: Test", "title: Test\ntimeout: PT0S", 3, "timeout", "greater than"),
        (
            "callback:\n  signature: {algorithm: md5, over: parameters",
            "callback:\n  signature: {algorithm: md5, over: characters",
            25,
            "callback.answer.outcomes.0.is",
            "cannot prove this; let it come to accepted",
        ),
        ("provider: test", "provider: Test!", 1, "provider", "match"),
        ("title: Test", "title: a: b", 2, "the file", "check quotes and indentation"),
        (GOOD, "- a list", 1, "the file", "must be a mapping"),
        (GOOD, "", 1, "the file", "must be a mapping"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_what_to_do(tmp_path, old, new, line, where, message):
    assert old in GOOD
    found = mistakes(tmp_path, GOOD.replace(old, new, 1))
    assert (line, where) in {(each.line, each.where) for each in found}
    assert any(message in each.message for each in found)
    assert not any("hunter2" in each.message for each in found)


def test_all_mistakes_are_listed_at_once_in_reading_order(tmp_path):
    text = GOOD.replace("title: Test", "titel: Test").replace("is: delivered", "is: sent")
    assert [each.line for each in mistakes(tmp_path, text)] == [1, 2, 18, 25]


def test_what_the_environment_lacks_is_named_by_its_variable(tmp_path):
    found = mistakes(tmp_path, GOOD, {})
    assert [(each.line, each.message) for each in found] == [
        (3, "set TEST_URL in the environment"),
        (5, "set TEST_KEY in the environment"),
    ]


def test_an_address_without_a_scheme_and_a_key_of_the_wrong_kind_are_refused(tmp_path):
    text = GOOD.replace(
        "md5, over: parameters, key: key, field: sign}\ncalls",
        "rsa-sha256, over: parameters, key: key, field: sign}\ncalls",
    )
    assert mistakes(tmp_path, GOOD, ENVIRONMENT | {"TEST_URL": "test.example"})[0].line == 3
    (found,) = mistakes(tmp_path, text)
    assert (found.line, found.where) == (9, "every_call.signature.key")


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(InvalidProviderFile, match="cannot be read"):
        loading.load(tmp_path / "nowhere.yaml", {})
    (tmp_path / "latin.yaml").write_bytes(b"title: \xff")
    with pytest.raises(InvalidProviderFile, match="cannot be read"):
        loading.load(tmp_path / "latin.yaml", {})


def test_a_sample_that_comes_out_otherwise_is_shown_with_the_reason(tmp_path):
    file = tmp_path / "test.yaml"
    sample = "samples:\n  - {name: nonsense, call: deliver, body: {order: other, state: done}, gives: delivered}\n"
    file.write_text(GOOD + sample, "utf-8")
    (trial,) = check(file, {}, NOW).trials
    assert not trial.is_good
    assert (trial.given, trial.why) == ("unknown", "the answer (HTTP 200) is about another task")
