"""Entries, and when two requests have the same content."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done, to what, and whom it concerns, if anyone: the part of an entry that tells it from the next.

    ``facts`` are plain JSON, in which ids and instants may occur, and hold no secret.
    """

    action: str
    subject: str
    member_id: UUID | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    ``position`` grows in the order of recording. ``actor`` is who did it (``member:ID``, ``staff:NAME``, ``key:NAME``,
    ``system``), ``action`` the verb of the use case (``grant``, ``consume``), ``subject`` what it was done to
    (``grant:ID``), ``member_id`` whom it concerns, if anyone; ``facts`` is plain JSON and holds no secret.
    """

    id: UUID
    position: int
    at: datetime
    actor: str
    action: str
    subject: str
    member_id: UUID | None
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Act:
    """Who asks for something, at which instant, and under which idempotency key."""

    actor: str
    at: datetime
    key: str


def fingerprint(request: Mapping[str, object]) -> str:
    """Equal for requests of equal content, whatever the order of their fields. Ids and instants may occur in it."""
    return sha256(orjson.dumps(request, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()
