"""Campaigns are saved, stopped and thrown away while others are at them."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import asyncpg
from jinja2 import TemplateError

from hub.campaigns.errors import CampaignChanged, CodeTaken
from hub.campaigns.models import ParticipantRow
from hub.campaigns.reads import results
from hub.campaigns.reads.campaigns import the_campaign
from hub.campaigns.rules.values import Campaign, State
from hub.campaigns.service import checking, drafting, joining, linking, planning, reaching, steering, trying, watching
from hub.campaigns.service.saving import save_audience
from tests.services.campaigns.conftest import EVERYONE, plan

if TYPE_CHECKING:
    import pytest

    from tests.services.campaigns.conftest import Desk

_WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@dataclass
class Stop:
    """Where somebody waits until they may go on."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self) -> None:
        self.reached.set()
        await self.left.wait()


async def until_somebody_waits(database: str) -> None:
    """For what another holds in the database."""
    connection = await asyncpg.connect(database)
    async with asyncio.timeout(20):
        while not await connection.fetchval(_WAITING):
            pass
    await connection.close()


async def test_a_pause_at_the_moment_at_which_a_template_breaks_does_both(
    desk: Desk, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.join(1)
    await desk.launch()
    [row] = await ParticipantRow.all()
    stop = Stop()

    async def breaks(*_: Any) -> Any:
        await stop.wait()
        raise TemplateError("nothing of that name")

    monkeypatch.setattr(reaching, "message", breaks)
    reached = asyncio.create_task(reaching.reach(desk.ports, row.id))
    await stop.reached.wait()
    paused = asyncio.create_task(steering.pause(desk.ports, "staff:ann", "spring"))
    await until_somebody_waits(database)
    stop.left.set()
    await asyncio.gather(reached, paused)
    found = await the_campaign("spring")
    assert (found.state, found.problems.keys()) == (State.PAUSED, {"0"})


async def test_nobody_joins_a_campaign_that_is_ended_while_they_are_being_planned(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.join(3)
    await drafting.save_campaign(desk.ports, "staff:ann", "spring", plan())
    await steering.submit(desk.ports, "staff:ann", "spring")
    campaign = await steering.launch(desk.ports, "staff:ann", "spring")
    stop = Stop()

    async def gathers(*what: Any) -> Any:
        await stop.wait()
        return await joining.gather(*what)

    monkeypatch.setattr(planning, "gather", gathers)
    planned = asyncio.create_task(planning.plan_some(desk.ports, campaign.id))
    await stop.reached.wait()
    await steering.end(desk.ports, "staff:ann", "spring")
    stop.left.set()
    await planned
    assert await ParticipantRow.all().count() == 0
    assert await checking.findings(desk.clock.now()) == []


async def test_a_link_in_a_letter_on_trial_leads_to_the_shop_once_the_draft_is_gone(desk: Desk) -> None:
    [ann] = await desk.join(1, tags=("tester",))
    await drafting.save_campaign(desk.ports, "staff:ann", "spring", plan())
    await trying.try_out(desk.ports, "staff:ann", "spring", 0, ann.external_id)
    await desk.work()
    [letter] = desk.mail.taken
    await drafting.discard(desk.ports, "staff:ann", "spring")
    token = letter.text.split("/go/")[1].split()[0]
    assert await linking.follow(desk.ports, token) == "https://hub.example/shop"


async def test_of_several_who_save_a_new_campaign_at_once_one_does_and_the_others_are_told(desk: Desk) -> None:
    saving = [drafting.save_campaign(desk.ports, f"staff:{n}", "spring", plan(note=str(n)), 0) for n in range(4)]
    found = await asyncio.gather(*saving, return_exceptions=True)
    assert Counter(map(type, found)) == {Campaign: 1, CampaignChanged: 3}

    offer = {"gives": {"kind": "PERCENT", "percent": 20}, "by": "SHARED_CODE", "code": "SPRING20"}
    saving = [drafting.save_campaign(desk.ports, "staff:ann", f"spring-{n}", plan(offer=offer)) for n in range(4)]
    found = await asyncio.gather(*saving, return_exceptions=True)
    assert Counter(map(type, found)) == {Campaign: 1, CodeTaken: 3}


async def test_a_campaign_is_not_made_small_by_excluding_those_who_are_let_in_again_once_it_is_approved(
    desk: Desk,
) -> None:
    await desk.join(3)
    careful = replace(desk.ports, approval_over=2)
    await save_audience(careful, "staff:ann", "Not now", EVERYONE)
    await drafting.save_campaign(careful, "staff:ann", "spring", plan(guards={"exclude": ["Not now"]}))
    submitted = await steering.submit(careful, "staff:ann", "spring")
    assert (submitted.state, submitted.audience_size) == (State.SUBMITTED, 3)


async def test_a_campaign_with_windows_longer_than_the_calendar_reaches_those_whom_it_is_for(desk: Desk) -> None:
    await desk.join(2)
    ever = {"within": "P9999Y"}
    since = {"kind": "MEMBER_SINCE"} | ever
    await desk.launch(audience={"condition": since}, goal=ever, guards={"hold_out": 0, "cap": {"most": 1} | ever})
    await desk.work()
    assert len(desk.mailed()) == 2
    await watching.watch(desk.ports)
    found = await the_campaign("spring")
    assert (found.state, len((await results.results(found, "Asia/Shanghai")).arms)) == (State.RUNNING, 1)
