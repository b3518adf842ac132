"""Campaigns over GraphQL, from the first word to the launch."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.applications import Starlette

from hub.access.rules import Role
from hub.campaigns.reads import campaigns
from hub.campaigns.service import planning, reaching
from hub.catalogue import service as catalogue
from hub.members.rules import NewMember
from hub.members.service import create_member
from hub.notifications.models import MessageRow
from hub.notifications.rules.messages import Category
from hub.notifications.service.preferring import prefer
from hub.wiring import demo
from schema.clicking import click_route
from tests.services.entitlements.conftest import CATALOGUE

if TYPE_CHECKING:
    from hub.members.rules import Member
    from hub.ports import Ports
    from tests.api.conftest import Asking

PAGE = (Path(__file__).parents[2] / "docs" / "campaigns.md").read_text("utf-8")
ALL = {"kind": "ALL", "of": []}
SAVE = """mutation ($plan: JSON!, $saved: Int) { saveCampaign(input: {code: "spring", plan: $plan, saved: $saved}) {
    __typename ... on CampaignPayload { campaign { code state missing saved plan } } ... on Refusal { code message }
} }"""
SIMULATE = """mutation { simulateCampaign(input: {code: "spring"}) { ... on CampaignPayload { campaign { simulation {
    isDone variants { name count } keptOut { name count } days { on channel count }
    costAtMost { amountMinor } journeys { member variant steps { at channels subject text } }
} } } ... on Refusal { code message } } }"""
LAUNCHED = """{ campaign(code: "spring") { state isPlanned audienceSize budget { most count isSpent } problems { why }
    results { window steps { step } arms { variant members } uplifts { low high } days { on } } csv } }"""


def steer(verb: str) -> str:
    return f"""mutation {{ {verb}Campaign(input: {{code: "spring"}}) {{
        ... on CampaignPayload {{ campaign {{ state }} }} ... on Refusal {{ code message }} }} }}"""


@pytest.fixture
async def friends(ports: Ports, ling: Member, bo: Member) -> list[Member]:
    await catalogue.apply(ports, "test", CATALOGUE)
    tester = await create_member(ports, "test", NewMember("u-ann", "Ann", email="ann@example.com", tags=("tester",)))
    for each in (ling, tester):
        await prefer(ports, "test", each.id, Category.MARKETING, wanted=True)
    return [ling, bo, tester]


@pytest.mark.usefixtures("friends")
async def test_an_audience_is_counted_while_it_is_written_and_saved(ask: Asking) -> None:
    count = (
        "query ($c: JSON!) { countAudience(condition: $c) { ... on AudienceCount { count isEstimate sample { name } }"
    )
    count += " ... on Refusal { code message } } }"
    tester = {"kind": "TAG", "tag": "tester"}
    counted = (await ask.data(count, Role.MARKETING, c=tester))["countAudience"]
    assert counted == {"count": 1, "isEstimate": False, "sample": [{"name": "Ann"}]}
    wrong = (await ask.data(count, Role.MARKETING, c={"kind": "TAGS"}))["countAudience"]
    assert wrong["code"] == "INVALID_INPUT"

    save = 'mutation ($c: JSON!) { saveAudience(input: {name: "Staff", condition: $c}) { ... on AudiencePayload {'
    save += " audience { name version condition } } } }"
    saved = (await ask.data(save, Role.MARKETING, c=tester))["saveAudience"]["audience"]
    assert saved == {"name": "Staff", "version": 1, "condition": tester}
    assert (await ask.data("{ audiences { name } }", Role.MARKETING))["audiences"] == [{"name": "Staff"}]


@pytest.mark.usefixtures("friends")
async def test_a_campaign_is_drafted_part_by_part_simulated_and_launched(ask: Asking) -> None:
    draft = (await ask.data(SAVE, Role.MARKETING, plan={"name": "Spring"}, saved=0))["saveCampaign"]["campaign"]
    assert (draft["state"], draft["missing"], draft["saved"]) == ("DRAFT", ["audience", "journey"], 1)
    whole = {
        "name": "Spring",
        "audience": {"condition": ALL},
        "offer": {"gives": {"kind": "AMOUNT", "amount": "5.00 CNY"}, "redemptions": 100},
        "journey": {"steps": [{"at": "START"}, {"at": "+P3D", "only": "NOT_CLICKED"}]},
        "guards": {"hold_out": 0},
    }
    refused = (await ask.data(SAVE, Role.MARKETING, plan=whole, saved=0))["saveCampaign"]
    assert refused["code"] == "CAMPAIGN_CHANGED"
    saved = (await ask.data(SAVE, Role.MARKETING, plan=whole, saved=1))["saveCampaign"]["campaign"]
    assert (saved["plan"], saved["missing"]) == (whole, [])

    simulated = (await ask.data(SIMULATE, Role.MARKETING))["simulateCampaign"]["campaign"]["simulation"]
    assert simulated["isDone"]
    assert simulated["variants"] == [{"name": "A", "count": 2}]
    assert simulated["keptOut"] == [{"name": "UNWANTED", "count": 1}]
    assert [(each["channel"], each["count"]) for each in simulated["days"]] == [("INBOX", 2)] * 2  # nobody carries mail
    assert {each["member"] for each in simulated["journeys"]} == {"u-ling", "u-ann"}
    subjects = {each["subject"] for journey in simulated["journeys"] for each in journey["steps"]}
    assert subjects == {"专属优惠：立减 5.00 CNY"}

    for verb, state in (("submit", "APPROVED"), ("launch", "RUNNING"), ("pause", "PAUSED"), ("resume", "RUNNING")):
        steered = (await ask.data(steer(verb), Role.MARKETING))[f"{verb}Campaign"]
        assert steered == {"campaign": {"state": state}}
    found = (await ask.data(LAUNCHED, Role.MARKETING))["campaign"]
    assert (found["state"], found["audienceSize"], found["budget"]["most"]) == ("RUNNING", 3, 100)
    assert found["csv"].startswith("campaign,what,of,variant,value")
    again = (await ask.data(SAVE, Role.MARKETING, plan={"name": "x"}))["saveCampaign"]
    assert again["code"] == "WRONG_STATE"


@pytest.mark.usefixtures("friends")
@pytest.mark.parametrize(("by", "has_code"), [("AUTOMATIC", False), ("PERSONAL_CODE", True)])
async def test_a_step_on_trial_goes_to_staff_only_and_names_a_code_where_there_will_be_one(
    ask: Asking, by: str, *, has_code: bool
) -> None:
    offer = {"gives": {"kind": "PERCENT", "percent": 20}, "by": by}
    plan = {"name": "Spring", "offer": offer, "journey": {"steps": [{"at": "START"}]}}
    await ask.data(SAVE, Role.MARKETING, plan=plan)
    trial = """mutation ($to: String!) { tryCampaign(input: {code: "spring", step: 0, to: $to}) {
        ... on TryCampaignPayload { messages { channel recipient text } } ... on Refusal { code } } }"""
    sent = (await ask.data(trial, Role.MARKETING, to="u-ann"))["tryCampaign"]["messages"]
    assert {(each["channel"], "TEST" in each["text"]) for each in sent} == {("EMAIL", has_code), ("INBOX", has_code)}
    refused = (await ask.data(trial, Role.MARKETING, to="u-ling"))["tryCampaign"]
    assert refused["code"] == "INVALID_INPUT"


@pytest.mark.usefixtures("friends")
async def test_support_sees_what_a_member_got_and_why(ask: Asking, ports: Ports, ling: Member) -> None:
    plan = {"name": "Spring", "audience": {"condition": ALL}, "journey": {"steps": [{"at": "START"}]}}
    await ask.data(SAVE, Role.MARKETING, plan=plan | {"guards": {"hold_out": 0}})
    for verb in ("submit", "launch"):
        await ask.data(steer(verb), Role.MARKETING)
    await planning.plan(ports, (await campaigns.the_campaign("spring")).id)
    await prefer(ports, "test", ling.id, Category.MARKETING, wanted=False)
    [who] = await campaigns.participants_of(ling.id)
    await reaching.reach(ports, who.id)

    asked = """{ member(externalId: "u-ling") { campaigns {
        code variant isHeldOut nextAt steps { step outcome reason } redemptions { state }
    } } }"""
    [found] = (await ask.data(asked, Role.SUPPORT))["member"]["campaigns"]
    assert found == {
        "code": "spring",
        "variant": "A",
        "isHeldOut": False,
        "nextAt": None,
        "steps": [{"step": 0, "outcome": "SKIPPED", "reason": "UNWANTED"}],
        "redemptions": [],
    }


@pytest.mark.usefixtures("friends")
@pytest.mark.parametrize(("landing", "place"), [("SHOP", "/shop?coupon=SPRING20"), ("RENEW", "/renew/")])
async def test_a_link_in_a_message_leads_on_in_one_step_and_the_click_is_noted(
    ask: Asking, ports: Ports, ling: Member, landing: str, place: str
) -> None:
    offer = {"gives": {"kind": "PERCENT", "percent": 20}, "by": "SHARED_CODE", "code": "SPRING20"}
    plan = {"name": "Spring", "audience": {"condition": ALL}, "offer": offer, "journey": {"steps": [{"at": "START"}]}}
    await ask.data(SAVE, Role.MARKETING, plan=plan | {"guards": {"hold_out": 0}, "landing": landing})
    for verb in ("submit", "launch"):
        await ask.data(steer(verb), Role.MARKETING)
    campaign = await campaigns.the_campaign("spring")
    await planning.plan(ports, campaign.id)
    [who] = await campaigns.participants_of(ling.id)
    await reaching.reach(ports, who.id)
    [message] = await MessageRow.filter(member_id=ling.id, channel="INBOX")
    path = "/go/" + message.text.split("/go/")[1].split()[0]

    pages = httpx.ASGITransport(Starlette(routes=[click_route(ports)]))
    async with httpx.AsyncClient(transport=pages, base_url="http://hub") as visitor:
        followed, forged = await visitor.get(path), await visitor.get(path[:-3] + "abc")
    assert (followed.status_code, forged.status_code) == (302, 400)
    assert followed.headers["location"].startswith(f"{ports.site}{place}")
    [got] = await campaigns.touches_of(ling.id, [campaign.id])
    assert (got.clicks, got.clicked_at) == (1, ports.clock.now())


async def test_what_the_page_about_campaigns_asks_works_in_a_demo(ask: Asking, ports: Ports) -> None:
    await demo.seed(ports)
    (block,) = re.findall(r"```graphql\n(.*?)```", PAGE, flags=re.DOTALL)
    answers = [await ask.data(each, Role.MARKETING) for each in re.split(r"\n(?=[m{])", block.strip())]
    simulation = answers[0]["simulateCampaign"]["campaign"]["simulation"]
    assert (simulation["isDone"], len(simulation["journeys"])) == (True, 3)
    assert answers[1]["tryCampaign"]["messages"][0]["subject"].endswith("Sam Rivera")
    assert answers[3] == {"launchCampaign": {"campaign": {"state": "RUNNING"}}}
    assert answers[4]["campaign"]["state"] == "RUNNING"
