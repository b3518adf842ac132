"""A person decides about a mail of which nobody can say whether it arrived."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.journal import reads as journal
from hub.journal.rules import Act
from hub.kernel.errors import InvalidInput, NotFound, Refusal
from hub.kernel.ids import new_id
from hub.members.rules import Member
from hub.notifications.errors import NothingToDecide
from hub.notifications.rules.messages import Message, State, Verdict
from hub.notifications.service.planning import plan
from hub.notifications.service.sending import send
from hub.notifications.service.settling import settle
from hub.ports import Ports
from hub.ports.couriers import News, Outcome
from tests.couriers import FakeCourier
from tests.fakes import FakeClock
from tests.services.notifications.test_messages import new, now_is

LATER = timedelta(minutes=10)


@pytest.fixture
async def undecided(ling: Member, carried: Ports, mail: FakeCourier) -> Message:
    mail.answers = [Outcome(News.UNKNOWN, "the line broke")]
    [message] = await plan(carried, ling, new())
    await send(carried, [message.id])
    message = await now_is(message)
    assert message.state is State.UNDECIDED
    return message


def act(clock: FakeClock) -> Act:
    return Act("staff:li", clock.now(), "settle")


async def deeds(member: Member) -> list[str]:
    return [each.action for each in await journal.entries_of_member(member.id, 9) if each.action == "settle_message"]


async def test_sent_again_it_goes_out_once_more_under_its_old_id_however_often_that_is_decided(
    undecided: Message, ling: Member, carried: Ports, mail: FakeCourier, clock: FakeClock
) -> None:
    clock.advance(LATER)
    for _ in range(2):
        settled = await settle(carried, undecided.id, Verdict.SEND_AGAIN, "asked for it", act(clock))
        assert (settled.state, settled.due_at) == (State.PLANNED, clock.now())
    await send(carried, [undecided.id])
    await send(carried, [undecided.id])
    assert [each.id for each in mail.taken] == [undecided.id]
    assert ((await now_is(undecided)).state, await deeds(ling)) == (State.SENT, ["settle_message"])


async def test_what_arrived_did_so_when_it_was_handed_over(
    undecided: Message, ling: Member, carried: Ports, mail: FakeCourier, clock: FakeClock
) -> None:
    handed_at = clock.now()
    clock.advance(LATER)
    for _ in range(2):
        settled = await settle(carried, undecided.id, Verdict.ARRIVED, "the server's log has it", act(clock))
        assert (settled.state, settled.sent_at) == (State.SENT, handed_at)
    await send(carried, [undecided.id])
    assert (mail.taken, await deeds(ling)) == ([], ["settle_message"])


async def test_what_is_known_is_not_decided_nor_anything_without_a_reason(
    undecided: Message, carried: Ports, clock: FakeClock
) -> None:
    async def refused(message: Message, verdict: Verdict, reason: str = "so") -> Refusal:
        with pytest.raises(Refusal) as refusal:
            await settle(carried, message.id, verdict, reason, act(clock))
        return refusal.value

    assert isinstance(await refused(undecided, Verdict.ARRIVED, " "), InvalidInput)
    await settle(carried, undecided.id, Verdict.ARRIVED, "so", act(clock))
    assert await refused(undecided, Verdict.SEND_AGAIN) == NothingToDecide("SENT")
    with pytest.raises(NotFound):
        await settle(carried, new_id(), Verdict.ARRIVED, "so", act(clock))
