"""Audiences and campaigns as a YAML file: the same data as over GraphQL."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, TypeAdapter
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

from hub.campaigns.rules.conditions import Condition, WholeCondition
from hub.campaigns.rules.plans import Plan
from hub.campaigns.rules.shapes import Code, Shape, Word, read, written
from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LARGEST = 1_000_000
"""Bytes; far more than anybody writes by hand."""

_DEEPEST = 50
"""Levels; conditions in one another have fewer."""
_WIDTH = 100


class NamedCondition(Shape):
    """A saved audience."""

    name: Word
    condition: WholeCondition


class CodedPlan(Shape):
    """A campaign."""

    code: Code
    plan: Plan


class Document(Shape):
    """What a file says; what it does not name stays as it is."""

    audiences: Annotated[tuple[NamedCondition, ...], Field(max_length=1_000)] = ()
    campaigns: Annotated[tuple[CodedPlan, ...], Field(max_length=1_000)] = ()


_DOCUMENT: TypeAdapter[Document] = TypeAdapter(Document)


class _Plain(SafeConstructor):
    """Instants stay the texts that they are."""


_Plain.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def read_document(text: bytes) -> Document:
    """The document in YAML 1.2; refuses (``InvalidInput``) the first thing wrong in it, by its place."""
    if len(text) > LARGEST:
        raise InvalidInput("file", f"it has more than {LARGEST} bytes; apply it in parts")
    try:
        _check_shape(text)
        given: Any = _yaml().load(text)
    except (YAMLError, UnicodeDecodeError) as error:
        raise InvalidInput("file", " ".join(str(error).split())) from None
    return read(_DOCUMENT, given or {}, "file")


def _check_shape(text: bytes) -> None:
    """Before anything is built of it, piece by piece: no aliases, and nothing so deep that it could not be read."""
    deep = 0
    for event in _yaml().parse(text):
        deep += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if isinstance(event, AliasEvent):
            raise InvalidInput("file", "write what is meant instead of an alias (*name)")
        if deep > _DEEPEST:
            raise InvalidInput("file", "it is nested too deeply; write it flatter")


def write_document(audiences: Mapping[str, Condition], plans: Iterable[tuple[str, Plan]]) -> str:
    """The document that, applied, changes nothing."""
    out = StringIO()
    yaml = YAML(typ="rt", pure=True)
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    told = {
        "audiences": [{"name": name, "condition": written(each)} for name, each in sorted(audiences.items())],
        "campaigns": [{"code": code, "plan": written(plan)} for code, plan in sorted(plans, key=lambda each: each[0])],
    }
    yaml.dump(told, out)
    return out.getvalue()


def _yaml() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _Plain
    return yaml
