"""The kill table of renewing: a worker is killed at each step, and another one goes on.

Afterwards the gateway's books and the mail server's counts are compared with the database: nobody is charged twice or
told twice, nothing is charged that is not granted, and nobody is missed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from hub.catalogue import service as catalogue
from hub.kernel.ids import new_id
from hub.notifications import reads as messages
from hub.notifications.models import MessageRow
from hub.notifications.rules.messages import State
from hub.orders.service import checking
from hub.ports import Ports
from hub.reminders.service.scheduling import set_stages
from tests.jobs import stories
from tests.jobs.conftest import CLOCK
from tests.jobs.gate import at_gateway, gateway
from tests.jobs.killing import KEY, Fire, Hold, at, at_commit, before_telling, in_silence, mailing, once_told
from tests.jobs.stories import SWEEPS, Story
from tests.mail_server import MailServer
from tests.services.renewals.conftest import club

TOLD = "NEW.told_at IS NOT NULL AND OLD.told_at IS NULL"
CLAIMED = "NEW.lease IS NOT NULL AND OLD.lease IS NULL"
LET_GO = "NEW.lease IS NULL AND OLD.lease IS NOT NULL"
CHARGE, QUESTION = "POST /v1/charges", "GET /v1/charges"


def updating(table: str, when: str) -> str:
    return f"AFTER UPDATE ON {table} FOR EACH ROW WHEN ({when})"


def writing(template: str) -> str:
    return f"AFTER INSERT ON messages FOR EACH ROW WHEN (NEW.template = 'renewal-{template}')"


def recording(action: str) -> str:
    return f"AFTER INSERT ON journal FOR EACH ROW WHEN (NEW.action = '{action}')"


FINDING = {
    "finding the agreement": at(updating("agreements", TOLD)),
    "having found it, before anybody is told": before_telling("UPDATE ON agreements", TOLD),
    "claiming it": at(updating("agreements", CLAIMED)),
    "having claimed it": at_commit("UPDATE ON agreements", CLAIMED),
}

NOTICE = FINDING | {
    "writing down the renewal": at("AFTER INSERT ON renewals"),
    "noting that there is a notice": at(updating("agreements", "NEW.state = 'NOTICED' AND OLD.state <> 'NOTICED'")),
    "writing the notice": at(writing("notice")),
    "writing the journal": at(recording("notice")),
    "having written the notice": at_commit("INSERT ON messages"),
    "having written the notice, before anybody is told": before_telling("INSERT ON messages"),
    "letting go of the agreement": once_told(at(updating("agreements", LET_GO))),
}

CONSENT = {
    "noting the raised price": at("AFTER INSERT ON renewals"),
    "asking for consent to it": at(writing("price")),
    "having asked for consent": at_commit("INSERT ON messages"),
}

PAYMENT = {
    "noting what it will charge": at(updating("agreements", "NEW.state = 'CHARGING' AND OLD.state <> 'CHARGING'")),
    "having noted what it will charge": at_commit("UPDATE ON agreements", "NEW.state = 'CHARGING'"),
    "placing the order": at("AFTER INSERT ON orders"),
    "having placed the order": at_commit("INSERT ON orders"),
    "keeping the order's number": at(updating("renewals", "NEW.order_number <> ''")),
    "writing down the payment": at("AFTER INSERT ON payments"),
    "having written down the payment": at_commit("INSERT ON payments"),
    "asking the gateway, which hears of it late": at_gateway(f"request {CHARGE}"),
    "asking the gateway, which never hears of it": at_gateway(f"request {CHARGE}", is_lost=True),
    "waiting for the gateway's yes": at_gateway(f"answer {CHARGE}"),
}

GRANT = {
    "noting the gateway's yes": at(updating("payments", "NEW.state = 'SUCCEEDED'")),
    "marking the order as paid": at(updating("orders", "NEW.state = 'PAID'")),
    "granting": at("AFTER INSERT ON grants"),
    "working out the time": at("AFTER INSERT ON segments"),
    "having granted": at_commit("UPDATE ON orders", "NEW.state = 'PAID'"),
    "ending the renewal": at(updating("renewals", "NEW.outcome IS NOT NULL")),
    "counting on": at(updating("agreements", "NEW.number = 2 AND OLD.number = 1")),
    "writing the receipt": at(writing("paid")),
    "writing the journal": at(recording("renew")),
    "having ended the renewal": at_commit("INSERT ON messages"),
    "having ended the renewal, before anybody is told": before_telling("INSERT ON messages"),
    "letting go of the agreement": once_told(at(updating("agreements", LET_GO))),
}

LOST_ANSWER = {
    "asking the gateway what became of it": at_gateway(f"request {QUESTION}"),
    "being told what became of it": at_gateway(f"answer {QUESTION}"),
    "noting what became of it": at(updating("payments", "NEW.state = 'SUCCEEDED'")),
}

DECLINE = {
    "waiting for the gateway's no": at_gateway(f"answer {CHARGE}"),
    "noting the gateway's no": at(updating("payments", "NEW.state = 'DECLINED'")),
    "having noted the gateway's no": at_commit("UPDATE ON payments", "NEW.state = 'DECLINED'"),
    "noting the decline": at(updating("renewals", "NEW.declines = 1")),
    "noting that it is past due": at(updating("agreements", "NEW.state = 'PAST_DUE' AND OLD.state <> 'PAST_DUE'")),
    "writing of the decline": at(writing("declined")),
    "writing the journal": at(recording("decline")),
    "having noted the decline": at_commit("INSERT ON messages"),
    "having noted the decline, before anybody is told": before_telling("INSERT ON messages"),
    "giving grace": once_told(at("AFTER INSERT ON grants")),
    "having given grace": once_told(at_commit("INSERT ON grants")),
    "noting the grace": once_told(at(updating("renewals", "NEW.grace_grants::text <> OLD.grace_grants::text"))),
}

LAPSE = {
    "writing down the second try": at("AFTER INSERT ON payments"),
    "waiting for the gateway's second no": at_gateway(f"answer {CHARGE}"),
    "noting the second decline": at(updating("renewals", "NEW.declines = 2")),
    "ending the agreement": once_told(at(updating("agreements", "NEW.state = 'LAPSED' AND OLD.state <> 'LAPSED'"))),
    "writing of the end": once_told(at(writing("over"))),
    "writing the journal": once_told(at(recording("end_agreement"))),
    "having ended the agreement": once_told(at_commit("UPDATE ON agreements", "NEW.state = 'LAPSED'")),
    "giving up the order": once_told(at(updating("orders", "NEW.state = 'CANCELLED'"))),
    "having given up the order": once_told(at_commit("UPDATE ON orders", "NEW.state = 'CANCELLED'")),
    "noting that nobody paid": once_told(at(updating("renewals", "NEW.outcome = 'FAILED'"))),
}

LATE = {
    "waiting for the gateway's yes": at_gateway(f"answer {CHARGE}"),
    "taking the grace back": at(updating("grants", "NEW.revoked_at IS NOT NULL")),
    "having taken the grace back": at_commit("UPDATE ON grants", "NEW.revoked_at IS NOT NULL"),
    "ending the renewal": at(updating("renewals", "NEW.outcome IS NOT NULL")),
    "having ended the renewal": at_commit("INSERT ON messages"),
}

TABLE = {
    stories.NOTICE: NOTICE,
    stories.CONSENT: CONSENT,
    stories.PAID: FINDING | PAYMENT | GRANT,
    stories.LOST_ANSWER: LOST_ANSWER,
    stories.DECLINED: DECLINE,
    stories.LAPSED: LAPSE,
    stories.PAID_LATE: LATE,
}

UNDECIDED = {
    "waiting for the mail server's yes": (in_silence("about_mail"), 0),
    "noting the mail server's yes": (at("BEFORE UPDATE ON messages FOR EACH ROW WHEN (NEW.state = 'SENT')"), 1),
}
"""Steps at which nobody can say later whether the mail went out, and how many did."""


@pytest.fixture
async def fire(database: str, redis_url: str, place: Path, mail: MailServer, ports: Ports) -> AsyncIterator[Fire]:
    """Workers that renew; nobody is reminded of anything meanwhile."""
    await catalogue.apply(replace(ports, clock=CLOCK), "test", club())
    await set_stages(ports, "test", "vip", [])
    made = mailing(database, redis_url, place, mail)
    async with gateway(place, KEY) as (made.gate, port):
        made.environment |= stories.POLICY | {"HUB_SANDBOX_GATEWAY_PORT": str(port)}
        with made.burning():
            made.start()
            yield made


def arrived(mail: MailServer, member: UUID) -> Counter[str]:
    """The Message-IDs of what the member got by mail."""
    return Counter(each["Message-ID"] for each in mail.taken if str(member) in each["To"])


async def check(fire: Fire, story: Story, member: UUID, *, lost: int | None = None) -> None:
    """It stands as the ``story`` says; where ``lost`` is a number, one mail is undecided of which so many arrived."""
    await story.check(member, fire.gate)
    rows = await MessageRow.filter(member_id=member, channel="EMAIL", template__startswith="renewal-").order_by("id")
    assert Counter(each.template.removeprefix("renewal-") for each in rows) == Counter(story.mails)
    undecided = [f"<{each.id}@shop.example>" for each in rows if each.state == "UNDECIDED"]
    assert len(undecided) == (0 if lost is None else 1)
    sent = Counter(f"<{each.id}@shop.example>" for each in rows if each.state == "SENT")
    assert arrived(fire.mail, member) == sent + Counter(undecided * (lost or 0))


async def killed(fire: Fire, story: Story, step: str, hold: Hold, lost: int | None = None) -> None:
    """A worker is killed at this step of the story, and another brings it to its end."""
    member = new_id()
    try:
        await story.begins(fire, member)
        await fire.kill_at(hold, lambda: story.goes_on(fire, member))
        await fire.follow(lambda: stories.is_at_rest(member), *SWEEPS)
        await check(fire, story, member, lost=lost)
    except Exception as wrong:
        wrong.add_note(f"a worker was killed {step}")
        raise


@pytest.mark.parametrize("story", TABLE, ids=str)
async def test_workers_killed_at_every_step_of_renewing_charge_once_and_tell_once(fire: Fire, story: Story) -> None:
    for step, hold in TABLE[story].items():
        await killed(fire, story, step, hold)
    assert await checking.findings(CLOCK.now()) == []


@pytest.mark.parametrize("story", [stories.NOTICE, stories.PAID], ids=str)
async def test_a_mail_that_nobody_can_say_was_sent_is_counted_and_the_renewal_goes_on(fire: Fire, story: Story) -> None:
    for step, (hold, lost) in UNDECIDED.items():
        await killed(fire, story, step, hold, lost)
    assert (await messages.counts())[State.UNDECIDED] == len(UNDECIDED)
