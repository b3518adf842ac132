"""Who hears what of a campaign, and who does not."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from asyncpg.exceptions import RaiseError
from tortoise.exceptions import IntegrityError, OperationalError

from hub.campaigns.errors import CampaignChanged, PlanIncomplete, SecondPersonNeeded, WrongState
from hub.campaigns.models import CampaignRow, ParticipantRow, TouchRow
from hub.campaigns.reads import campaigns as reads
from hub.campaigns.rules.plans import HELD_OUT
from hub.campaigns.rules.values import State
from hub.campaigns.service import drafting, planning, reaching, steering, watching
from hub.campaigns.service.linking import follow
from hub.campaigns.service.saving import save_audience
from hub.entitlements.reads import held_by
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service.granting import grant
from hub.entitlements.service.planning import OneBenefit
from hub.entitlements.service.using import revoke
from hub.journal.rules import Act
from hub.kernel.calendar import Period
from hub.kernel.errors import InvalidInput
from hub.notifications.models import MessageRow, TemplateRow
from hub.notifications.rules.messages import Category
from hub.notifications.service.preferring import prefer
from hub.ports.couriers import News, Outcome
from tests.services.campaigns.conftest import plan
from tests.services.orders.test_interruptions import failing

if TYPE_CHECKING:
    from hub.members.rules import Member
    from tests.services.campaigns.conftest import Desk

DAY = timedelta(days=1)
TWO_STEPS = {"steps": [{"at": "START"}, {"at": "+P2D"}]}


async def reasons(*who: Member) -> list[str | None]:
    rows = TouchRow.filter(member_id__in=[each.id for each in who]) if who else TouchRow.all()
    return [row.reason for row in await rows.order_by("at", "step", "id")]


async def bought(desk: Desk, member: Member) -> None:
    """They hold more than they did: as a purchase elsewhere leaves it."""
    act = Act("test", desk.clock.now(), f"bought-{member.external_id}-{desk.clock.now()}")
    await grant(member, OneBenefit("vip", Period.parse("P30D")), Origin(Source.IMPORT), act)


async def test_everyone_who_asked_for_offers_hears_once(desk: Desk) -> None:
    await desk.join(3)
    [quiet] = await desk.join(1)
    await desk.launch(
        audience={"condition": {"kind": "NOT", "of": {"kind": "MEMBERS", "members": [quiet.external_id]}}}
    )
    await desk.work()
    await desk.after(DAY)
    assert desk.mailed() == ["m0@example.com", "m1@example.com", "m2@example.com"]


async def test_those_held_out_get_nothing_ever(desk: Desk) -> None:
    people = await desk.join(60)
    await desk.launch(guards={"hold_out": 30}, journey=TWO_STEPS)
    for _ in range(4):
        await desk.after(DAY)
    out = {row.member_id for row in await ParticipantRow.filter(variant=HELD_OUT)}
    told = {row.member_id for row in await TouchRow.all()}
    mailed = {row.member_id for row in await MessageRow.all()}
    assert 0 < len(out) < len(people)
    assert told == mailed == {each.id for each in people} - out
    row = await ParticipantRow.filter(variant=HELD_OUT).first()
    assert row
    row.step, row.due_at = 0, desk.clock.now()
    with pytest.raises(IntegrityError):
        await row.save()


async def test_who_has_renewed_hears_no_more(desk: Desk) -> None:
    ling, bo = await desk.join(2)
    for each in (ling, bo):
        await bought(desk, each)
    journey = {"anchor": "COVERAGE_END", "benefit": "vip", "steps": [{"at": "-P7D"}, {"at": "-P1D"}, {"at": "+P3D"}]}
    await desk.launch(journey=journey)
    await desk.after(25 * DAY)
    assert len(desk.mailed()) == 2
    await bought(desk, ling)
    await desk.after(5 * DAY)
    await desk.after(5 * DAY)
    assert await reasons(ling) == [None, "RENEWED"]
    assert await reasons(bo) == [None, "LATE", None]


async def test_whose_benefit_was_taken_back_is_not_told_when_it_would_have_ended(desk: Desk) -> None:
    [ling] = await desk.join(1)
    await bought(desk, ling)
    journey = {"anchor": "COVERAGE_END", "benefit": "vip", "steps": [{"at": "-P7D"}, {"at": "+P3D"}]}
    await desk.launch(journey=journey)
    desk.clock.advance(5 * DAY)
    [mine] = await held_by([ling])
    await revoke(ling, list(mine.records), "refunded", Act("staff:li", desk.clock.now(), "back"))
    await desk.after(18 * DAY)
    await desk.after(10 * DAY)
    assert (desk.mailed(), await reasons(ling)) == ([], ["LATE", "LATE"])


async def test_nobody_is_offered_what_cannot_be_had_any_more(desk: Desk) -> None:
    [ling] = await desk.join(1)
    words = {each: {"subject": "Hello", "text": "Hello", "button": "Look"} for each in ("zh-CN", "en")}
    steps = [{"at": "START"}, {"at": "+P2D"}, {"at": "+P4D", "template": "campaign-letter", "words": words}]
    closes = f"{desk.clock.now() + DAY:%FT%TZ}"
    await desk.launch(journey={"steps": steps}, offer={"gives": {"kind": "PERCENT", "percent": 20}, "closes": closes})
    await desk.work()
    for _ in range(2):
        await desk.after(2 * DAY)
    assert await reasons(ling) == [None, "LATE", None]


async def test_the_second_message_is_for_those_who_did_not_click_the_first(desk: Desk) -> None:
    ling, bo = await desk.join(2)
    await desk.launch(journey={"steps": [{"at": "START"}, {"at": "+P2D", "only": "NOT_CLICKED"}]})
    await desk.work()
    [letter] = [each for each in desk.mail.taken if each.to == ling.email]
    token = letter.text.split("/go/")[1].split()[0]
    assert await follow(desk.ports, token) == "https://hub.example/shop"
    await desk.after(2 * DAY)
    assert await reasons(ling) == [None, "ANSWERED"]
    assert await reasons(bo) == [None, None]
    with pytest.raises(InvalidInput):
        await follow(desk.ports, token[:-3] + "abc")


async def test_the_cap_counts_the_messages_of_all_campaigns(desk: Desk) -> None:
    [ling] = await desk.join(1)
    capped = {"hold_out": 0, "cap": {"most": 1, "within": "P7D"}}
    await desk.launch("one", guards=capped)
    await desk.launch("two", guards=capped)
    await desk.work()
    assert sorted(await reasons(ling), key=str) == ["ENOUGH", None]


async def test_at_night_nothing_is_sent_and_in_the_morning_it_is(desk: Desk) -> None:
    await desk.join(1)
    desk.clock.advance(timedelta(hours=13))  # eleven at night in Shanghai
    await desk.launch()
    await desk.work()
    assert desk.mailed() == []
    await desk.after(timedelta(hours=9))
    assert desk.mailed() == ["m0@example.com"]


@pytest.mark.parametrize(("prefers", "reason"), [(False, "UNWANTED"), (True, None)])
async def test_consent_is_asked_again_when_sending(desk: Desk, prefers: bool, reason: str | None) -> None:  # noqa: FBT001
    [ling] = await desk.join(1)
    await desk.launch()
    await prefer(desk.ports, "test", ling.id, Category.MARKETING, wanted=prefers)
    await desk.work()
    assert await reasons(ling) == [reason]


async def test_a_pause_stops_also_what_is_planned_already_and_resuming_sends_it_once(desk: Desk) -> None:
    await desk.join(2)
    campaign = await desk.launch()
    first, second = [row.id for row in await ParticipantRow.all().order_by("id")]
    await reaching.reach(desk.ports, first)  # planned, in no courier's hands yet
    await steering.pause(desk.ports, "staff:ann", campaign.code)
    await reaching.reach(desk.ports, second)
    await desk.work()
    assert desk.mailed() == []

    await steering.resume(desk.ports, "staff:ann", campaign.code)
    await desk.after(timedelta(minutes=2))
    await desk.after(DAY)
    assert desk.mailed() == ["m0@example.com", "m1@example.com"]


async def test_what_was_planned_and_not_sent_is_never_sent_after_the_end(desk: Desk) -> None:
    await desk.join(1)
    campaign = await desk.launch()
    [row] = await ParticipantRow.all()
    await reaching.reach(desk.ports, row.id)
    await steering.end(desk.ports, "staff:ann", campaign.code)
    await desk.after(DAY)
    assert desk.mailed() == []
    assert {row.state for row in await MessageRow.filter(channel="EMAIL")} == {"SUPPRESSED"}


async def test_a_broken_template_stops_its_step_and_the_marketer_is_told(desk: Desk) -> None:
    people = await desk.join(3)
    campaign = await desk.launch(journey=TWO_STEPS)
    parts = {f"{locale}.{kind}": "Hello {{ nobody }}\n\nx" for locale in ("zh-CN", "en") for kind in ("txt", "mjml")}
    broken = await TemplateRow.create(
        template="campaign-offer", edition=1, parts=parts, author="staff:ann", at=desk.clock.now()
    )
    await desk.work()
    found = await reads.the_campaign(campaign.code)
    assert found.problems == {"0": "UndefinedError: 'nobody' is undefined"}
    assert (found.state, desk.mailed(), await TouchRow.all().count()) == (State.RUNNING, [], 0)

    await broken.delete()
    await steering.resume(desk.ports, "staff:ann", campaign.code)
    await desk.work()
    assert len(desk.mailed()) == len(people)


async def test_a_template_broken_mid_journey_stops_that_step_and_members_go_on_with_the_next(desk: Desk) -> None:
    [ling] = await desk.join(1)
    words = {each: {"subject": "Hello", "text": "Hello", "button": "Look"} for each in ("zh-CN", "en")}
    letter = {"template": "campaign-letter", "words": words}
    steps = [{"at": "START"} | letter, {"at": "+P2D"}, {"at": "+P4D"} | letter]
    campaign = await desk.launch(journey={"steps": steps})
    await desk.work()
    parts = {f"{locale}.{kind}": "Hello {{ nobody }}\n\nx" for locale in ("zh-CN", "en") for kind in ("txt", "mjml")}
    await TemplateRow.create(template="campaign-offer", edition=1, parts=parts, author="staff:ann", at=desk.clock.now())
    await desk.after(2 * DAY)
    found = await reads.the_campaign(campaign.code)
    assert (found.state, found.problems.keys(), await reasons(ling)) == (State.RUNNING, {"1"}, [None])
    await desk.after(2 * DAY)
    assert await reasons(ling) == [None, "BROKEN", None]
    assert len(desk.mailed()) == 2


async def test_a_campaign_ends_by_itself_once_the_last_window_is_over(desk: Desk) -> None:
    await desk.join(1)
    campaign = await desk.launch(goal={"within": "P14D"})
    await desk.work()
    found = []
    for days in (13, 1):
        desk.clock.advance(days * DAY)
        await watching.watch(desk.ports)
        found.append(await reads.the_campaign(campaign.code))
    assert [(each.state, each.because) for each in found] == [(State.RUNNING, ""), (State.ENDED, "DONE")]


async def test_too_many_errors_pause_the_campaign(desk: Desk) -> None:
    await desk.join(30)
    campaign = await desk.launch()
    desk.mail.answers = [Outcome(News.REFUSED, "no such mailbox")] * 10
    await desk.work()
    await watching.watch(desk.ports)
    found = await reads.the_campaign(campaign.code)
    assert (found.state, found.because) == (State.PAUSED, "ERRORS")


async def test_those_in_an_excluded_audience_hear_nothing(desk: Desk) -> None:
    await desk.join(1)
    await desk.join(1, tags=("staff",))
    await save_audience(desk.ports, "staff:ann", "Staff", {"kind": "TAG", "tag": "staff"})
    await desk.launch(guards={"hold_out": 0, "exclude": ["Staff"]})
    await desk.work()
    assert desk.mailed() == ["m0@example.com"]


async def test_a_large_campaign_needs_a_second_person_and_is_a_draft_again_once_it_is_saved(desk: Desk) -> None:
    await desk.join(3)
    careful = replace(desk.ports, approval_over=2)
    await drafting.save_campaign(careful, "staff:ann", "spring", plan())
    assert (await steering.submit(careful, "staff:ann", "spring")).state is State.SUBMITTED
    with pytest.raises(WrongState):
        await steering.launch(careful, "staff:ann", "spring")
    with pytest.raises(SecondPersonNeeded):
        await steering.approve(careful, "staff:ann", "spring")
    assert (await steering.approve(careful, "staff:bob", "spring")).state is State.APPROVED
    changed = await drafting.save_campaign(careful, "staff:ann", "spring", plan(note="one word more"))
    assert (changed.state, changed.approved_by, changed.pinned) == (State.DRAFT, None, None)
    with pytest.raises(CampaignChanged):
        await steering.submit(careful, "staff:ann", "spring", saved=1)


async def test_a_plan_that_names_what_there_is_not_cannot_be_submitted(desk: Desk) -> None:
    nowhere = {"anchor": "COVERAGE_END", "benefit": "films", "steps": [{"at": "+P1D"}]}
    await save_audience(desk.ports, "staff:ann", "Told", {"kind": "CAMPAIGN", "campaign": "sprng", "did": "RECEIVED"})
    wrong = plan(journey=nowhere, guards={"exclude": ["Nobody", "Told"]}, goal={"products": ["gone"]})
    await drafting.save_campaign(desk.ports, "staff:ann", "spring", wrong)
    with pytest.raises(PlanIncomplete) as refused:
        await steering.submit(desk.ports, "staff:ann", "spring")
    assert refused.value.missing == [
        "there is no saved audience 'Nobody'",
        "there is no campaign 'sprng'",
        "there is no benefit 'films'",
        "there is no offer 'gone'",
    ]


async def test_saving_an_audience_anew_does_not_change_whom_a_submitted_campaign_reaches(desk: Desk) -> None:
    await desk.join(1, tags=("gold",))
    await desk.join(1)
    await save_audience(desk.ports, "staff:ann", "Gold", {"kind": "TAG", "tag": "gold"})
    await drafting.save_campaign(desk.ports, "staff:ann", "spring", plan(audience={"saved": "Gold"}))
    await steering.submit(desk.ports, "staff:ann", "spring")
    await save_audience(desk.ports, "staff:bob", "Gold", {"kind": "ALL", "of": []})
    launched = await steering.launch(desk.ports, "staff:ann", "spring")
    await planning.plan(desk.ports, launched.id)
    await desk.work()
    assert desk.mailed() == ["m0@example.com"]


async def test_a_daily_audience_takes_in_those_who_come_to_fit_it(desk: Desk) -> None:
    await desk.join(1)
    everyone: dict[str, Any] = {"condition": {"kind": "ALL", "of": []}, "refresh": "DAILY"}
    campaign = await desk.launch(audience=everyone)
    await desk.join(1)
    await desk.work()
    await planning.plan(desk.ports, campaign.id)
    assert desk.mailed() == ["m0@example.com"]
    desk.clock.advance(DAY)
    await planning.plan(desk.ports, campaign.id)
    await desk.work()
    assert desk.mailed() == ["m0@example.com", "m1@example.com"]


async def test_a_launch_that_is_cut_short_goes_on_and_plans_nobody_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.campaigns.service.joining.MEMBERS_AT_ONCE", 7)
    await desk.join(25)
    real, left = planning._join, [3]

    async def dies(*arguments: Any) -> None:
        await real(*arguments)
        left[0] -= 1
        if not left[0]:
            raise RuntimeError("killed")

    monkeypatch.setattr(planning, "_join", dies)
    with pytest.raises(RuntimeError):
        await desk.launch()
    assert await ParticipantRow.all().count() == 14
    await planning.plan(desk.ports, (await CampaignRow.get(code="spring")).id)
    assert await ParticipantRow.all().count() == 25
    assert (await reads.the_campaign("spring")).is_planned


@pytest.mark.parametrize(
    ("table", "happening"), [("messages", "INSERT"), ("touches", "INSERT"), ("participants", "UPDATE")]
)
async def test_a_step_that_is_cut_short_is_done_by_the_next_worker_once(desk: Desk, table: str, happening: str) -> None:
    await desk.join(1)
    await desk.launch()
    [row] = await ParticipantRow.all()
    async with failing(table, happening):
        with pytest.raises((OperationalError, RaiseError)):
            await reaching.reach(desk.ports, row.id)
    await asyncio.gather(*(reaching.reach(desk.ports, row.id) for _ in range(3)))
    await desk.work()
    assert desk.mailed() == ["m0@example.com"]
    assert await TouchRow.all().count() == 1


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE participants; --", "{{ 7 * 7 }}{% raw %}", "<img src=x onerror=alert(1)>"]
)
async def test_what_a_marketer_writes_reaches_members_as_it_was_written(desk: Desk, text: str) -> None:
    await desk.join(1, tags=(text,))
    shown = text.replace("{", "").replace("}", "").strip()
    words = {each: {"subject": shown, "text": shown, "button": shown} for each in ("zh-CN", "en")}
    step = {"at": "START", "template": "campaign-letter", "words": words}
    await save_audience(desk.ports, "staff:ann", text, {"kind": "TAG", "tag": text})
    await desk.launch(name=text, journey={"steps": [step]}, audience={"saved": text})
    await desk.work()
    [letter] = desk.mail.taken
    assert letter.text.startswith(shown)
    assert "<img" not in letter.html.split("<body")[1]
    assert letter.subject == shown
