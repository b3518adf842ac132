"""A reminder that waits for a mail server is looked at again before it goes out after all."""

from __future__ import annotations

from datetime import timedelta

from hub.members.rules import Member
from hub.notifications.models import MessageRow
from hub.ports import Ports
from hub.ports.couriers import News, Outcome
from hub.reminders.service.reminding import remind, tell_due
from jobs import notifications as messages
from tests.couriers import FakeCourier
from tests.fakes import FakeClock
from tests.services.reminders.test_reminding import START, give

DUE = START + timedelta(days=13)


async def delayed(hub: Ports, clock: FakeClock, mail: FakeCourier, ling: Member, *benefits: str) -> None:
    """The reminder of these benefits, a week before they end, is not taken by the mail server."""
    for each in benefits:
        await give(ling, each, "P20D", START)
    clock.set(DUE)
    await tell_due(hub)
    await remind(hub, [ling.id])
    mail.answers = [Outcome(News.LATER, "450 busy")]
    await send(hub)
    assert mail.taken == []


async def send(hub: Ports) -> None:
    due = await MessageRow.filter(due_at__lte=hub.clock.now())
    await messages.send({"ports": hub}, [str(each.id) for each in due])


async def mail_of(ling: Member) -> MessageRow:
    return await MessageRow.get(member_id=ling.id, channel="EMAIL")


async def test_what_is_still_so_is_sent_as_it_was_written(
    hub: Ports, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    await delayed(hub, clock, mail, ling, "music")
    clock.advance(timedelta(hours=6))
    await send(hub)
    [letter] = mail.taken
    assert letter.id == (await mail_of(ling)).id


async def test_who_has_renewed_meanwhile_gets_no_mail_and_the_reason_is_kept(
    hub: Ports, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    await delayed(hub, clock, mail, ling, "music")
    clock.advance(timedelta(hours=6))
    await give(ling, "music", "P1M", clock.now())
    await send(hub)
    row = await mail_of(ling)
    assert (row.state, row.note) == ("SUPPRESSED", "what it tells of has changed since: MOVED")
    assert mail.taken == []


async def test_a_mail_of_which_a_part_still_holds_is_sent(
    hub: Ports, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    await delayed(hub, clock, mail, ling, "music", "coupon")
    clock.advance(timedelta(hours=6))
    await give(ling, "music", "P1M", clock.now())
    await send(hub)
    assert len(mail.taken) == 1


async def test_a_mail_that_comes_too_late_to_be_of_use_is_not_sent(
    hub: Ports, clock: FakeClock, mail: FakeCourier, ling: Member
) -> None:
    await delayed(hub, clock, mail, ling, "music")
    clock.advance(timedelta(days=4))
    await send(hub)
    assert (await mail_of(ling)).note == "what it tells of has changed since: LATE"
    assert mail.taken == []
