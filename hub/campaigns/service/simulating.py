"""Running a campaign over the real population without sending, before it is launched.

What it finds is added up slice by slice and kept with the campaign, so that a simulation of very many goes on in jobs
while it is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from jinja2 import TemplateError
from tortoise.transactions import in_transaction

from hub.campaigns.errors import PlanIncomplete, WrongState
from hub.campaigns.models import CampaignRow
from hub.campaigns.reads import campaigns as reads
from hub.campaigns.reads.asking import rows
from hub.campaigns.rules.deciding import Facts, decide
from hub.campaigns.rules.plans import HELD_OUT
from hub.campaigns.rules.timing import nominal
from hub.campaigns.rules.values import State, Touched
from hub.campaigns.service.holding import alone_at
from hub.campaigns.service.joining import Reach, gather, next_slice
from hub.campaigns.service.pricing import costs
from hub.campaigns.service.writing import Addressed, message
from hub.members import reads as members
from hub.notifications import reads as notifications
from hub.notifications.rules.hours import local_date
from hub.notifications.rules.messages import Channel

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.campaigns.rules.compiling import Slice
    from hub.campaigns.rules.plans import Step
    from hub.campaigns.rules.values import Campaign
    from hub.campaigns.service.joining import Gathered, Joining
    from hub.ports import Ports

JOB: Final = "simulate_campaign"
"""The job that calls ``simulate_on``; its ids are campaigns'."""

DAYS: Final = 60
SHOWN: Final = 3
_PATIENCE = 2.0
"""Seconds that who asks for a simulation waits for what is found by then."""

_RECENT = """
    SELECT member_id, array_agg(at) AS told FROM touches
    WHERE state = 'SENT' AND at > $1 AND member_id = ANY ($2::uuid[]) GROUP BY member_id
"""


async def simulate(ports: Ports, code: str) -> Campaign:
    """Begin a simulation of the campaign as its plan is now; small populations are done with this.

    Refuses an incomplete plan (``PlanIncomplete``), and a campaign that was launched (``WrongState``).
    """
    campaign = await reads.the_campaign(code)
    if not campaign.state.is_open:
        raise WrongState(code, campaign.state, State.DRAFT)
    if missing := [*campaign.plan.missing(), *await reads.unknown_in(campaign.plan)]:
        raise PlanIncomplete(code, missing)
    now = ports.clock.now()
    begun = {"at": now.isoformat(), "is_done": False}
    await CampaignRow.filter(id=campaign.id).update(simulation=begun, simulate_at=now, simulated_until=None)
    await simulate_on(ports, campaign.id)
    return (await reads.campaigns([campaign.id]))[campaign.id]


async def simulate_on(ports: Ports, campaign_id: UUID) -> None:
    """Go on with a simulation for a while; the queue is told of what is left."""
    began = monotonic()
    while await _simulate_some(ports, campaign_id):
        if monotonic() - began > _PATIENCE:
            await ports.queue.tell(JOB, [campaign_id])
            return


async def tell_due(ports: Ports) -> int:
    """Tell the queue of every simulation that is not at its end; how many."""
    ids = [row.id for row in await CampaignRow.exclude(simulate_at=None).only("id")]
    if ids:
        await ports.queue.tell(JOB, ids)
    return len(ids)


async def _simulate_some(ports: Ports, campaign_id: UUID) -> bool:
    async with in_transaction():
        is_alone = await alone_at("simulating", campaign_id)
        row = await CampaignRow.get_or_none(id=campaign_id)
        if not is_alone or row is None or row.simulate_at is None:
            return False
        found, at = _Found(row.simulation or {}), row.simulate_at
        within = await next_slice(row.simulated_until)
        if within is None:
            changes: dict[str, Any] = {
                "simulation": await _concluded(row, found),
                "simulate_at": None,
                "simulated_until": None,
            }
        else:
            await _add(ports, reads.campaign(row), found, at, within)
            changes = {"simulation": found.told, "simulated_until": within.until}
        await CampaignRow.filter(id=row.id, saved=row.saved, simulate_at=at).update(**changes)
    return within is not None


