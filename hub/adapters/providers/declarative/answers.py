"""What a provider's message means. What is not recognised, or contradicts itself, is ``Unknown``: never a success."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import jmespath

from hub.adapters.providers.declarative.encryption import decrypt
from hub.kernel.calendar import FOREVER
from hub.kernel.secret import Secret
from hub.kernel.texts import storable
from hub.ports import providers as port

if TYPE_CHECKING:
    from jmespath.parser import ParsedResult

    from hub.adapters.providers.declarative.definition import Answer, Codes, Rule
    from hub.adapters.providers.declarative.loading import Configured

Meaning = port.Finding | port.NotCancellable

_DAY = timedelta(days=1)
_LONGEST_CODE = 4096
_LONGEST_REASON = 300


class _Nonsense(Exception):
    """A message claims a success that it does not bear out; the text never holds anything of a code."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one answer section makes of messages that arrive at ``now``."""

    configured: Configured
    answer: Answer
    now: datetime

    def parsed(self, content: object) -> Any:  # noqa: ANN401 (a JSON value)
        """The content with the fields read that hold JSON as text."""
        if not isinstance(content, dict):
            return content
        return content | {name: _json(content[name]) for name in self.answer.json_fields if name in content}

    def meaning(self, status: int, content: object, task_id: str | None) -> Meaning:
        """The outcome of ``content`` for the task; of any task if ``None``."""
        rule = next((rule for rule in self.answer.outcomes if _fits(rule, status, content)), None)
        if rule is None:
            form = "is not JSON" if content is None else "fits none of the described outcomes"
            return port.Unknown(f"the answer (HTTP {status}) {form}")
        try:
            self._check_task(rule, content, task_id)
            return self._outcome(rule, content)
        except _Nonsense as nonsense:
            return port.Unknown(f"the answer (HTTP {status}) {nonsense}")

    def task_id(self, content: object) -> str | None:
        """The task that the message says it is about."""
        return self._text(self.answer.task, content)

    def _check_task(self, rule: Rule, content: object, task_id: str | None) -> None:
        if task_id is None or self.answer.task is None:
            return
        named = self.task_id(content)
        if named is None and rule.outcome in {"delivered", "accepted", "cancelled"}:
            raise _Nonsense("does not say which task it is about")
        if named not in (None, task_id):
            raise _Nonsense("is about another task")

    def _outcome(self, rule: Rule, content: object) -> Meaning:
        reference, reason = self._words(self.answer.reference, content), self._reason(rule, content)
        outcomes: dict[str, Meaning] = {
            "accepted": port.Accepted(reference),
            "rejected": port.Rejected(reason, rule.try_another_product, rule.retryable),
            "unknown": port.Unknown(reason),
            "never-seen": port.NeverSeen(),
            "cancelled": port.Cancelled(),
            "not-cancellable": port.NotCancellable(reason),
        }
        if rule.outcome != "delivered":
            return outcomes[rule.outcome]
        link = self._words(self.answer.link, content)
        return port.Delivered(self._codes(content), Secret(link) if link else None, reference)

    def _reason(self, rule: Rule, content: object) -> str:
        found = self._words(rule.reason, content)
        return found[:_LONGEST_REASON] if found else f"the provider said {rule.outcome} without a reason"

    def _words(self, path: str | None, content: object) -> str | None:
        found = self._text(path, content)
        return None if found is None else storable(found)

    def _text(self, path: str | None, content: object) -> str | None:
        found = search(path, content) if path else None
        return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else None

    def _codes(self, content: object) -> tuple[port.IssuedCode, ...]:
        codes = self.answer.codes
        items = search(codes.each, content) if codes else None
        if codes is None or items is None:
            return ()
        if not isinstance(items, list):
            raise _Nonsense("has something else where codes should be listed")
        return tuple(self._issued(codes, item) for item in items)

    def _issued(self, codes: Codes, item: object) -> port.IssuedCode:
        code, password = self._secret(codes, "code", item), self._secret(codes, "password", item)
        if code is None:
            raise _Nonsense("lists a code that is none")
        valid_from, valid_until = self._instant(codes, codes.valid_from, item), self._last(codes, item)
        if valid_until and valid_until <= max(valid_from or self.now, self.now):
            raise _Nonsense("lists a code that never works any more")
        return port.IssuedCode(code, password, valid_from, valid_until)

    def _secret(self, codes: Codes, name: str, item: object) -> Secret | None:
        text = self._text(getattr(codes, name), item)
        encryption = self.configured.definition.encryption
        if text is not None and encryption and name in codes.encrypted:
            try:
                text = decrypt(encryption, self.configured.secrets, text).expose()
            except ValueError as error:
                raise _Nonsense(f"cannot be used: {error}") from None
        if text is not None and not (text.isprintable() and 0 < len(text) <= _LONGEST_CODE):
            raise _Nonsense("lists a code that is none")
        return None if text is None else Secret(text)

    def _last(self, codes: Codes, item: object) -> datetime | None:
        until = self._instant(codes, codes.valid_until, item)
        return min(until, FOREVER - _DAY) + _DAY if until and _is_date(codes.time_format) else until

    def _instant(self, codes: Codes, path: str | None, item: object) -> datetime | None:
        text = self._text(path, item)
        if not text:
            return None
        try:
            return instant(text, codes.time_format, self.configured.definition.time_zone)
        except (ValueError, OverflowError):
            raise _Nonsense("gives a time that cannot be read") from None


def instant(text: str, format_: str, zone: str) -> datetime:
    """An instant written in one of the formats of the file; what has no zone is in ``zone``."""
    if format_ in ("unix", "unix_ms"):
        try:
            return datetime.fromtimestamp(int(text) / (1000 if format_ == "unix_ms" else 1), UTC)
        except (OverflowError, OSError):
            raise ValueError("no such instant") from None
    at = datetime.fromisoformat(text) if format_ == "iso" else datetime.strptime(text, format_)  # noqa: DTZ007 (below)
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _is_date(format_: str) -> bool:
    return "%" in format_ and not any(each in format_ for each in ("%H", "%I", "%s", "%c", "%X"))


def _fits(rule: Rule, status: int, content: object) -> bool:
    if rule.status is not None and rule.status != status:
        return False
    return rule.when is None or bool(search(rule.when, content))


def search(path: str, content: object) -> Any:  # noqa: ANN401 (a JSON value)
    """What the path leads to; nothing where the expression does not suit the content."""
    try:
        return _compiled(path).search(content)
    except (jmespath.exceptions.JMESPathError, RecursionError):
        return None


@lru_cache(maxsize=1024)
def _compiled(path: str) -> ParsedResult:
    return jmespath.compile(path)


def _json(text: object) -> object:
    try:
        return json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        return text
