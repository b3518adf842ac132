"""Reminders over GraphQL: when they are sent, and what became of each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from hub.access.rules import Role
from hub.notifications.rules.messages import Category
from hub.notifications.service.preferring import prefer
from hub.reminders.service.planning import plan_changed
from hub.reminders.service.reminding import remind
from tests.api.shop import VIP_MONTH, give, open_shop

if TYPE_CHECKING:
    from hub.members.rules import Member
    from hub.ports import Ports
    from tests.api.conftest import Asking
    from tests.fakes import FakeClock

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
