"""Readers: small functions that turn a node into a value and note every mistake on the way.

A reader notes what is wrong where it stands and raises ``Unsound``; ``record`` and ``listing`` go on with the
neighbours, so that one pass finds all mistakes. ``where`` names an entry: ``bundles.family.components.video``.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeVar

from hub.catalogue.errors import Mistake
from hub.catalogue.rules.nodes import Fields, Items, Scalar
from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from hub.catalogue.rules.nodes import Node

    Read = Callable[[Node, str, "Reading"], "T"]

T = TypeVar("T")

MANY = 25
"""A message lists what is known only up to this many."""


class Unsound(Exception):
    """The value could not be read; why is already noted."""


@dataclass(frozen=True, slots=True)
class Reference:
    """At ``where``, the entry names ``code``, which must stand in ``section``."""

    where: str
    section: str
    code: str


@dataclass(slots=True)
class Reading:
    """What is learned while reading a document: mistakes, where things stand, and what names what."""

    mistakes: list[Mistake] = field(default_factory=list)
    places: dict[str, Node] = field(default_factory=dict)
    declared: defaultdict[str, dict[str, Node]] = field(default_factory=lambda: defaultdict(dict))
    references: list[Reference] = field(default_factory=list)

    def unsound(self, node: Node, where: str, message: str) -> Unsound:
        """Note a mistake at ``node``; raise the answer, or go on."""
        self.mistakes.append(Mistake(node.line, node.column, where, message))
        return Unsound()

    def note(self, where: str, message: str) -> None:
        """Note a mistake at ``where``, or at the nearest entry around it that was written."""
        outer = where
        while outer not in self.places and "." in outer:
            outer = outer.rpartition(".")[0]
        place = self.places.get(outer, Scalar(1, 1, None))
        self.mistakes.append(Mistake(place.line, place.column, where, message))


def scalar(convert: Callable[[str], T]) -> Read[T]:
    """Read one written value with ``convert``, whose ``InvalidInput`` is the mistake."""

    def read(node: Node, where: str, reading: Reading) -> T:
        if not isinstance(node, Scalar) or node.text is None:
            raise reading.unsound(node, where, "write one value here")
        reading.places[where] = node
        try:
            return convert(node.text)
        except InvalidInput as mistake:
            raise reading.unsound(node, where, mistake.message) from None

    return read


def reference(section: str) -> Read[str]:
    """Read the code of an entry of ``section``, to be looked up when all is read."""

    def read(node: Node, where: str, reading: Reading) -> str:
        code = scalar(str)(node, where, reading)
        reading.references.append(Reference(where, section, code))
        return code

    return read


def record(
    build: Callable[..., T],
    required: Mapping[str, Read[object]],
    optional: Mapping[str, Read[object]],
    check: Callable[[T], None] = lambda _: None,
) -> Read[T]:
    """Read named fields, ``build`` the value and ``check`` it.

    An ``InvalidInput`` from either is a mistake in the field that it names.
    """
    known = {**required, **optional}

    def read(node: Node, where: str, reading: Reading) -> T:
        before = len(reading.mistakes)
        written = written_fields(node, where, reading, known)
        for name in required.keys() - written.keys():
            reading.unsound(node, where, f"{name!r} is missing; add it")
        values = {}
        for name, each in written.items():
            with suppress(Unsound):
                values[name] = known[name](each, _within(where, name), reading)
        if len(reading.mistakes) > before:
            raise Unsound
        try:
            value = build(**values)
            check(value)
        except InvalidInput as mistake:
            at = written.get(mistake.field, node)
            raise reading.unsound(at, _within(where, mistake.field), mistake.message) from None
        return value

    return read


def listing(read: Read[T], name: str = "code") -> Read[tuple[T, ...]]:
    """Read a list of entries that are told apart by the field ``name``; only the sound ones are in the answer."""

    def read_all(node: Node, where: str, reading: Reading) -> tuple[T, ...]:
        if not isinstance(node, Items):
            raise reading.unsound(node, where, "write a list here: one entry a line, each after a '-'")
        reading.places[where] = node
        values = []
        for number, item in enumerate(node.items, start=1):
            label = _label(item, name, number)
            first = reading.declared[where].setdefault(label, item)
            if first is not item:
                reading.unsound(item, _within(where, label), f"{label!r} is here twice, first on line {first.line}")
            with suppress(Unsound):
                values.append(read(item, _within(where, label), reading))
        return tuple(values)

    return read_all


def written_fields(node: Node, where: str, reading: Reading, known: Collection[str]) -> dict[str, Node]:
    """Give the known fields that have a value; note unknown ones. Refuses what has no fields."""
    if not isinstance(node, Fields):
        raise reading.unsound(node, where, f"write fields here, of: {', '.join(known)}")
    reading.places[where] = node
    for name in node.fields.keys() - set(known):
        reading.unsound(node.names[name], _within(where, name), f"unknown field {name!r}{did_you_mean(name, known)}")
    return {
        name: each
        for name, each in node.fields.items()
        if name in known and not (isinstance(each, Scalar) and each.text is None)
    }


def did_you_mean(word: str, known: Collection[str]) -> str:
    """End a message about an unknown word: the nearest known one, else the known ones if they are few."""
    near = get_close_matches(word, known, n=1)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; known are: {', '.join(sorted(known))}" if 0 < len(known) <= MANY else ""


def _label(item: Node, name: str, number: int) -> str:
    told = item.fields.get(name) if isinstance(item, Fields) else None
    return told.text if isinstance(told, Scalar) and told.text else f"[{number}]"


def _within(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
