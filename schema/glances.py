"""What a member holds, as it was stored to be seen at a glance, or worked out: all of it, the most urgent first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from strawberry import relay

from hub.entitlements.reads import glances
from hub.entitlements.reads.glances import Line
from hub.entitlements.rules.glances import Glance, glance
from hub.entitlements.rules.status import Status
from hub.kernel.calendar import FOREVER
from hub.members.rules import Member
from schema.compiled.at_hand import NotAtHand, stands_for
from schema.context import Info
from schema.entitlements import Entitlement
from schema.grants import sight_of
from schema.pages import cursor

URGENT_FIRST = [
    Status.EXPIRING,
    Status.PENDING,
    Status.ACTIVE,
    Status.EXHAUSTED,
    Status.PAUSED,
    Status.SCHEDULED,
    Status.EXPIRED,
    Status.REVOKED,
]
_RANKS = {str(each): rank for rank, each in enumerate(URGENT_FIRST)}


@stands_for(
    Entitlement,
    ready={
        "status": "source[1]",
        "validFrom": "source[2]",
        "coverageEnd": "source[3]",
        "isLifetime": "source[2] is not None and source[3] is None",
    },
    codes={"benefit": "source[0]"},
)
@stands_for(relay.Edge)
class Seen(NamedTuple):
    """An entitlement of which no more is shown than what is seen at a glance, now: as it was stored.

    Instants are texts, as the answer shows them. In the lists of what a member holds it is its own edge.
    """

    code: str
    status: str
    valid_from: str | None
    coverage_end: str | None
    granted: int | None
    remaining: int | None
    next_refill: str | None
    next_at: str | None
    next_status: str | None
    member: Member

    @property
    def key(self) -> str:
        """See ``Entitlement``."""
        return f"{self.member.id}:{self.code}"

    @property
    def node(self) -> Seen:
        """Of its edge."""
        return self

    @property
    def cursor(self) -> str:
        """Of its edge."""
        return cursor(self.code)

    @property
    def glance(self) -> Glance:
        """See ``Entitlement``; true at no instant that it could name."""
        return glances.read(self[:-1], FOREVER, FOREVER)


_seen: Callable[[list[object]], Seen] = partial(tuple.__new__, Seen)
"""As ``Seen._make``, in a third of the time."""

Shown = Entitlement | Seen


async def entitlements_of(info: Info, member: Member, at: datetime | None) -> Sequence[Shown]:
    """All entitlements of a member: as stored, if that is true now, or worked out."""
    stored = await info.context.loaders.glances(member, info.context.now) if at is None else None
    if stored is not None:
        return _as_stored(stored, member)
    sight = await sight_of(info, member, at)
    found = [glance(each, sight.at) for each in sight.entitlements.values()]
    key = str(member.id)
    return [Entitlement.of(each, member, key, each.status, at) for each in found if each.status]


def entitlements_at_hand(info: Info, member: Member) -> Sequence[Shown]:
    """The same now, where it was read together with the caller and is true; else refuses (``NotAtHand``)."""
    stored = info.context.loaders.glances_at_hand(member, info.context.now)
    if stored is None:
        raise NotAtHand
    return _as_stored(stored, member)


def _as_stored(stored: Sequence[Line], member: Member) -> list[Seen]:
    for line in stored:
        line.append(member)
    return [_seen(line) for line in stored if line[1]]


def urgent_first(found: Sequence[Shown]) -> list[Shown]:
    """Sorted by how they stand, by their ends, and by the names of the benefits."""
    urgency: Callable[[Any], Any] = _stored_urgency if is_stored(found) else _urgency
    return sorted(found, key=urgency)


def is_stored(found: Sequence[Shown]) -> bool:
    """They are shown as they were stored: all or none of them are."""
    return bool(found) and isinstance(found[0], Seen)


def _urgency(shown: Entitlement) -> tuple[int, datetime, str]:
    return _RANKS[shown.status], shown.coverage_end or FOREVER, shown.code


def _stored_urgency(seen: Seen) -> tuple[int, str, str]:
    """The same of texts: without the ``Z`` they sort as their instants do, with and without parts of seconds."""
    return _RANKS[seen[1]], (seen[3] or _LAST)[:-1], seen[0]


_LAST = f"{FOREVER.replace(tzinfo=None).isoformat()}Z"
