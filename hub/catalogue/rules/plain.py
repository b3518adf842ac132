"""Catalogue values as plain JSON values: one form for files, for the database, for checksums and for comparing.

Fields that have their usual value are left out, so a field added later changes no checksum.
"""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import singledispatch
from hashlib import sha256

import orjson

from hub.kernel.calendar import Period, Span
from hub.kernel.money import Money

Plain = dict[str, "Plain"] | list["Plain"] | str | int | bool


@singledispatch
def plain(value: object) -> Plain:
    """Write a catalogue value as it stands in a document."""
    if not is_dataclass(value):
        raise TypeError(value)
    written = ((each, getattr(value, each.name)) for each in fields(value))
    return {each.name: plain(now) for each, now in written if each.default is MISSING or now != each.default}


@plain.register(bool)
@plain.register(int)
def _(value: int) -> Plain:
    return value


@plain.register(str)
@plain.register(StrEnum)
@plain.register(Period)
@plain.register(Money)
def _(value: object) -> Plain:
    return str(value)


@plain.register
def _(value: datetime) -> Plain:
    return value.isoformat().replace("+00:00", "Z")


@plain.register
def _(value: Span) -> Plain:
    return {"from": plain(value.start), "until": plain(value.until)}


@plain.register(tuple)
def _(value: tuple[object, ...]) -> Plain:
    return [plain(each) for each in value]


def checksum(value: object) -> str:
    """SHA-256, in hex, of the canonical JSON of a catalogue value."""
    return sha256(orjson.dumps(plain(value), option=orjson.OPT_SORT_KEYS)).hexdigest()
