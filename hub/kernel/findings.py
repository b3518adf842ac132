"""What does not hold although it must: what a check over the whole database reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: ``about`` which thing, and ``what``, as the end of a sentence about it."""

    about: str
    what: str
