"""Reading a GraphQL request from HTTP, and saying in which form its answer is wanted.

The rules are those of GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect

from schema.limits import MAX_BODY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.types import Scope

PLAIN = "application/json"
GRAPHQL = "application/graphql-response+json"
_ANY = {"*/*": PLAIN, "application/*": PLAIN}
_USUAL = {"", "*/*", PLAIN}
_UTF8 = {"utf-8", "utf8"}


@dataclass
class Unanswerable(Exception):
    """The request cannot be carried out as it is; ``message`` says what to send instead."""

    status: HTTPStatus
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)
    code: str | None = None
    """What clients decide by, where it is not the status's name."""


class Operation(NamedTuple):
    """What a client wants done: a document, or the id of a trusted one."""

    query: str | None
    operation_name: str | None
    variables: dict[str, Any] | None
    extensions: dict[str, Any] | None
    document_id: str | None


Headers = dict[bytes, bytes]
"""The headers of a request by their names in small letters, of several with one name the first."""


def headers_of(scope: Scope) -> Headers:
    """All headers."""
    return dict(reversed(scope["headers"]))


def header(headers: Headers, name: bytes) -> str:
    """The header of that name; empty where there is none."""
    return headers.get(name, b"").decode("latin-1")


def wanted_form(headers: Headers) -> str:
    """The media type of the answer, by the ``accept`` header; refuses a client that takes neither of ours."""
    accept = header(headers, b"accept")
    if accept in _USUAL:
        return PLAIN
    offers = [_offer(each) for each in accept.split(",")]
    for form, _ in sorted((each for each in offers if each), key=lambda offer: -offer[1]):
        return form
    raise Unanswerable(HTTPStatus.NOT_ACCEPTABLE, f"accept {GRAPHQL} or {PLAIN}")


def _offer(entry: str) -> tuple[str, float] | None:
    kind, _, parameters = entry.strip().partition(";")
    form = kind.strip().lower()
    form = _ANY.get(form, form)
    values = dict(each.strip().lower().split("=", 1) for each in parameters.split(";") if "=" in each)
    if form not in {PLAIN, GRAPHQL} or values.get("charset", "utf-8").strip('"') not in _UTF8:
        return None
    try:
        weight = float(values.get("q", "1"))
    except ValueError:
        weight = 0.0
    return (form, weight) if weight > 0 else None


async def read_operation(request: Request, headers: Headers) -> Operation:
    """What the request asks for; refuses other methods, other content, and parameters of the wrong type."""
    method = request.scope["method"]
    if method == "POST":
        _check_content_type(headers)
        content = _json(await read_body(request))
        if not isinstance(content, dict):
            raise Unanswerable(HTTPStatus.BAD_REQUEST, "send one JSON object with the field `query`")
        return _operation(content)
    if method != "GET":
        raise Unanswerable(HTTPStatus.METHOD_NOT_ALLOWED, "send GET or POST", {"allow": "GET, POST"})
    return _in_address(request.scope["query_string"])


@lru_cache(256)
def _in_address(query_string: bytes) -> Operation:
    """What is asked by GET; pages ask the same again and again."""
    given = dict(QueryParams(query_string))
    decoded = {name: _json(given[name].encode()) if given.get(name) else None for name in ("variables", "extensions")}
    return _operation({**given, **decoded})


def _check_content_type(headers: Headers) -> None:
    given = header(headers, b"content-type").lower()
    if given == PLAIN:
        return
    kind, _, parameters = given.partition(";")
    charset = parameters.partition("charset=")[2].strip(' "') or "utf-8"
    if kind.strip() != PLAIN or charset not in _UTF8:
        raise Unanswerable(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"send {PLAIN} in UTF-8")


async def read_body(request: Request) -> bytes:
    """The body; refuses a long one before it is read to its end."""
    parts, length, is_whole = [], 0, False
    while not is_whole:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > MAX_BODY:
            raise Unanswerable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"send at most {MAX_BODY} bytes")
        is_whole = not message.get("more_body", False)
    return b"".join(parts)


_ZERO = re.compile(r"(?<!\\)(?:\\\\)*\\u(?:0000|\{0+\})")
"""The character that no text in the database can hold, as JSON and GraphQL write it."""


def _json(text: bytes) -> object:
    if b"\\u0000" in text:
        _check_whole(text.decode("utf-8", "replace"))
    try:
        parsed: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Unanswerable(HTTPStatus.BAD_REQUEST, "this is not JSON") from None
    return parsed


def _check_whole(text: str) -> None:
    if _ZERO.search(text):
        raise Unanswerable(HTTPStatus.BAD_REQUEST, "leave out the character U+0000: no text here can hold it")


_TYPES: dict[str, type] = {
    "query": str,
    "operationName": str,
    "variables": dict,
    "extensions": dict,
    "documentId": str,
}
"""The parameters of a request, in the order of an ``Operation``'s fields."""


def _operation(parameters: Mapping[str, Any]) -> Operation:
    given = [parameters.get(name) for name in _TYPES]
    for value, (name, kind) in zip(given, _TYPES.items(), strict=True):
        if value is not None and not isinstance(value, kind):
            what = "a text" if kind is str else "an object"
            raise Unanswerable(HTTPStatus.BAD_REQUEST, f"`{name}` must be {what}")
    operation = Operation(*given)
    if operation.query and "\\u" in operation.query:
        _check_whole(operation.query)
    return operation
