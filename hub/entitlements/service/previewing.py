"""What would happen: the same rules with one more event, and nobody stores the answer."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from hub.entitlements import reads
from hub.entitlements.rules import holdings as rules
from hub.entitlements.rules.preview import TimelineChange, changes
from hub.entitlements.rules.values import Moment
from hub.entitlements.service.planning import Asked, grant_of, plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from hub.catalogue.rules.expansion import PlannedGrant
    from hub.entitlements.rules.granted import GrantRecord
    from hub.entitlements.rules.holdings import Holdings
    from hub.members.rules import Member

_LAST = sys.maxsize // 2
"""A place behind everything that was recorded at the same instant."""


async def preview_grant(member: Member, asked: Asked, at: datetime) -> list[TimelineChange]:
    """What giving ``asked`` at ``at`` would change, if providers delivered at once. Refuses what ``grant`` refuses."""
    return await preview_grants(member, [asked], at)


async def preview_grants(member: Member, asked: Sequence[Asked], at: datetime) -> list[TimelineChange]:
    """What giving all of ``asked`` at ``at``, one after the other, would change. Refuses what ``grant`` refuses."""
    planned = [each for one in asked for each in (await plan(one, at, member.zone)).grants]
    return await preview_planned(member, planned, at)


async def preview_planned(member: Member, planned: Sequence[PlannedGrant], at: datetime) -> list[TimelineChange]:
    """As ``preview_grants``, for what bundles come to."""
    before = await reads.holdings(member, {each.benefit for each in planned})
    return changes(before, _with_all(before, planned, at))


async def check_planned(member: Member, planned: Sequence[PlannedGrant], at: datetime) -> None:
    """Refuse what ``preview_planned`` refuses; what is held is not looked up where no policy refuses anything."""
    policies = await reads.policies_with({each.benefit for each in planned})
    if any(policies[each.benefit].may_refuse for each in planned):
        [held] = await reads.held_under([(member, policies)])
        _with_all(held.holdings, planned, at)


def _with_all(before: Holdings, planned: Sequence[PlannedGrant], at: datetime) -> Holdings:
    after = before
    for number, each in enumerate(planned):
        after = rules.grant(after, replace(grant_of(each, Moment(at, _LAST + number)), starts_on_delivery=False))
    return after


async def preview_activation(member: Member, record: GrantRecord, at: datetime) -> list[TimelineChange]:
    """What activating the member's grant at ``at`` would change. Refuses what ``activate`` refuses."""
    before = await reads.holdings(member, {record.grant.benefit})
    return changes(before, rules.activate(before, record.grant.key, Moment(at, _LAST)))


async def preview_revocation(member: Member, records: Sequence[GrantRecord], at: datetime) -> list[TimelineChange]:
    """What taking the member's grants back at ``at`` would change."""
    before = after = await reads.holdings(member, {each.grant.benefit for each in records})
    for number, each in enumerate(records):
        after = rules.revoke(after, each.grant.key, Moment(at, _LAST + number))
    return changes(before, after)
