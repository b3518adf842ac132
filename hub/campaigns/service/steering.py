"""Submitting, approving, launching, pausing, resuming and ending campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.campaigns.errors import CampaignChanged, PlanIncomplete, SecondPersonNeeded, WrongState
from hub.campaigns.models import BudgetRow, CampaignRow, ParticipantRow
from hub.campaigns.reads import audiences
from hub.campaigns.reads import campaigns as reads
from hub.campaigns.rules.shapes import written
from hub.campaigns.rules.values import State
from hub.campaigns.service import planning
from hub.campaigns.service.holding import keep_out
from hub.campaigns.service.writing import message_keys
from hub.journal import service as journal
from hub.kernel.errors import NotFound
from hub.notifications.service import holding as messages

if TYPE_CHECKING:
    from collections.abc import Collection

    from hub.campaigns.rules.values import Campaign
    from hub.ports import Ports


async def submit(ports: Ports, actor: str, code: str, saved: int | None = None) -> Campaign:
    """Ask for a campaign to be approved; a small one needs nobody else, and is approved with this.

    Those who are excluded count as well: whom an audience excludes may be saved anew until it is sent.
    Refuses a plan that is not whole, or names what there is not (``PlanIncomplete``); one that was saved after it was
    looked at (``CampaignChanged``); and ``WrongState``.
    """
    at = ports.clock.now()
    campaign = await reads.the_campaign(code)
    if missing := [*campaign.plan.missing(), *await reads.unknown_in(campaign.plan)]:
        raise PlanIncomplete(code, missing)
    audience = await reads.condition_of(campaign.plan)
    size = await audiences.size(audience, at)
    async with in_transaction():
        row = await _locked(code, {State.DRAFT})
        if row.saved != (saved or campaign.saved):
            raise CampaignChanged(code, row.saved)
        row.submitted_by, row.audience_size, row.pinned = actor, size, written(audience)
        row.state = State.SUBMITTED if size > ports.approval_over else State.APPROVED
        await row.save(update_fields=["submitted_by", "audience_size", "pinned", "state"])
        await _record(ports, actor, "submit_campaign", row)
    return reads.campaign(row)


async def approve(ports: Ports, actor: str, code: str) -> Campaign:
    """Approve a submitted campaign; refuses its author and who submitted it (``SecondPersonNeeded``)."""
    async with in_transaction():
        row = await _locked(code, {State.SUBMITTED})
        if actor in (row.submitted_by, row.author):
            raise SecondPersonNeeded(code, actor)
        row.approved_by, row.state = actor, State.APPROVED
        await row.save(update_fields=["approved_by", "state"])
        await _record(ports, actor, "approve_campaign", row)
    return reads.campaign(row)


async def launch(ports: Ports, actor: str, code: str) -> Campaign:
    """Begin an approved campaign: its members are planned by jobs from now on."""
    async with in_transaction():
        row = await _locked(code, {State.APPROVED})
        now = ports.clock.now()
        row.state, row.launched_at, row.plan_at, row.pass_at, row.planned_until = State.RUNNING, now, now, now, None
        await row.save()
        offer = reads.campaign(row).plan.offer
        if offer:
            budget = offer.budget
            await BudgetRow.create(
                campaign_id=row.id,
                currency=budget.currency if budget else None,
                budget_minor=budget.amount_minor if budget else None,
                most=offer.redemptions,
            )
        await _record(ports, actor, "launch_campaign", row)
    await ports.queue.tell(planning.JOB, [row.id])
    return reads.campaign(row)


async def pause(ports: Ports, actor: str, code: str, because: str = "") -> Campaign:
    """Send nothing more and give its offer no more, from this moment: also nothing that was planned but not sent.

    Only what was handed to a mail server already cannot be had back.
    """
    async with in_transaction():
        row = await _left_alone(code, {State.RUNNING})
        await stop(row, ports, because)
        await _record(ports, actor, "pause_campaign", row)
    return reads.campaign(row)


async def stop(row: CampaignRow, ports: Ports, because: str) -> None:
    """Pause a locked campaign, in the caller's transaction."""
    row.state, row.paused_at, row.because = State.PAUSED, ports.clock.now(), because
    await row.save(update_fields=["state", "paused_at", "because"])
    await messages.hold(message_keys(row.id))


async def resume(ports: Ports, actor: str, code: str) -> Campaign:
    """Go on with a paused campaign, or with steps that were stopped; nothing is sent twice."""
    async with in_transaction():
        row = await _locked(code, {State.PAUSED, State.RUNNING})
        if row.state == State.RUNNING and not row.problems:
            raise WrongState(code, row.state, State.PAUSED)
        row.state, row.paused_at, row.because, row.problems = State.RUNNING, None, "", {}
        await row.save(update_fields=["state", "paused_at", "because", "problems"])
        held = ParticipantRow.filter(campaign_id=row.id, is_held=True)
        await held.update(due_at=ports.clock.now(), is_held=False, told_at=None)
        await messages.release(ports, message_keys(row.id))
        await _record(ports, actor, "resume_campaign", row)
    return reads.campaign(row)


async def end(ports: Ports, actor: str, code: str, because: str = "") -> Campaign:
    """Let a campaign be over: nothing more is sent or given. What was ordered with its offer stays."""
    async with in_transaction():
        row = await _left_alone(code, {State.RUNNING, State.PAUSED})
        row.state, row.ended_at, row.paused_at, row.because = State.ENDED, ports.clock.now(), None, because
        row.plan_at = row.pass_at = None
        await row.save()
        await messages.withdraw(message_keys(row.id), "the campaign was ended")
        await ParticipantRow.filter(campaign_id=row.id).exclude(due_at=None).update(step=None, due_at=None)
        await _record(ports, actor, "end_campaign", row)
    return reads.campaign(row)


async def _left_alone(code: str, states: Collection[State]) -> CampaignRow:
    """As ``_locked``, with nobody sending or giving for it; they go first, for they may have to write to its row."""
    if row := await CampaignRow.get_or_none(code=code):
        await keep_out(row.id)
    return await _locked(code, states)


async def _locked(code: str, states: Collection[State]) -> CampaignRow:
    row = await CampaignRow.select_for_update().get_or_none(code=code)
    if row is None:
        raise NotFound("campaign", code)
    if row.state not in states:
        raise WrongState(code, row.state, " or ".join(sorted(states)))
    return row


async def _record(ports: Ports, actor: str, action: str, row: CampaignRow) -> None:
    facts = {"state": row.state, "audience": row.audience_size, "because": row.because}
    await journal.record(ports.clock.now(), actor, action=action, subject=f"campaign:{row.code}", facts=facts)
