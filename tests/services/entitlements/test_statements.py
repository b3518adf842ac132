"""How many statements a change takes: as many for a member who holds much as for one who holds little."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from asyncpg import Connection

from hub.entitlements.rules.importing.rows import Row
from hub.entitlements.service.claiming import Run
from hub.entitlements.service.importing import bring_in
from hub.entitlements.service.planning import OneBenefit
from hub.entitlements.service.using import activate, consume, revoke
from hub.kernel.calendar import Period
from tests.services.entitlements.test_granting import MONTH, NOW, act, give

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.members.rules import Member

COUPONS = OneBenefit("coupon", Period.parse("P30D"), quantity=5)
WAITING = OneBenefit("music", Period.parse("P3M"), activate_within=Period.parse("P30D"))
LATER = NOW + timedelta(hours=1)
MOST_TO_IMPORT = 17


@contextmanager
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What reaches the database meanwhile: statements, and rows that are copied."""
    seen: list[str] = []
    with monkeypatch.context() as patch:
        for name in ("execute", "fetch", "fetchrow", "copy_records_to_table"):
            patch.setattr(Connection, name, _noting(seen, getattr(Connection, name)))
        yield seen


def _noting(seen: list[str], wrapped: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
    async def noted(connection: object, what: str, *args: object, **more: object) -> object:
        seen.append(what)
        return await wrapped(connection, what, *args, **more)

    return noted


CHANGES: dict[str, tuple[int, Callable[..., Awaitable[object]]]] = {
    "a grant": (17, lambda member, _: give(member, MONTH, f"new {member.id}", LATER)),
    "an activation": (14, lambda member, waiting: activate(member, waiting, act("new", LATER))),
    "a use": (11, lambda member, _: consume(member, "coupon", 1, act("new", LATER))),
    "a revocation": (15, lambda member, waiting: revoke(member, [waiting], "gone", act(f"new {member.id}", LATER))),
}
"""Each change, and the most statements that it may take."""


@pytest.mark.parametrize("what", CHANGES)
async def test_a_change_takes_few_statements_however_much_is_held(
    ling: Member, bo: Member, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    most, change = CHANGES[what]
    counts = []
    for member, held in ((ling, 1), (bo, 12)):
        for number in range(held):
            await give(member, MONTH, f"month-{number}-{held}")
            await give(member, COUPONS, f"coupons-{number}-{held}")
        [waiting] = (await give(member, WAITING, f"waiting-{held}")).grants
        with statements(monkeypatch) as seen:
            await change(member, waiting)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= most, seen


async def test_a_batch_of_an_import_takes_as_many_statements_for_forty_members_as_for_two(
    shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for members in (1, 2, 40):  # the first also reads the catalogue
        names = [f"{number} of {members}" for number in range(members)] * 2
        rows = [Row(line, name, NOW, "vip", Period.parse("P1M")) for line, name in enumerate(names)]
        with statements(monkeypatch) as seen:
            await bring_in(iter([rows]), Run("sales.csv", NOW, "staff:li", "UTC"), lambda _: None)
        counts.append(len(seen))
    assert counts[1] == counts[2] <= MOST_TO_IMPORT, seen
