"""A document as a tree that knows where everything stands, read from YAML 1.2 or from plain JSON values.

Scalars stay the text that was written, so nothing is guessed from how a value looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from hub.catalogue.errors import InvalidCatalogue, Mistake

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node as YamlNode

MAX_BYTES = 1_000_000
MAX_NODES = 200_000
"""Aliases count each time they are used, so a small document cannot unfold into a huge one."""
MAX_NESTING = 40

_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}"
    for kind in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
)
_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as written; ``None`` when nothing was."""

    line: int
    column: int
    text: str | None


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    line: int
    column: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """Values by name; ``names`` tells where each name stands."""

    line: int
    column: int
    fields: dict[str, Node]
    names: dict[str, Scalar]


Node = Scalar | Items | Fields


def from_yaml(document: str | bytes) -> tuple[Node, list[Mistake]]:
    """Read one YAML document; what is odd in its form is listed beside it, and left out of it.

    Refuses with ``InvalidCatalogue`` what is no YAML document, too large, too deep, or not UTF-8.
    """
    text = _decoded(document)
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _refused(line, 1, "a character that YAML does not allow; remove it") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark
        raise _refused(mark.line + 1, mark.column + 1, f"not YAML: {error.problem}") from None
    except (YAMLError, ValueError) as error:
        raise _refused(1, 1, f"not YAML: {error}") from None
    except RecursionError:
        raise _too_deep(1, 1) from None
    if root is None:
        raise _refused(1, 1, "the document is empty; write providers, categories, benefits, bundles and offers")
    conversion = _Conversion()
    return conversion.node(root, 0), conversion.mistakes


def from_plain(value: object) -> Node:
    """Build the tree of a JSON value; positions are all 0."""
    if isinstance(value, dict):
        fields = {name: from_plain(each) for name, each in value.items()}
        return Fields(0, 0, fields, {name: Scalar(0, 0, name) for name in fields})
    if isinstance(value, list):
        return Items(0, 0, tuple(map(from_plain, value)))
    if isinstance(value, bool):
        return Scalar(0, 0, str(value).lower())
    return Scalar(0, 0, None if value is None else str(value))


class _Conversion:
    """From the parser's nodes to ours."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []
        self._seen = 0

    def node(self, node: YamlNode, depth: int) -> Node:
        line, column = _position(node)
        self._seen += 1
        if self._seen > MAX_NODES:
            raise _refused(line, column, f"more than {MAX_NODES} values; use fewer aliases")
        if depth > MAX_NESTING:
            raise _too_deep(line, column)
        if str(node.tag) not in _PLAIN_TAGS:
            self._note(node, f"tag {node.tag} is not used here; remove it")
        if isinstance(node, MappingNode):
            return self._fields(node, depth)
        if isinstance(node, SequenceNode):
            return Items(line, column, tuple(self.node(each, depth + 1) for each in node.value))
        return Scalar(line, column, None if str(node.tag) == _NULL else str(node.value))

    def _fields(self, node: MappingNode, depth: int) -> Fields:
        fields: dict[str, Node] = {}
        names: dict[str, Scalar] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._note(key, "a name must be a word, not a list or a mapping")
            elif key.value in fields:
                self._note(key, f"{key.value!r} is here twice, first on line {names[key.value].line}; keep one")
            else:
                names[key.value] = Scalar(*_position(key), key.value)
                fields[key.value] = self.node(value, depth + 1)
        return Fields(*_position(node), fields, names)

    def _note(self, node: YamlNode, message: str) -> None:
        self.mistakes.append(Mistake(*_position(node), "", message))


def _decoded(document: str | bytes) -> str:
    size = len(document.encode(errors="replace")) if isinstance(document, str) else len(document)
    if size > MAX_BYTES:
        raise _refused(1, 1, f"the document has {size} bytes; {MAX_BYTES} are the most")
    if isinstance(document, str):
        return document
    try:
        return document.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = document.count(b"\n", 0, error.start) + 1
        raise _refused(line, 1, "not UTF-8; save the file as UTF-8") from None


def _position(node: YamlNode) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _too_deep(line: int, column: int) -> InvalidCatalogue:
    return _refused(line, column, f"nested deeper than {MAX_NESTING} levels; write it flatter")


def _refused(line: int, column: int, message: str) -> InvalidCatalogue:
    return InvalidCatalogue((Mistake(line, column, "", message),))
