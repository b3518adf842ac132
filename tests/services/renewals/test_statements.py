"""How many statements a renewal takes: a look, its notice, and its charge with all that follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hub.renewals.models import AgreementRow
from hub.renewals.rules.values import State
from hub.renewals.service.previewing import alternatives, renewable
from hub.renewals.service.renewing import renew
from tests.services.entitlements.test_statements import statements

if TYPE_CHECKING:
    from hub.members.rules import Member
    from tests.services.renewals.conftest import Club

MOST_TO_LOOK, MOST_TO_TELL, MOST_TO_CHARGE = 8, 17, 54
MOST_TO_OFFER = 5


async def test_a_renewal_takes_few_statements_the_third_time_as_the_first(
    club_: Club, ling: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreement = await club_.enable(ling)
    looks, notices, charges = [], [], []
    while len(charges) < 3:
        before, taken = await club_.now(agreement), len(club_.gateway.taken)
        row = await AgreementRow.get(id=agreement.id)
        assert row.next_at
        club_.clock.set(row.next_at)
        with statements(monkeypatch) as seen:
            await renew(club_.ports, [agreement.id], club_.policy)
        after = await club_.now(agreement)
        is_told = (before.state, after.state) == (State.ACTIVE, State.NOTICED)
        kind = charges if len(club_.gateway.taken) > taken else notices if is_told else looks
        kind.append(len(seen))
        await club_.until(club_.clock.now())
    assert len(notices) == 3
    assert max(looks) <= MOST_TO_LOOK
    assert max(notices) <= MOST_TO_TELL
    assert max(charges) <= MOST_TO_CHARGE


async def test_what_would_renew_is_found_in_few_statements_however_much_is_on_sale(
    club_: Club, ling: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    await club_.give(ling, "both")
    agreement = await club_.enable(ling)
    for find in (lambda at: renewable(ling, at), lambda at: alternatives(agreement, ling.zone, at)):
        await find(club_.clock.now())
        with statements(monkeypatch) as seen:
            await find(club_.clock.now())
        assert len(seen) <= MOST_TO_OFFER
