"""How many statements a step of a campaign takes: for each member as many, however many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.services.entitlements.test_statements import statements

if TYPE_CHECKING:
    import pytest

    from tests.services.campaigns.conftest import Desk

MOST_FOR_ALL, MOST_FOR_EACH = 16, 24


async def test_each_further_member_takes_a_step_as_many_statements(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    reached = 0
    for count, code in ((2, "spring"), (20, "autumn")):
        await desk.join(count)
        await desk.launch(code)
        with statements(monkeypatch) as seen:
            await desk.work()
        reached += len(desk.people)
        assert len(seen) <= MOST_FOR_ALL + MOST_FOR_EACH * len(desk.people)
    assert len(desk.mailed()) == reached
