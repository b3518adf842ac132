"""Whether a reminder that is due is sent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hub.notifications.rules.hours import after_quiet, local_date
from hub.reminders.rules.ends import coverages, ends

if TYPE_CHECKING:
    from datetime import datetime

    from hub.entitlements.rules.status import Entitlement
    from hub.members.rules import Member
    from hub.reminders.rules.stages import Due


class State(StrEnum):
    """How it stands with a reminder; all but ``PLANNED`` are final."""

    PLANNED = "PLANNED"
    SENT = "SENT"
    SKIPPED = "SKIPPED"
    """It no longer held when it was due; the reason says why."""
    MISSED = "MISSED"
    """It was found too late to be of use."""


class Reason(StrEnum):
    """Why a reminder was not sent."""

    MOVED = "MOVED"
    """The coverage does not end then: it was renewed, extended or taken back."""
    COVERED_AGAIN = "COVERED_AGAIN"
    """The coverage ended, and the member is covered again."""
    RENEWS = "RENEWS"
    """An active agreement will renew it."""
    UNWANTED = "UNWANTED"
    """The member does not want to be reminded."""
    LATE = "LATE"
    """It was found when it was of no use any more."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts just before sending: the entitlement as it is now, and what the member wants."""

    entitlement: Entitlement
    is_renewing: bool
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a reminder: settled in ``state``, or, still PLANNED, looked at again at ``due_at``."""

    state: State
    reason: Reason | None = None
    due_at: datetime | None = None


def decide(end: datetime, due: Due | None, standing: Standing, now: datetime) -> Verdict:
    """What becomes of the reminder of ``end``; ``due`` is ``None`` if its stage was taken off the schedule."""
    if due is None or end not in {each.at for each in ends(standing.entitlement, now)}:
        return Verdict(State.SKIPPED, Reason.MOVED)
    if reason := _needless(end, standing, now):
        return Verdict(State.SKIPPED, reason)
    if now >= due.until:
        return Verdict(State.MISSED, Reason.LATE)
    spoken = after_quiet(now, standing.entitlement.zone)
    return Verdict(State.SENT) if spoken == now else Verdict(State.PLANNED, due_at=spoken)


def _needless(end: datetime, standing: Standing, now: datetime) -> Reason | None:
    if now >= end and any(span.covers(now) for span in coverages(standing.entitlement)):
        return Reason.COVERED_AGAIN
    if standing.is_renewing:
        return Reason.RENEWS
    return None if standing.is_wanted else Reason.UNWANTED


def message_key(member: Member, at: datetime) -> str:
    """What names the one message in which the member's reminders of the day of ``at`` travel."""
    return f"reminder:{member.id}:{local_date(at, member.zone)}"
