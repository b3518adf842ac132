"""What was bought and ends is told of with what was paid for it."""

from __future__ import annotations

from datetime import timedelta

from hub.members.rules import Member
from hub.notifications import reads as messages
from hub.notifications.reads import Wanted
from hub.reminders.service.planning import plan_changed
from hub.reminders.service.reminding import remind
from tests.services.orders.conftest import Till


async def test_a_reminder_says_what_was_paid_for_all_the_time_that_ends(till: Till, ling: Member) -> None:
    await till.buy(ling, "month-once", "month-once")
    await plan_changed(till.ports)
    till.clock.advance(timedelta(days=54))
    await remind(till.ports, [ling.id])
    found = await messages.listed(10, None, Wanted())
    assert {(each.template, "支付 30.00 CNY" in each.text) for each in found} == {("reminder", True)}
