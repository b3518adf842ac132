"""What messages say, and what is found before they say it wrongly."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from hub.notifications.reads import templates
from hub.notifications.rules.rendering import Templates

GOOD = {
    "hello/en.txt": "Hello {{ name }}\n\nHow are you?\n",
    "hello/zh-CN.txt": "{{ name }}，您好\n\n近来好吗？\n",
    "hello/en.mjml": "<mjml><mj-body><mj-text>Hello {{ name }}</mj-text></mj-body></mjml>",
    "hello/zh-CN.mjml": "<mjml><mj-body><mj-text>{{ name }}，您好</mj-text></mj-body></mjml>",
    "hello/sample.json": '{"name": "林玲"}',
}


def test_the_templates_that_come_with_the_hub_are_whole() -> None:
    assert templates().mistakes() == []


def test_a_name_is_written_and_never_carried_out() -> None:
    rendered = Templates(GOOD).render("hello", "en", {"name": "<b>{{ 7 * 7 }}\nBcc: all@example.com"})
    assert "&lt;b&gt;{{ 7 * 7 }}" in rendered.html
    assert "\n" not in rendered.subject


@pytest.mark.parametrize(
    ("path", "content", "found"),
    [
        ("hello/en.txt", None, "hello/en.txt: is missing"),
        ("hello/en.txt", "Hello {{ nam }}\n\nHi\n", "hello/en.txt: nam is not in sample.json"),
        ("hello/en.txt", "Hi {% if name %}{{ no }}{% endif %}\n\nHi\n", "hello/en.txt: no is not in sample.json"),
        ("hello/en.txt", "Hello {{ name.first }}\n\nHi\n", "hello in en: 'str object' has no attribute 'first'"),
        ("hello/en.txt", "Hello\n", "hello in en: the first line is the subject, and the text comes after it"),
        ("hello/en.mjml", "<mjml><mj-body>", "hello in en: "),
    ],
)
def test_what_is_missing_is_found_before_anything_is_sent(path: str, content: str | None, found: str) -> None:
    files = {**GOOD, path: content or ""} if content else {k: v for k, v in GOOD.items() if k != path}
    assert Templates(GOOD).mistakes() == []
    assert any(each.startswith(found) for each in Templates(files).mistakes())


def test_a_variable_that_is_missing_at_sending_is_never_left_out_in_silence() -> None:
    with pytest.raises(UndefinedError):
        Templates(GOOD).render("hello", "en", {})


def test_a_template_cannot_reach_into_the_program() -> None:
    files = {**GOOD, "hello/en.txt": "{{ name.__class__.__mro__ }}\n\nHi\n"}
    with pytest.raises(SecurityError):
        Templates(files).render("hello", "en", {"name": "x"})
