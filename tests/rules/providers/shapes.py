"""Small providers described in a test's own words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hub.adapters.providers.declarative.answers import Meaning, Reading
from hub.adapters.providers.declarative.definition import Definition, Signature
from hub.adapters.providers.declarative.loading import Configured
from hub.adapters.providers.declarative.requests import Occasion, Wire, rendered
from hub.kernel.secret import Secret
from hub.ports.providers import Delivery

NOW = datetime(2026, 1, 31, 2, 0, tzinfo=UTC)
ANSWER = {"outcomes": [{"when": "ok", "is": "accepted"}]}


def described(secrets: dict[str, str] | None = None, **parts: Any) -> Configured:
    """A provider of these parts; what is left out is as small as can be."""
    secrets = secrets or {}
    plain = {"provider": "test", "title": "Test", "base_url": "https://provider.example", "time_zone": "Asia/Shanghai"}
    plain |= {"secrets": dict.fromkeys(secrets, "env:SECRET"), "every_call": {"answer": ANSWER}}
    definition = Definition.model_validate(plain | {"calls": {"deliver": {"json": {}}}} | parts)
    named = {name: Secret(secret) for name, secret in secrets.items()}
    return Configured(definition, definition.base_url, definition.settings, named)


def wire(provider: Configured, delivery: Delivery, call: str = "deliver") -> Wire:
    return both(provider, delivery, call)[0]


def both(provider: Configured, delivery: Delivery, call: str = "deliver") -> tuple[Wire, str]:
    """The request as it is sent, and as people may see it."""
    described_call = provider.definition.call(call)
    assert described_call is not None
    return rendered(provider, described_call, delivery, Occasion(NOW, "nonce-1"))


def signature(**parts: Any) -> Signature:
    return Signature.model_validate({"algorithm": "md5", "over": "parameters", "key": "key", "field": "sign"} | parts)


def meaning(provider: Configured, content: object, status: int = 200, task_id: str = "task-1") -> Meaning:
    """What the provider's answer to ``deliver`` means."""
    call = provider.definition.call("deliver")
    assert call is not None
    assert call.answer is not None
    reading = Reading(provider, call.answer, NOW)
    return reading.meaning(status, reading.parsed(content), task_id)
