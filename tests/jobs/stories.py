"""What becomes of agreements that are due: how each begins, and how it stands when it is over."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise.connection import get_connection

from hub.entitlements.models import GrantRow
from hub.notifications.models import MessageRow
from hub.orders.models import PaymentRow
from hub.renewals.models import AgreementRow, RenewalRow
from tests import due_renewals
from tests.due_renewals import DECLINES, GOOD
from tests.jobs.conftest import CLOCK
from tests.jobs.gate import Gate, at_gateway
from tests.jobs.killing import leases_run_out

if TYPE_CHECKING:
    from tests.jobs.killing import Fire

DOMAIN = "members.example"
SWEEPS = ("tell_due_renewals", "tell_due_messages")
POLICY = {"HUB_RENEWAL_RETRIES": '["P1D"]', "HUB_RENEWAL_GRACE": "P1D"}
"""Tried again once, a day after the first decline, when the day of grace ends, too."""

_NOT_YET = datetime(2999, 1, 1, tzinfo=UTC)

_HELD_A_DAY_EARLIER = """
    WITH given AS (UPDATE grants SET granted_at = granted_at - interval '1 day',
        recorded_at = recorded_at - interval '1 day' WHERE member_id = $1)
    UPDATE segments SET starts_at = starts_at - interval '1 day', ends_at = ends_at - interval '1 day'
    WHERE member_id = $1
"""
_A_DAY = """
    UPDATE renewals SET due_at = due_at - interval '1 day', retry_at = retry_at - interval '1 day',
        declined_at = declined_at - interval '1 day' WHERE member_id = $1;
"""


@dataclass(frozen=True)
class Story:
    """``charges`` is what the gateway says of each, ``grants`` how many stand that a renewal or its grace gave."""

    name: str
    begins: Callable[[Fire, UUID], Awaitable[None]]
    goes_on: Callable[[Fire, UUID], Awaitable[None]]
    state: str
    mails: tuple[str, ...]
    charges: tuple[str, ...] = ()
    outcome: str | None = None
    grants: int = 0

    def __str__(self) -> str:
        return self.name

    async def check(self, member: UUID, gate: Gate) -> None:
        """The database says what the story does, and the gateway's books agree with both."""
        agreement = await AgreementRow.get(member_id=member)
        [renewal] = await RenewalRow.filter(member_id=member)
        assert (agreement.state, renewal.outcome) == (self.state, self.outcome)
        assert agreement.number == (2 if self.outcome == "PAID" else 1)
        payments = await PaymentRow.filter(member_id=member).exclude(state="NOT_MADE").order_by("number")
        assert tuple(each.state.lower() for each in payments) == self.charges
        assert gate.charges(renewal.order_number) == list(self.charges)
        assert await GrantRow.filter(member_id=member, source="RENEWAL", revoked_at=None).count() == self.grants


async def look(fire: Fire, member: UUID) -> None:
    """It is time to look at the agreement."""
    await AgreementRow.filter(member_id=member).update(next_at=CLOCK.now())
    await fire.sweep(*SWEEPS)


async def told(fire: Fire, member: UUID, card: str = GOOD) -> None:
    """They were told a week ago that they will be charged now."""
    await due_renewals.fill([member], DOMAIN, _NOT_YET)
    due_renewals.fill_books(fire.gate.books, {member: card})


async def untold(fire: Fire, member: UUID) -> None:
    """They were not told that they will be charged."""
    await told(fire, member)
    await RenewalRow.filter(member_id=member).delete()
    await MessageRow.filter(member_id=member).delete()
    await AgreementRow.filter(member_id=member).update(state="ACTIVE")


async def raised(fire: Fire, member: UUID) -> None:
    """They agreed to a price that is higher by now."""
    await untold(fire, member)
    await AgreementRow.filter(member_id=member).update(price_minor=1000)


async def unanswered(fire: Fire, member: UUID) -> None:
    """They were charged, and the answer was lost with the worker that waited for it."""
    await told(fire, member)
    await fire.kill_at(at_gateway("answer POST /v1/charges"), lambda: look(fire, member))


async def without_money(fire: Fire, member: UUID) -> None:
    """Their card will not do, and the month that is paid for is over."""
    await told(fire, member, DECLINES)
    await get_connection("default").execute_query(_HELD_A_DAY_EARLIER, [member])
    await RenewalRow.filter(member_id=member).update(due_at=CLOCK.now())


async def declined(fire: Fire, member: UUID) -> None:
    """They could not be charged, and have what they had for another day."""
    await without_money(fire, member)
    await look(fire, member)
    await fire.go_on(lambda: is_at_rest(member), *SWEEPS)


async def with_money_again(fire: Fire, member: UUID) -> None:
    """They could not be charged, and can be now."""
    await declined(fire, member)
    with sqlite3.connect(fire.gate.books) as books:
        books.execute(
            "UPDATE entries SET entry = json_set(entry, '$.number', ?) WHERE id = ?", (GOOD, f"card_{member}")
        )
    books.close()


async def a_worker_follows(fire: Fire, member: UUID) -> None:
    """Another worker takes it up."""
    await leases_run_out()
    fire.start()
    await look(fire, member)


async def a_day_later(fire: Fire, member: UUID) -> None:
    """It is time for the second try, and the grace is over."""
    for statement in (_HELD_A_DAY_EARLIER, _A_DAY):
        await get_connection("default").execute_query(statement, [member])
    await look(fire, member)


async def is_at_rest(member: UUID) -> bool:
    """Nothing more is to be done for the member now."""
    agreement = await AgreementRow.get(member_id=member)
    rests = agreement.lease is None and not agreement.moved
    is_due = agreement.next_at is not None and agreement.next_at <= CLOCK.now()
    has_begun = agreement.next_at != _NOT_YET
    is_asked = await PaymentRow.filter(member_id=member, state__in=("UNKNOWN", "PENDING")).exists()
    writes = await MessageRow.filter(member_id=member, state="PLANNED").exists()
    return rests and has_begun and not (is_due or is_asked or writes)


NOTICE = Story("told of a charge", untold, look, "NOTICED", ("notice",))
CONSENT = Story("asked for consent", raised, look, "ACTIVE", ("price",))
PAID = Story("charged", told, look, "ACTIVE", ("paid",), ("succeeded",), "PAID", 1)
LOST_ANSWER = replace(PAID, name="charged without an answer", begins=unanswered, goes_on=a_worker_follows)
DECLINED = Story("declined", without_money, look, "PAST_DUE", ("declined",), ("declined",), None, 1)
LAPSED = Story(
    "declined until it lapses", declined, a_day_later, "LAPSED", ("declined", "declined", "over"),
    ("declined", "declined"), "FAILED", 1,
)  # fmt: skip
PAID_LATE = Story(
    "charged at the second try", with_money_again, a_day_later, "ACTIVE", ("declined", "paid"),
    ("declined", "succeeded"), "PAID", 1,
)  # fmt: skip
