"""Reaching the participants for whom a step is due: each in a transaction of their own, decided anew."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog
from jinja2 import TemplateError
from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.campaigns.models import CampaignRow, ParticipantRow, TouchRow
from hub.campaigns.reads import campaigns as reads
from hub.campaigns.reads.standing import facts
from hub.campaigns.rules.deciding import Verdict, decide
from hub.campaigns.rules.timing import dues, following
from hub.campaigns.rules.values import Reason, State, Touched
from hub.campaigns.service.holding import let_in
from hub.campaigns.service.writing import Addressed, message, message_key
from hub.journal import service as journal
from hub.members import reads as members
from hub.notifications.service import planning, sending
from hub.ports.queue import lost_before

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.campaigns.rules.timing import Due
    from hub.campaigns.rules.values import Campaign
    from hub.members.rules import Member
    from hub.notifications.rules.messages import Message
    from hub.ports import Ports

JOB: Final = "reach"
"""The job that calls ``reach``; its ids are participants'."""

MOST_WAITING = 5_000
"""So many marketing messages may wait for their couriers; the rest waits here, where it is decided late."""

_TOLD_AGAIN_AFTER = timedelta(seconds=60)
_SWEPT_AT_ONCE = 1_000
_IDS_PER_JOB = 50

_WAITING = "SELECT count(*) AS waiting FROM messages WHERE due_at <= $1 AND category = 'MARKETING'"
_SWEEP = """
    UPDATE participants SET told_at = $1 WHERE id IN (
        SELECT id FROM participants WHERE campaign_id = $4 AND due_at <= $1
        AND (told_at IS NULL OR told_at <= $2 OR told_at > $1) ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('told by campaigns ' || $1, 0))"
_STOP_STEP = "UPDATE campaigns SET problems = problems || jsonb_build_object($2::text, $3::text) WHERE id = $1"

_log = structlog.get_logger()


async def tell_due(ports: Ports) -> int:
    """Tell the queue of participants for whom a step is due, as many as couriers have room for; how many."""
    now = ports.clock.now()
    [row] = await get_connection("default").execute_query_dict(_WAITING, [now])
    room, count = MOST_WAITING - row["waiting"], 0
    for campaign in await CampaignRow.filter(state=State.RUNNING).only("id"):
        while count < room and (ids := await _sweep(ports, now, campaign.id)):
            for start in range(0, len(ids), _IDS_PER_JOB):
                await ports.queue.tell(JOB, ids[start : start + _IDS_PER_JOB])
            count += len(ids)
    return count


async def _sweep(ports: Ports, now: datetime, campaign_id: UUID) -> list[UUID]:
    arguments = [now, await lost_before(ports.queue, now, _TOLD_AGAIN_AFTER), _SWEPT_AT_ONCE, campaign_id]
    return [row["id"] for row in await get_connection("default").execute_query_dict(_SWEEP, arguments)]


async def reach(ports: Ports, participant_id: UUID) -> None:
    """Settle the step that is due for a participant. Safe to repeat, to interrupt, and to do twice at once."""
    async with in_transaction():
        planned = await _reach(ports, participant_id)
    await sending.tell(ports, planned)


async def _reach(ports: Ports, participant_id: UUID) -> list[Message]:
    now = ports.clock.now()
    row = await ParticipantRow.get(id=participant_id)
    await let_in(row.campaign_id)
    await get_connection("default").execute_query(_ONE_AT_A_TIME, [str(row.member_id)])
    await row.refresh_from_db()
    campaign = (await reads.campaigns([row.campaign_id]))[row.campaign_id]
    if campaign.state is not State.RUNNING or row.step is None or row.due_at is None or row.due_at > now:
        return []
    member = (await members.members([row.member_id]))[row.member_id]
    return await _settle(ports, campaign, row, member, row.step)


async def _settle(ports: Ports, campaign: Campaign, row: ParticipantRow, member: Member, step: int) -> list[Message]:
    journey, now = campaign.journey, ports.clock.now()
    laid = dues(journey, row.variant, row.anchor, member.zone)
    due = next((each for each in laid if each.step == step), None)
    told = await facts(campaign.plan, reads.participant(row), member, set(ports.couriers), now)
    verdict = decide(journey.steps[step], due, campaign.plan.guards, told, member.zone, now)
    if row.is_held and verdict.reason is Reason.LATE:
        verdict = Verdict(Touched.FAILED, Reason.BROKEN)  # nobody mended it in time
    if verdict.again_at:
        await _wait(row, verdict.again_at)
        return []
    planned = await _send(ports, campaign, row, member, step) if verdict.state is Touched.SENT else []
    if planned is None:
        await _wait(row, due.until if due else now, is_held=True)
        return []
    await _note(row, verdict, step, now)
    await _move_on(row, verdict, following(laid, step))
    return planned


async def _send(
    ports: Ports, campaign: Campaign, row: ParticipantRow, member: Member, step: int
) -> list[Message] | None:
    """The messages planned; ``None`` where the step is stopped, or cannot be filled in and is stopped with this."""
    if str(step) in campaign.problems:
        return None
    to = Addressed(member, row.variant, row.anchor, row.code)
    try:
        async with in_transaction():
            planned = await planning.plan(ports, member, await message(ports, campaign, step, to))
    except TemplateError as error:
        await _stop_step(ports, campaign, step, f"{type(error).__name__}: {error}")
        return None
    told, subject = {"step": step, "variant": row.variant}, f"campaign:{campaign.code}"
    now = ports.clock.now()
    await journal.record(now, "system", action="reach", subject=subject, member_id=member.id, facts=told)
    return planned


async def _stop_step(ports: Ports, campaign: Campaign, step: int, why: str) -> None:
    """Nobody else gets this step until the marketer, who is told on the campaign's page, has mended it."""
    await get_connection("default").execute_query(_STOP_STEP, [campaign.id, str(step), why])
    told, subject = {"step": step, "why": why}, f"campaign:{campaign.code}"
    await journal.record(ports.clock.now(), "system", action="stop_step", subject=subject, facts=told)
    _log.warning("a step of a campaign was stopped", campaign=campaign.code, **told)


async def _wait(row: ParticipantRow, until: datetime, *, is_held: bool = False) -> None:
    row.due_at, row.told_at, row.is_held = until, None, is_held
    await row.save(update_fields=["due_at", "told_at", "is_held"])


async def _note(row: ParticipantRow, verdict: Verdict, step: int, now: datetime) -> None:
    is_sent = verdict.state is Touched.SENT
    await TouchRow.create(
        campaign_id=row.campaign_id,
        member_id=row.member_id,
        variant=row.variant,
        step=step,
        state=verdict.state,
        reason=verdict.reason,
        message_key=message_key(row.campaign_id, row.member_id, step) if is_sent else None,
        at=now,
    )


async def _move_on(row: ParticipantRow, verdict: Verdict, next_: Due | None) -> None:
    """To the next step; who has renewed has none."""
    left = None if verdict.reason is Reason.RENEWED else next_
    row.step, row.due_at = (left.step, left.at) if left else (None, None)
    row.told_at, row.is_held = None, False
    await row.save(update_fields=["step", "due_at", "told_at", "is_held"])
