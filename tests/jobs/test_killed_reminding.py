"""The kill table of reminding: a worker is killed at each step, and another one goes on.

Afterwards the mail server's counts are compared with the database: nobody is missed and nobody is told twice. Only a
mail that was noted as being handed over when its worker died is undecided, whether it went out or not; it is counted,
lies in the inbox, and is not sent again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hub.catalogue import service as catalogue
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service import granting
from hub.entitlements.service.planning import OneBenefit
from hub.journal.rules import Act
from hub.kernel.calendar import Period
from hub.members import service as members
from hub.members.rules import Member, NewMember
from hub.notifications import reads as messages
from hub.notifications.models import MessageRow
from hub.notifications.rules.messages import State
from hub.ports import Ports
from hub.reminders.models import CoverageChangeRow, ReminderRow
from tests.jobs.conftest import CLOCK
from tests.jobs.killing import Fire, at, at_commit, before_telling, in_silence, mailing, nothing_waits
from tests.mail_server import MailServer
from tests.services.renewals.conftest import club
from tests.zones import noon

TOLD = "NEW.told_at IS NOT NULL AND OLD.told_at IS NULL"
CLAIMED = "NEW.lease IS NOT NULL AND OLD.lease IS NULL"
HANDED = "NEW.handed_at IS NOT NULL AND OLD.handed_at IS NULL"

STEPS = {
    "finding what moved": at("AFTER DELETE ON coverage_changes"),
    "laying down the stage that is next": at("AFTER INSERT ON reminders"),
    "having laid it down": at_commit("INSERT ON reminders"),
    "finding what is due": at(f"AFTER UPDATE ON reminders FOR EACH ROW WHEN ({TOLD})"),
    "having found it, before anybody is told": before_telling("UPDATE ON reminders", TOLD),
    "writing the message": at("AFTER INSERT ON messages"),
    "settling the reminder": at("AFTER UPDATE ON reminders FOR EACH ROW WHEN (NEW.state = 'SENT')"),
    "laying down the stage that follows": at("AFTER INSERT ON reminders FOR EACH ROW WHEN (NEW.stage = '-P1D')"),
    "writing the journal": at("AFTER INSERT ON journal FOR EACH ROW WHEN (NEW.action = 'remind')"),
    "having settled it": at_commit("UPDATE ON reminders", "NEW.state = 'SENT'"),
    "having settled it, before anybody is told": before_telling("UPDATE ON reminders", "NEW.state = 'SENT'"),
    "claiming the mail": at(f"BEFORE UPDATE ON messages FOR EACH ROW WHEN ({CLAIMED})"),
    "having claimed it": at_commit("UPDATE ON messages", CLAIMED),
    "having noted the server's yes": at_commit("UPDATE ON messages", "NEW.state = 'SENT' AND OLD.state = 'PLANNED'"),
}

UNDECIDED = {
    "noting that it hands the mail over": (at_commit("UPDATE ON messages", HANDED), 0),
    "naming the recipient": (in_silence("says"), 0),
    "waiting for the server's yes": (in_silence("about_mail"), 0),
    "noting the server's yes": (at("BEFORE UPDATE ON messages FOR EACH ROW WHEN (NEW.state = 'SENT')"), 1),
}
"""Steps at which nobody can say later whether the mail went out, and how many did."""


@pytest.fixture
def fire(database: str, redis_url: str, place: Path, mail: MailServer) -> Iterator[Fire]:
    with mailing(database, redis_url, place, mail).burning() as burning:
        yield burning


async def holder(ports: Ports, number: int) -> Member:
    """A member of whose benefit seven days are left."""
    zone, ten = noon()
    new = NewMember(f"u-{number}", f"M{number}", email=f"m{number}@members.example", zone=zone)
    member = await members.create_member(ports, "test", new)
    asked = OneBenefit("vip", Period.parse("P60D"))
    act = Act("staff:li", ten - timedelta(days=53), f"a gift to {number}")
    await granting.grant(member, asked, Origin(Source.STAFF, "a gift"), act)
    return member


async def nothing_is_due() -> bool:
    is_planned = not await CoverageChangeRow.exists() and await ReminderRow.exists()
    return is_planned and not await ReminderRow.exists(due_at__lte=CLOCK.now()) and await nothing_waits()


def arrived(mail: MailServer) -> Counter[str]:
    return Counter(each["To"].addresses[0].addr_spec for each in mail.taken)


async def told_once(member: Member, mail: MailServer, *, undecided: bool, mails: int) -> None:
    """The member was reminded once of the stage that was due, and will be of the next; it lies in the inbox."""
    stages = await ReminderRow.filter(member_id=member.id).order_by("due_at").values_list("stage", "state")
    assert sorted(stages) == [("-P1D", "PLANNED"), ("-P30D", "MISSED"), ("-P7D", "SENT")]
    states = dict(await MessageRow.filter(member_id=member.id).values_list("channel", "state"))
    assert states == {"EMAIL": "UNDECIDED" if undecided else "SENT", "INBOX": "SENT"}
    assert await MessageRow.filter(member_id=member.id).count() == 2
    assert arrived(mail)[str(member.email)] == mails
    if mails:
        [row] = await MessageRow.filter(member_id=member.id, channel="EMAIL")
        assert [each["Message-ID"] for each in mail.taken].count(f"<{row.id}@shop.example>") == 1


async def test_workers_killed_at_every_step_of_reminding_remind_everybody_once(
    fire: Fire, ports: Ports, mail: MailServer
) -> None:
    world = replace(ports, clock=CLOCK)
    await catalogue.apply(world, "test", club())
    fire.start()
    table = {step: (hold, 1) for step, hold in STEPS.items()} | UNDECIDED
    for number, (step, (hold, mails)) in enumerate(table.items()):
        member = await holder(world, number)
        await fire.kill_at(hold, lambda: fire.sweep("tell_due_reminders"))
        await fire.follow(nothing_is_due, "tell_due_reminders", "tell_due_messages")
        try:
            await told_once(member, mail, undecided=step in UNDECIDED, mails=mails)
        except AssertionError as wrong:
            wrong.add_note(f"a worker was killed while {step}")
            raise
    assert (await messages.counts())[State.UNDECIDED] == len(UNDECIDED)
    assert arrived(mail).total() == len(STEPS) + sum(mails for _, mails in UNDECIDED.values())
