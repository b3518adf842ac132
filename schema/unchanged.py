"""Answers that a client still has: a tag (``ETag``) for each, by which the next question costs one small read.

A tag names everything that the answer was made from: the question, who asked, the member's last entries in the journal,
the catalogue, and the software; after a dot comes the instant until which time alone changes nothing. Only answers that
are made from nothing else get one, and only to GET, for which HTTP knows tags.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

SETTLED = {
    "Query.viewer",
    "Viewer.member",
    "Member.benefits",
    "EntitlementConnection.counts",
    "Entitlement.benefit",
    "Entitlement.quantity",
    "Entitlement.nextChange",
    "Entitlement.why",
    "Why.summary",
    "Entitlement.segments",
    "Entitlement.pauses",
    "Entitlement.grants",
    "Entitlement.actions",
    "Segment.grant",
    "Pause.by",
    "Action.grant",
    "Grant.benefit",
    "Grant.segments",
    "Benefit.provider",
    "Benefit.category",
    "Benefit.tier",
    "Benefit.account",
    "Category.parent",
    "Category.children",
    "LocalText.text",
    "Provider.initial",
}
"""Fields with resolvers whose values follow from the member, their journal, the catalogue and the present alone."""

HEADERS = {"cache-control": "private, no-cache", "vary": "accept, authorization"}

_NEVER = "never"


@dataclass(frozen=True, slots=True)
class Basis:
    """What a member's answer was made from: ``positions`` are the last in their journal."""

    external_id: str
    positions: Sequence[int]
    catalogue: UUID

    def tag(self, asked: bytes, turn: str) -> str:
        """The tag of the answer to ``asked`` that is true until ``turn``."""
        parts = [asked, _software(), self.external_id.encode(), orjson.dumps([*self.positions]), self.catalogue.bytes]
        digest = sha256(b"\0".join([*parts, turn.encode()])).hexdigest()[:32]
        return f'"{digest}.{turn}"'


def fingerprint(query_string: bytes, form: str) -> bytes:
    """What was asked by GET, and in which form: a document that is named there is named by its hash."""
    return sha256(form.encode() + b"\0" + query_string).digest()


def turn_of(ends: Sequence[datetime | None]) -> str:
    """Until when all that is true until these instants is true, as tags have it."""
    return min((each.isoformat() for each in ends if each), default=_NEVER)


def turns_given(header: str, now: datetime) -> list[str]:
    """The turns of the tags in an ``If-None-Match`` header that are still ahead."""
    found = [each.strip().removeprefix("W/").strip('"').partition(".")[2] for each in header.split(",")]
    return [each for each in found if each == _NEVER or each > now.isoformat()]


@cache
def _software() -> bytes:
    """Names this very version of the hub."""
    digest = sha256()
    for package in ("hub", "schema"):
        for file in sorted((Path(__file__).parent.parent / package).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.digest()
