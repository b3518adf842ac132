"""Who gets what: decided by a hash of (campaign, member), so that it is the same whoever asks and whenever."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from hub.campaigns.rules.plans import HELD_OUT

if TYPE_CHECKING:
    from uuid import UUID

    from hub.campaigns.rules.plans import Plan

_POINTS = 2**64


def assigned(campaign_id: UUID, member_id: UUID, plan: Plan) -> str:
    """The name of the member's variant, or ``HELD_OUT``. The shares are those of the plan, spread evenly."""
    point = int.from_bytes(sha256(campaign_id.bytes + member_id.bytes).digest()[:8])
    held_out = _POINTS * plan.guards.hold_out // 100
    if point < held_out:
        return HELD_OUT
    left = (point - held_out) * sum(each.weight for each in plan.variants)
    for variant in plan.variants:
        left -= variant.weight * (_POINTS - held_out)
        if left < 0:
            return variant.name
    return plan.variants[-1].name
