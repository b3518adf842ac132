"""Callbacks: who sent it, when, and what it says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from hub.adapters.providers.declarative import masking
from hub.adapters.providers.declarative.answers import Reading, instant, search
from hub.adapters.providers.declarative.signing import Message, is_genuine
from hub.kernel.texts import storable
from hub.ports import providers as port

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from hub.adapters.providers.declarative.definition import CallbackSection
    from hub.adapters.providers.declarative.loading import Configured

_OK = 200


@dataclass(frozen=True, slots=True)
class Arrival:
    """A callback as it came in: headers by lower-case name."""

    headers: Mapping[str, str]
    body: bytes
    now: datetime


def read(configured: Configured, callback: CallbackSection, arrival: Arrival) -> port.Callback:
    """Verify, then read. Nothing of the message is believed before its signature holds."""
    fields = _fields(callback.format, arrival.body)
    if not _is_genuine(configured, callback, arrival, fields):
        raise port.CallbackRefused("SIGNATURE")
    if callback.timestamp and not _is_fresh(configured, callback, arrival, fields):
        raise port.CallbackRefused("TOO_OLD")
    reading = Reading(configured, callback.answer, arrival.now)
    content = reading.parsed(fields)
    task_id = reading.task_id(content)
    if not task_id:
        raise port.CallbackRefused("MALFORMED")
    outcome = reading.meaning(_OK, content, task_id)
    assert not isinstance(outcome, port.NotCancellable)  # noqa: S101 (a file that maps a callback to it is refused)
    shown = masking.shown(content, configured.definition, None)
    return port.Callback(task_id, outcome, _replay_key(callback, content, arrival), shown)


def _fields(format_: str, body: bytes) -> dict[str, object]:
    try:
        if format_ == "form":
            return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise port.CallbackRefused("MALFORMED")
    return fields


def _is_genuine(
    configured: Configured, callback: CallbackSection, arrival: Arrival, fields: Mapping[str, object]
) -> bool:
    signature = callback.signature
    given = arrival.headers.get(signature.header.lower()) if signature.header else fields.get(signature.field or "")
    message = Message(fields, arrival.body, arrival.headers)
    return isinstance(given, str) and is_genuine(signature, message, configured.secrets[signature.key], given)


def _is_fresh(
    configured: Configured, callback: CallbackSection, arrival: Arrival, fields: Mapping[str, object]
) -> bool:
    where = callback.timestamp
    assert where is not None  # noqa: S101 (asked for only where there is one)
    text = arrival.headers.get(where.header.lower()) if where.header else search(where.path or "", fields)
    try:
        sent_at = instant(str(text), where.format, configured.definition.time_zone)
    except (ValueError, OverflowError):
        return False
    return abs(arrival.now - sent_at) <= callback.replay_window


def _replay_key(callback: CallbackSection, content: object, arrival: Arrival) -> str:
    named = search(callback.replay_key, content) if callback.replay_key else None
    return storable(str(named)) if named else sha256(arrival.body).hexdigest()
