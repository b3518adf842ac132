"""Reminders over GraphQL: when they are sent, and what became of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from hub.access.rules import Role
from hub.catalogue import service as catalogue
from hub.notifications.rules.messages import Category
from hub.notifications.service.preferring import prefer
from hub.reminders.service.planning import plan_changed
from hub.reminders.service.reminding import remind
from tests.api.shop import VIP_MONTH, give, open_shop
from tests.couriers import FakeCourier
from tests.fakes import FakeClock, RecordingQueue
from tests.services.entitlements.conftest import CATALOGUE
from tests.services.reminders import test_reminding as reminding

if TYPE_CHECKING:
    from hub.members.rules import Member
    from hub.ports import Ports
    from tests.api.conftest import Asking

OF_LING = """query ($first: Int = 50, $after: String) { member(externalId: "u-ling") {
    reminders(first: $first, after: $after) { pageInfo { endCursor } edges { node {
    id stage state reason dueAt settledAt benefit { code } } } } } }"""
SET = """mutation ($input: SetReminderStagesInput!) { setReminderStages(input: $input) {
    ... on ReminderStages { stages benefit { code } } ... on Refusal { code } } }"""


@pytest.fixture
async def holder(ports: Ports, ling: Member) -> Member:
    """Ling with a month of VIP, of whose end she is to be reminded."""
    await open_shop(ports)
    await give(ports, ling, VIP_MONTH)
    await plan_changed(ports)
    return ling


async def reminders(ask: Asking, **page: Any) -> list[dict[str, Any]]:
    found = await ask.data(OF_LING, Role.SUPPORT, **page)
    return [each["node"] for each in found["member"]["reminders"]["edges"]]


async def test_support_sees_what_is_planned_and_why_it_was_not_sent(
    ask: Asking, ports: Ports, clock: FakeClock, holder: Member
) -> None:
    [planned] = await reminders(ask)
    assert (planned["state"], planned["reason"], planned["benefit"]) == ("PLANNED", None, {"code": "vip"})
    clock.set(datetime.fromisoformat(planned["dueAt"]))
    await prefer(ports, "member", holder.id, Category.SERVICE, wanted=False)
    await remind(ports, [holder.id])
    later, skipped = await reminders(ask)
    assert (skipped["id"], skipped["state"], skipped["reason"]) == (planned["id"], "SKIPPED", "UNWANTED")
    assert skipped["settledAt"] == planned["dueAt"]
    assert later["state"] == "PLANNED"
    [first] = await reminders(ask, first=1)
    assert first == later


async def test_a_reminder_is_seen_by_its_id_by_staff_alone(ask: Asking, holder: Member) -> None:
    [planned] = await reminders(ask)
    one = "query ($id: ID!) { node(id: $id) { ... on Reminder { stage } } }"
    assert await ask.data(one, Role.SUPPORT, id=planned["id"]) == {"node": {"stage": planned["stage"]}}
    assert await ask.data(one, holder, id=planned["id"]) == {"node": None}


async def test_members_do_not_see_the_list_that_staff_see(ask: Asking, holder: Member) -> None:
    assert await ask.error("{ viewer { member { reminders { edges { node { id } } } } } }", holder) == "FORBIDDEN"


async def test_stages_are_set_and_what_is_planned_is_planned_anew(ask: Asking, ports: Ports, holder: Member) -> None:
    wish = {"benefit": "vip", "stages": ["-P14D"]}
    assert await ask.data(SET, Role.OPERATOR, input=wish) == {
        "setReminderStages": {"stages": ["-P14D"], "benefit": {"code": "vip"}}
    }
    await plan_changed(ports)
    assert [each["stage"] for each in await reminders(ask)] == ["-P14D"]
    own = await ask.data("{ reminderStages { stages benefit { code } } }", Role.SUPPORT)
    assert own == {"reminderStages": [{"stages": ["-P14D"], "benefit": {"code": "vip"}}]}
    assert await ask.data(SET, Role.OPERATOR, input={"benefit": "vip", "stages": ["soon"]}) == {
        "setReminderStages": {"code": "INVALID_INPUT"}
    }


async def test_what_holds_for_all_benefits_is_told(ask: Asking) -> None:
    found = await ask.data("{ reminderSettings { stages hour usefulFor } }", Role.SUPPORT)
    usual = ["-P30D", "-P7D", "-P1D", "+P3D"]
    assert found == {"reminderSettings": {"stages": usual, "hour": "10:00", "usefulFor": "P3D"}}


LISTED = """query ($filter: ReminderFilter, $first: Int!, $after: String) {
    reminders(filter: $filter, first: $first, after: $after) { pageInfo { hasNextPage endCursor } edges { node {
        id stage state reason dueAt settledAt coverageEnd benefit { code } member { externalId }
        messages { channel state recipient } } } } }"""
SETTINGS = "{ reminderSettings { stages hour usefulFor benefits { benefit { code } stages isUsual } } }"
STAGES = "{ reminderStages { benefit { code } stages isUsual } }"
PREVIEW = """query ($benefit: String!, $stages: [String!]) {
    previewReminderStages(benefit: $benefit, stages: $stages, zone: "Asia/Shanghai") {
        ... on ReminderStagesPreview { stages exampleEnd now { stage at } then { stage at } waiting atOnce hasMore }
        ... on Refusal { code } } }"""


@pytest.fixture
async def hub(database: str, ports: Ports, ling: Member, bo: Member, clock: FakeClock) -> Ports:
    """Ling was reminded that her music ends; Bo did not want to be."""
    queue = RecordingQueue()
    hub = replace(ports, couriers={"EMAIL": FakeCourier()}, queue=queue)
    await catalogue.apply(hub, "test", CATALOGUE)
    for member in (ling, bo):
        await reminding.give(member, "music", "P20D", reminding.START)
    await prefer(hub, "test", bo.id, Category.SERVICE, wanted=False)
    await reminding.live(hub, queue, clock, reminding.START + timedelta(days=13, hours=1))
    return hub


async def listed(ask: Asking, first: int = 20, after: str | None = None, **filter_: Any) -> dict[str, Any]:
    answer = await ask.data(LISTED, Role.SUPPORT, filter=filter_, first=first, after=after)
    found: dict[str, Any] = answer["reminders"]
    return found


async def test_staff_see_which_reminders_were_sent_by_which_messages_and_why_others_were_not(
    ask: Asking, hub: Ports
) -> None:
    settled = [edge["node"] for edge in (await listed(ask, state=["SENT", "SKIPPED", "MISSED"]))["edges"]]
    told = {each["member"]["externalId"]: each for each in settled}
    assert {each["stage"] for each in settled} == {"-P7D"}
    assert {each["coverageEnd"] for each in settled} == {"2026-01-21T02:00:00Z"}
    sent, skipped = told["u-ling"], told["u-bo"]
    assert (sent["state"], sent["reason"], sent["settledAt"]) == ("SENT", None, "2026-01-14T02:00:00Z")
    assert sent["messages"] == [
        {"channel": "EMAIL", "state": "SENT", "recipient": "ling@example.com"},
        {"channel": "INBOX", "state": "SENT", "recipient": "u-ling"},
    ]
    assert (skipped["state"], skipped["reason"], skipped["messages"]) == ("SKIPPED", "UNWANTED", [])


async def test_staff_list_the_reminders_of_a_member_or_a_benefit_page_by_page(ask: Asking, hub: Ports) -> None:
    first = await listed(ask, first=1, state=["PLANNED"])
    second = await listed(ask, first=1, after=first["pageInfo"]["endCursor"], state=["PLANNED"])
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)
    [one], [other] = first["edges"], second["edges"]
    assert one["node"]["member"] != other["node"]["member"]
    assert {one["node"]["dueAt"], other["node"]["dueAt"]} == {"2026-01-20T02:00:00Z"}
    everything = await listed(ask, benefit="music")
    assert len(everything["edges"]) == 4
    assert (await listed(ask, benefit="coupon"))["edges"] == []
    query = '{ member(externalId: "u-bo") { id } }'
    member = (await ask.data(query, Role.SUPPORT))["member"]["id"]
    of_bo = await listed(ask, member=member)
    assert [edge["node"]["state"] for edge in of_bo["edges"]] == ["PLANNED", "SKIPPED"]
    for cursor in ("bm8=", first["pageInfo"]["endCursor"][:-8]):
        assert await ask.error(LISTED, Role.SUPPORT, first=1, after=cursor) == "INVALID_INPUT"


async def test_staff_read_when_members_are_reminded_of_each_benefit(ask: Asking, hub: Ports) -> None:
    await ask.data(SET, Role.OPERATOR, input={"benefit": "music", "stages": []})
    found = (await ask.data(SETTINGS, Role.SUPPORT))["reminderSettings"]
    usual = ["-P30D", "-P7D", "-P1D", "+P3D"]
    assert (found["stages"], found["hour"], found["usefulFor"]) == (usual, "10:00", "P3D")
    by_code = {each["benefit"]["code"]: (each["stages"], each["isUsual"]) for each in found["benefits"]}
    assert sorted(by_code) == list(by_code) == ["cloud", "coupon", "music", "svip", "trial", "vip"]
    assert (by_code["music"], by_code["vip"]) == (([], False), (usual, True))


async def test_operators_see_what_other_stages_would_mean_before_they_set_them(ask: Asking, hub: Ports) -> None:
    async def previewed(*stages: str, benefit: str = "music") -> dict[str, Any]:
        answer = await ask.data(PREVIEW, Role.OPERATOR, benefit=benefit, stages=list(stages))
        seen: dict[str, Any] = answer["previewReminderStages"]
        return seen

    seen = await previewed("-P8D", "+P1D")
    assert (seen["stages"], seen["waiting"], seen["atOnce"], seen["hasMore"]) == (["-P8D", "+P1D"], 2, 1, False)
    assert [each["stage"] for each in seen["now"]] == ["-P30D", "-P7D", "-P1D", "+P3D"]
    assert seen["exampleEnd"] == "2026-02-15T10:00:00Z"
    assert seen["then"] == [
        {"stage": "-P8D", "at": "2026-02-07T02:00:00Z"},
        {"stage": "+P1D", "at": "2026-02-16T02:00:00Z"},
    ]
    assert (await ask.data(STAGES, Role.OPERATOR))["reminderStages"] == []
    assert (await previewed("P8D"))["code"] == "INVALID_INPUT"
    assert (await previewed(benefit="nothing"))["code"] == "NOT_FOUND"
    assert await ask.error(PREVIEW, Role.SUPPORT, benefit="music") == "FORBIDDEN"
