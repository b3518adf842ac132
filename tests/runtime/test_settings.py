"""Settings: what is taken from outside, and what is never shown of it."""

from __future__ import annotations

import pytest

from hub import settings
from hub.kernel.errors import InvalidInput


@pytest.fixture
def given(monkeypatch):
    """Sets variables for one test."""

    def give(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"HUB_{name.upper()}", value)

    return give


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "many"),
        ("port", "65536"),
        ("zone", "Mars/Olympus"),
        ("log_format", "xml"),
        ("demo", "perhaps"),
        ("database_url", "mysql://hub:hunter2@127.0.0.1/hub"),
        ("redis_url", "hunter2"),
        ("reminder_hour", "23:00"),
        ("smtp_url", "http://hub:hunter2@mail.example"),
        ("smtp_url", "smtp://hub:hunter2@mail.example:many"),
        ("smtp_url", "smtp://hub:hunter2/@mail.example"),
        ("smtp_url", "smtps://"),
        ("mail_from", "Benefits"),
        ("mail_from", "Benefits <hub@>"),
        ("mail_from", "Benefits <hub@shop.example>\nBcc: x@example.com"),
        ("messages_url", "sms.example"),
        ("messages_secret", "whsec_hunter2"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name_and_without_its_value(given, name, value):
    given(**{name: value})
    with pytest.raises(InvalidInput) as refused:
        settings.load()
    assert refused.value.field == f"HUB_{name.upper()}"
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("smtp_url", "smtp://hub:hunter%2F2@mail.example"),
        ("smtp_url", "smtps://[::1]:465"),
        ("mail_from", "权益中心 <hub@shop.example>"),
        ("mail_from", "hub@shop.example"),
        ("messages_url", "https://sms.example/hub"),
        ("messages_secret", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"),
    ],
)
def test_what_mail_and_webhooks_need_is_taken_as_it_is_written(given, name, value):
    given(**{name: value})
    taken = getattr(settings.load(), name)
    assert (taken if isinstance(taken, str) else taken.get_secret_value()) == value


def test_the_demo_is_on_with_the_embedded_database_only_unless_asked_for(given):
    assert settings.load().is_demo
    given(database_url="postgresql://127.0.0.1/hub")
    assert not settings.load().is_demo
    given(demo="true")
    assert settings.load().is_demo


def test_the_table_names_every_setting_and_shows_no_value(given):
    given(database_url="postgresql://hub:hunter2@127.0.0.1/hub")
    assert "| `HUB_PORT` | `8000` |" in settings.table()
    assert "hunter2" not in settings.table() + repr(settings.load())
    assert all(f"`HUB_{name.upper()}`" in settings.table() for name in settings.Settings.model_fields)
