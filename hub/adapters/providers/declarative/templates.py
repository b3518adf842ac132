"""Templates: parsed YAML values in which ``{name}`` stands for a value.

A text that is one placeholder and nothing else becomes the value itself (a number stays a number); within a longer
text it becomes the value's text. ``{name?}`` may be missing: then the field that it stands in is left out.
``{now:FORMAT}`` writes an instant: ``unix``, ``unix_ms``, ``iso`` or strftime's letters, in the provider's zone.
``{$json: …}`` as a mapping's only key is its content written as compact JSON text. Braces are doubled to mean
themselves. There are no attributes, no indexes, no conversions and no second pass: a value is never read as a template.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from string import Formatter
from typing import TYPE_CHECKING, Any, Final

from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterator

Template = Any
"""A parsed YAML value: text, number, truth value, nothing, list or mapping."""

JSON_TEXT: Final = "$json"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """``{name:format}`` or ``{name?}``."""

    name: str
    format: str
    is_optional: bool


class _LeftOut:
    """What an optional placeholder without a value becomes."""


_LEFT_OUT = _LeftOut()


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[str | Placeholder, ...]:
    """The parts of a text in order; ``ValueError`` says what is wrong with it and what to write."""
    parts: list[str | Placeholder] = []
    try:
        pieces = list(Formatter().parse(text))
    except ValueError:
        raise ValueError(
            f"{text!r} has a brace too many or too few; write {{{{ for a brace that means itself"
        ) from None
    for literal, name, format_, conversion in pieces:
        if literal:
            parts.append(literal)
        if name is not None:
            parts.append(_placeholder(text, name, format_ or "", conversion))
    return tuple(parts)


def _placeholder(text: str, name: str, format_: str, conversion: str | None) -> Placeholder:
    bare = name.removesuffix("?")
    if conversion or "{" in format_ or not bare or not all(part.isidentifier() for part in _words(bare)):
        raise ValueError(f"{text!r} has a placeholder that is none; write {{name}}, {{name?}} or {{now:FORMAT}}")
    return Placeholder(bare, format_, is_optional=bare != name)


def _words(name: str) -> list[str]:
    return name.replace("-", "_").split(".")


def placeholders(template: Template) -> Iterator[Placeholder]:
    """Every placeholder anywhere in a template."""
    if isinstance(template, str):
        yield from (part for part in parse(template) if isinstance(part, Placeholder))
    elif isinstance(template, Mapping):
        for value in template.values():
            yield from placeholders(value)
    elif isinstance(template, list):
        for value in template:
            yield from placeholders(value)


def fill(template: Template, values: Mapping[str, object]) -> Any:  # noqa: ANN401 (a JSON value)
    """The template with its values. A value that is needed and missing is refused with ``InvalidInput``."""
    filled = _fill(template, values)
    return None if filled is _LEFT_OUT else filled


def _fill(template: Template, values: Mapping[str, object]) -> Any:  # noqa: ANN401 (a JSON value)
    if isinstance(template, str):
        return _fill_text(parse(template), values)
    if isinstance(template, Mapping):
        if set(template) == {JSON_TEXT}:
            return compact_json(fill(template[JSON_TEXT], values))
        filled = {name: _fill(value, values) for name, value in template.items()}
        return {name: value for name, value in filled.items() if value is not _LEFT_OUT}
    if isinstance(template, list):
        return [each for each in (_fill(value, values) for value in template) if each is not _LEFT_OUT]
    return template


def _fill_text(parts: tuple[str | Placeholder, ...], values: Mapping[str, object]) -> object:
    filled = [part if isinstance(part, str) else value(part, values) for part in parts]
    if any(each is _LEFT_OUT for each in filled):
        return _LEFT_OUT
    return filled[0] if len(filled) == 1 else "".join(str(each) for each in filled)


def value(placeholder: Placeholder, values: Mapping[str, object]) -> object:
    """What stands in the placeholder's place; ``InvalidInput`` if it is needed and missing."""
    found = values.get(placeholder.name)
    if found is None:
        if placeholder.is_optional:
            return _LEFT_OUT
        raise InvalidInput(placeholder.name, f"this provider needs {placeholder.name}; give it")
    return written(found, placeholder.format) if isinstance(found, datetime) else found


def written(at: datetime, format_: str) -> str:
    """An instant in one of the formats of ``{now:FORMAT}``; the zone is that of ``at``."""
    if format_ in ("unix", "unix_ms"):
        return str(int(at.timestamp() * (1000 if format_ == "unix_ms" else 1)))
    return at.isoformat(timespec="seconds") if format_ in ("iso", "") else at.strftime(format_)


def compact_json(value: object) -> str:
    """JSON without spaces, letters of every script as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def plain_text(value: object) -> str:
    """A value as a form field's text: texts as they are, nothing as nothing, everything else as compact JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else compact_json(value)
