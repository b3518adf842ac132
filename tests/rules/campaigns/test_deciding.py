"""Who is sent a step, by what became of the messages before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hub.campaigns.rules.deciding import Facts, decide
from hub.campaigns.rules.plans import Guards, Only, Step
from hub.campaigns.rules.timing import Due

NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)
SILENT, OPENED, CLICKED = Facts(), Facts(has_opened=True), Facts(has_opened=True, has_clicked=True)


@pytest.mark.parametrize(
    ("only", "silent", "opened", "clicked"),
    [
        (Only.ALWAYS, None, None, None),
        (Only.OPENED, "NOT_ANSWERED", None, None),
        (Only.NOT_OPENED, None, "ANSWERED", "ANSWERED"),
        (Only.CLICKED, "NOT_ANSWERED", "NOT_ANSWERED", None),
        (Only.NOT_CLICKED, None, None, "ANSWERED"),
    ],
)
def test_a_step_is_only_for_those_who_answered_as_it_asks(
    only: Only, silent: str | None, opened: str | None, clicked: str | None
) -> None:
    step, due = Step(at="START", only=only), Due(0, NOON, NOON + timedelta(days=3))
    reasons = [decide(step, due, Guards(), facts, "Asia/Shanghai", NOON).reason for facts in (SILENT, OPENED, CLICKED)]
    assert reasons == [silent, opened, clicked]
