"""From a call's description and a delivery to the request as it is sent, and as people may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit
from zoneinfo import ZoneInfo

from hub.adapters.providers.declarative.signing import Message, sign
from hub.adapters.providers.declarative.templates import compact_json, fill, parse, plain_text, value
from hub.kernel.errors import InvalidInput
from hub.kernel.secret import MASK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from hub.adapters.providers.declarative.definition import Call, Signature
    from hub.adapters.providers.declarative.loading import Configured
    from hub.adapters.providers.declarative.templates import Template
    from hub.ports.providers import Delivery

    Fields = dict[str, object]

_SHOWN_ENDS = (3, 2)
_SHORT = 8


@dataclass(frozen=True, slots=True)
class Wire:
    """A request: where it goes and what it carries."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    def __str__(self) -> str:
        """As it goes over the wire, for people."""
        headers = "".join(f"{name}: {value}\n" for name, value in self.headers.items())
        return f"{self.method} {self.url}\n{headers}\n{self.body.decode()}".rstrip().replace(quote(MASK), MASK)


@dataclass(frozen=True, slots=True)
class Occasion:
    """What differs each time a request is made: when it is, and a number used once."""

    now: datetime
    nonce: str


@dataclass(frozen=True, slots=True)
class _Manner:
    """How the parts that are not plain values are written: for the wire, or for people."""

    sign: Callable[[Signature, Message], str]
    in_path: Callable[[str], str]
    in_header: Callable[[str], str]


def rendered(configured: Configured, call: Call, delivery: Delivery, occasion: Occasion) -> tuple[Wire, str]:
    """The request to send, and its text for people: made from the same templates with masks in the secrets' places."""
    secrets = configured.secrets
    values = _values(configured, delivery, occasion)
    real = values | {f"secret.{name}": secret.expose() for name, secret in secrets.items()}
    masked = values | {f"secret.{name}": MASK for name in secrets} | {"account": masked_account(delivery.account)}
    for_wire = _Manner(lambda how, message: sign(how, message, secrets[how.key]), _quoted, _one_line)
    for_people = _Manner(lambda _how, _message: MASK, str, str)
    return _wire(configured, call, real, for_wire), str(_wire(configured, call, masked, for_people))


def masked_account(account: str | None) -> str | None:
    """An account as staff may see it: enough to recognise, not enough to use."""
    if account is None or len(account) < _SHORT:
        return account and MASK
    first, last = _SHOWN_ENDS
    return account[:first] + MASK + account[-last:]


def _values(configured: Configured, delivery: Delivery, occasion: Occasion) -> dict[str, object]:
    values: dict[str, object] = {f"setting.{name}": value for name, value in configured.settings.items()}
    values |= {f"field.{name}": value for name, value in delivery.fields.items()}
    values |= {"task_id": delivery.task_id, "product": delivery.product, "quantity": delivery.quantity}
    zone = ZoneInfo(configured.definition.time_zone)
    return values | {"account": delivery.account, "now": occasion.now.astimezone(zone), "nonce": occasion.nonce}


def _wire(configured: Configured, call: Call, values: Fields, manner: _Manner) -> Wire:
    method, path = call.method or "POST", _path(call.path or "/", values, manner)
    query = _texts(call.query, values)
    headers = {name: manner.in_header(str(text)) for name, text in fill(call.headers, values).items()}
    fields: Fields = fill(call.json_, values) if call.json_ is not None else _texts(call.form or {}, values)
    signed = query if call.json_ is None and call.form is None else fields

    def signature(how: Signature, body: bytes) -> str:
        full_path = urlsplit(configured.base_url).path + path
        return manner.sign(how, Message(signed, body, _lower(headers), method, full_path, urlencode(query)))

    if call.signature and call.signature.field:
        signed[call.signature.field] = signature(call.signature, b"")
    body = _body(call, fields, headers)
    if call.signature and call.signature.header:
        headers[call.signature.header] = signature(call.signature, body)
    return Wire(method, configured.base_url + path + _question(query), headers, body)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _body(call: Call, fields: Fields, headers: dict[str, str]) -> bytes:
    if call.json_ is not None:
        headers.setdefault("content-type", "application/json; charset=utf-8")
        return compact_json(fields).encode()
    if call.form is not None:
        headers.setdefault("content-type", "application/x-www-form-urlencoded; charset=utf-8")
        return urlencode(fields).encode()
    return b""


def _question(query: Fields) -> str:
    return f"?{urlencode(query)}" if query else ""


def _texts(templates: Mapping[str, Template], values: Fields) -> Fields:
    return {name: plain_text(value) for name, value in fill(templates, values).items()}


def _one_line(text: str) -> str:
    if not all(" " <= letter <= "~" for letter in text):
        raise InvalidInput("headers", "a header takes plain ASCII in one line; put this value elsewhere in the request")
    return text


def _path(template: str, values: Fields, manner: _Manner) -> str:
    parts = parse(template)
    return "".join(part if isinstance(part, str) else manner.in_path(str(value(part, values))) for part in parts)


def _quoted(value: str) -> str:
    if value in {"", ".", ".."}:
        raise InvalidInput("path", f"{value!r} cannot stand in an address; give the thing's real name")
    return quote(value, safe="")
