"""Whether a step that is due is sent to a participant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.campaigns.rules.plans import Only
from hub.campaigns.rules.values import Reason, Touched
from hub.notifications.rules.hours import QuietHours, after_quiet

if TYPE_CHECKING:
    from datetime import datetime

    from hub.campaigns.rules.plans import Guards, Step
    from hub.campaigns.rules.timing import Due


@dataclass(frozen=True, slots=True)
class Facts:
    """What counts just before sending. ``recent`` is how many messages of campaigns the member got of late.

    ``has_renewed``: they paid for what the campaign is about since they joined, or have their benefit for longer than
    they had; ``has_lost``: it ended sooner, as by a refund, and what the steps would say of its end is not true.
    ``is_closed``: what a message would offer cannot be had any more.
    """

    is_wanted: bool = True
    is_reachable: bool = True
    is_excluded: bool = False
    has_renewed: bool = False
    has_lost: bool = False
    is_closed: bool = False
    has_opened: bool = False
    has_clicked: bool = False
    recent: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a step for a participant: it is settled as ``state``, or looked at again at ``again_at``."""

    state: Touched | None = None
    reason: Reason | None = None
    again_at: datetime | None = None


def decide(step: Step, due: Due | None, guards: Guards, facts: Facts, zone: str, now: datetime) -> Verdict:
    """What becomes of ``step``; ``due`` is ``None`` if the plan has it no more."""
    if facts.has_renewed:
        return Verdict(Touched.SKIPPED, Reason.RENEWED)
    is_vain = facts.is_closed and step.template == "campaign-offer"
    if due is None or now >= due.until or facts.has_lost or is_vain:
        return Verdict(Touched.SKIPPED, Reason.LATE)
    if reason := _hindrance(step, guards, facts):
        return Verdict(Touched.SKIPPED, reason)
    spoken = after_quiet(now, zone, QuietHours(guards.quiet.begin, guards.quiet.end))
    return Verdict(Touched.SENT) if spoken == now else Verdict(again_at=spoken)


def _hindrance(step: Step, guards: Guards, facts: Facts) -> Reason | None:
    hindrances = (
        (facts.is_excluded, Reason.EXCLUDED),
        (not facts.is_wanted, Reason.UNWANTED),
        (_unanswered(step.only, facts), Reason.NOT_ANSWERED),
        (_answered(step.only, facts), Reason.ANSWERED),
        (not facts.is_reachable, Reason.UNREACHABLE),
        (facts.recent >= guards.cap.most, Reason.ENOUGH),
    )
    return next((reason for holds, reason in hindrances if holds), None)


def _unanswered(only: Only, facts: Facts) -> bool:
    return (only is Only.OPENED and not facts.has_opened) or (only is Only.CLICKED and not facts.has_clicked)


def _answered(only: Only, facts: Facts) -> bool:
    return (only is Only.NOT_OPENED and facts.has_opened) or (only is Only.NOT_CLICKED and facts.has_clicked)
