"""Editions of templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Edition:
    """The texts of a template as they were published as ``number``, or, without one, as they are being written."""

    id: UUID
    template: str
    number: int | None
    parts: Mapping[str, str]
    author: str
    at: datetime
