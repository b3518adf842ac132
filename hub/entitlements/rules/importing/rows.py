"""One line of a table as one thing to grant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from hub.entitlements.rules.granted import Source
from hub.entitlements.rules.importing import cells
from hub.entitlements.rules.importing.columns import Field
from hub.entitlements.rules.importing.mistakes import Fault, UnusableRow
from hub.kernel.calendar import FOREVER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hub.entitlements.rules.importing.columns import Columns
    from hub.kernel.calendar import Period

LONGEST_REFERENCE = 200

Choices = tuple[tuple[str, tuple[str, ...]], ...]
"""The options picked of each choice group of a bundle."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Window:
    """A window as it is written: each end a wall time of the member's zone, or an instant."""

    start: datetime
    until: datetime


class What(NamedTuple):
    """What a row asks for, whoever it is for: many rows ask for the same."""

    benefit: str
    bundle: str
    choices: Choices
    on: datetime
    validity: Period | Window | None
    quantity: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to grant to ``member``: a ``benefit`` for a period or a window, or a ``bundle`` with its ``choices``.

    ``on`` is when it was given: a wall time of the member's zone (naive), or an instant.
    """

    line: int
    member: str
    on: datetime
    benefit: str = ""
    validity: Period | Window | None = None
    quantity: int | None = None
    bundle: str = ""
    choices: Choices = ()
    source: Source = Source.IMPORT
    reference: str = ""

    @property
    def what(self) -> What:
        """What to grant."""
        return What(self.benefit, self.bundle, self.choices, self.on, self.validity, self.quantity)

    def key(self, occurrence: int) -> UUID:
        """What makes importing it again do nothing: its content, and which of several equal rows it is (from 1)."""
        what = (self.member, self.benefit, self.bundle, self.choices, self.on, self.validity, self.quantity)
        content = repr((*what, str(self.source), self.reference, occurrence))
        return UUID(bytes=blake2b(content.encode(), digest_size=16).digest())


Cells = Mapping[Field, str]


def row(given: Sequence[str], line: int, columns: Columns) -> Row:
    """Read one line of cells without space around them. Refuses what cannot be read (``UnusableRow``)."""
    if any(given[columns.width :]):
        raise UnusableRow(Fault.TOO_MANY_CELLS)
    cell = {name: given[place] for name, place in columns.places.items() if place < len(given) and given[place]}
    if _CONTROL.search("".join(cell.values())):
        raise UnusableRow(Fault.CONTROL_CHARACTERS)
    if Field.MEMBER not in cell:
        raise UnusableRow(Fault.MEMBER_MISSING)
    return _benefit(cell, line) if _is_benefit(cell) else _bundle(cell, line)


def _is_benefit(cell: Cells) -> bool:
    is_benefit, is_bundle = Field.BENEFIT in cell, Field.BUNDLE in cell
    if is_benefit == is_bundle:
        raise UnusableRow(Fault.BENEFIT_AND_BUNDLE if is_benefit else Fault.NOTHING_TO_GRANT)
    return is_benefit


def _benefit(cell: Cells, line: int) -> Row:
    on = _on(cell)
    return Row(
        line=line,
        member=cell[Field.MEMBER],
        on=on,
        benefit=cell[Field.BENEFIT],
        validity=_validity(cell, on),
        quantity=cells.quantity(cell[Field.QUANTITY]) if Field.QUANTITY in cell else None,
        source=_source(cell),
        reference=_reference(cell),
    )


def _bundle(cell: Cells, line: int) -> Row:
    if any(each in cell for each in (Field.PERIOD, Field.UNTIL, Field.QUANTITY)):
        raise UnusableRow(Fault.BUNDLE_HAS_ITS_OWN)
    return Row(
        line=line,
        member=cell[Field.MEMBER],
        on=_on(cell),
        bundle=cell[Field.BUNDLE],
        choices=cells.choices(cell.get(Field.CHOICES, "")),
        source=_source(cell),
        reference=_reference(cell),
    )


def _on(cell: Cells) -> datetime:
    """When it was given: the date or, where there is none, the start."""
    text = cell.get(Field.DATE) or cell.get(Field.FROM)
    if text is None:
        raise UnusableRow(Fault.DATE_MISSING)
    return cells.when(text)


def _validity(cell: Cells, on: datetime) -> Period | Window:
    text, start = cell.get(Field.PERIOD), cells.when(cell[Field.FROM]) if Field.FROM in cell else on
    if text and text.lower() not in cells.LIFETIME:
        if Field.UNTIL in cell or start != on:
            raise UnusableRow(Fault.PERIOD_AND_WINDOW)
        return cells.period(text)
    if not text and Field.UNTIL not in cell:
        raise UnusableRow(Fault.VALIDITY_MISSING)
    return Window(start, FOREVER if text else cells.until(cell[Field.UNTIL]))


def _source(cell: Cells) -> Source:
    return cells.source(cell[Field.SOURCE]) if Field.SOURCE in cell else Source.IMPORT


def _reference(cell: Cells) -> str:
    reference = cell.get(Field.REFERENCE, "")
    if len(reference) > LONGEST_REFERENCE:
        raise UnusableRow(Fault.REFERENCE_TOO_LONG)
    return reference
