"""Messages from providers as staff may see them: without codes, links and accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jmespath

from hub.adapters.providers.declarative.consistency import CALLS
from hub.adapters.providers.declarative.requests import masked_account
from hub.adapters.providers.declarative.templates import compact_json
from hub.kernel.secret import MASK
from hub.kernel.texts import storable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hub.adapters.providers.declarative.definition import Answer, Definition

_LONGEST = 4000


def shown(content: object, definition: Definition, account: str | None) -> str:
    """The message with masks: wherever a name stands that leads to a code or a link in any answer, its value is masked.

    A message that is not JSON is not shown at all: nobody knows what is in it.
    """
    if content is None:
        return "(not JSON, not shown)"
    try:
        return storable(compact_json(_masked(content, secret_names(definition), account))[:_LONGEST])
    except RecursionError:
        return "(nested too deeply, not shown)"


def secret_names(definition: Definition) -> frozenset[str]:
    """The names under which this provider's messages carry what must not be seen.

    A name leads to one value or to a whole text; what it contains when it is a list or a mapping has its own names.
    """
    calls = (definition.call(name) for name in CALLS)
    answers = [call.answer for call in calls if call and call.answer]
    answers += [definition.callback.answer] if definition.callback else []
    return frozenset(name for answer in answers for name in _secret_names(answer))


def _secret_names(answer: Answer) -> Iterator[str]:
    codes = answer.codes
    for path in (codes.code, codes.password) if codes else ():
        yield from _names(jmespath.compile(path).parsed) if path else ()
    if answer.link:
        yield list(_names(jmespath.compile(answer.link).parsed))[-1]
    yield from (*answer.masked, *answer.json_fields)


def _names(tree: Mapping[str, object]) -> Iterator[str]:
    if tree["type"] == "field":
        yield str(tree["value"])
    children = tree.get("children")
    for child in children if isinstance(children, list) else []:
        if isinstance(child, dict):
            yield from _names(child)


def _masked(content: object, names: frozenset[str], account: str | None, name: str = "") -> object:
    if isinstance(content, dict):
        return {key: _masked(value, names, account, key) for key, value in content.items()}
    if isinstance(content, list):
        return [_masked(each, names, account, name) for each in content]
    if name in names and content is not None:
        return MASK
    if isinstance(content, str) and account and account in content:
        return content.replace(account, masked_account(account) or MASK)
    return content