class _Found:
    """What a simulation found so far, as plain JSON."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told: dict[str, Any] = {"variants": {}, "kept_out": {}, "days": {}, "journeys": []} | dict(told)

    def count(self, part: str, name: str, by: int = 1) -> None:
        self.told[part][str(name)] = self.told[part].get(str(name), 0) + by

    @property
    def journeys(self) -> list[Any]:
        journeys: list[Any] = self.told["journeys"]
        return journeys


async def _add(ports: Ports, campaign: Campaign, found: _Found, at: datetime, within: Slice) -> None:
    gathered = await gather(await Reach.of(campaign), at, within)
    for reason, count in gathered.kept_out.items():
        found.count("kept_out", reason, count)
    recent, stage = await _recent(campaign, gathered, at), _Stage(campaign, at, set(ports.couriers))
    for each in gathered.joining:
        found.count("variants", each.variant)
        if each.variant != HELD_OUT:
            _play(stage, each, recent.get(each.member_id, ()), found)
            if len(found.journeys) < SHOWN:
                found.journeys.append(await _shown(ports, campaign, each))


async def _recent(campaign: Campaign, gathered: Gathered, at: datetime) -> dict[UUID, list[datetime]]:
    """When each of them was told something by any campaign, as far as the cap counts it."""
    ids = [each.member_id for each in gathered.joining]
    since = at - nominal(campaign.plan.guards.cap.within)
    return {row["member_id"]: row["told"] for row in await rows(_RECENT, since, ids)}


@dataclass(frozen=True, slots=True)
class _Stage:
    """What is played ``at`` an instant; ``carried`` are the channels that lead out of the hub."""

    campaign: Campaign
    at: datetime
    carried: Collection[str]

    def leading(self, step: Step, joining: Joining) -> list[Channel]:
        """By which of the step's channels the member is reached."""
        closed = set() if joining.has_mail else {Channel.EMAIL}
        lead = {Channel.INBOX, *self.carried} - closed
        return [each for each in step.channels if each in lead]


def _play(stage: _Stage, joining: Joining, recent: Sequence[datetime], found: _Found) -> None:
    """One member's journey, if they never answer: what is sent on which day by which channel, and what is not."""
    plan, journey = stage.campaign.plan, stage.campaign.journey
    guards = plan.guards
    sent = [*recent]
    for due in joining.dues:
        moment, step = max(due.at, stage.at), journey.steps[due.step]
        leading = stage.leading(step, joining)
        lately = sum(each > moment - nominal(guards.cap.within) for each in sent)
        is_closed = plan.is_closed(joining.variant, moment)
        facts = Facts(is_reachable=bool(leading), is_closed=is_closed, recent=lately)
        verdict = decide(step, due, guards, facts, joining.zone, moment)
        if verdict.again_at:
            moment = verdict.again_at
            verdict = decide(step, due, guards, facts, joining.zone, moment)
        if verdict.state is Touched.SENT:
            sent.append(moment)
            _note_day(found, leading, moment, joining.zone, stage.at)
        elif verdict.reason:
            found.count("kept_out", verdict.reason)


def _note_day(found: _Found, channels: Sequence[str], moment: datetime, zone: str, at: datetime) -> None:
    if moment < at + timedelta(days=DAYS):
        day = found.told["days"].setdefault(str(local_date(moment, zone)), {})
        for channel in channels:
            day[str(channel)] = day.get(str(channel), 0) + 1


async def _shown(ports: Ports, campaign: Campaign, joining: Joining) -> dict[str, Any]:
    """A member's journey as they would see it."""
    member = (await members.members([joining.member_id]))[joining.member_id]
    templates, _ = await notifications.templates_in_force()
    steps = []
    for due in joining.dues:
        new = await message(ports, campaign, due.step, Addressed(member, joining.variant, joining.anchor))
        try:
            rendered = templates.render(new.template, member.locale, {**new.variables, "link": f"{ports.site}/shop"})
            subject, text = rendered.subject, rendered.text
        except TemplateError as error:
            subject, text = "", f"{new.template}: {error}"
        at = max(due.at, ports.clock.now()).isoformat()
        steps.append({"step": due.step, "at": at, "channels": new.channels, "subject": subject, "text": text})
    return {"member": member.external_id, "name": member.name, "variant": joining.variant, "steps": steps}


async def _concluded(row: CampaignRow, found: _Found) -> dict[str, Any]:
    campaign = reads.campaign(row)
    told = sum(count for name, count in found.told["variants"].items() if name != HELD_OUT)
    each_time = await costs(campaign.plan)
    offer = campaign.plan.offer
    cost = None
    if each_time and offer:
        each = each_time[-1]
        times = min(told * offer.per_member, offer.redemptions or told * offer.per_member)
        most = times * each.amount_minor
        cost = {"currency": each.currency, "each": each.amount_minor, "at_most": most}
        if offer.budget and offer.budget.currency == each.currency:
            cost["at_most"] = min(most, offer.budget.amount_minor)
    return found.told | {"is_done": True, "cost": cost}
