"""Workers killed amid renewals, reminders and launches: nobody is charged or told twice, and nobody is missed.

As elsewhere, what a dead worker holds is given back when its lease has run out; here the lease is ended by hand.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tortoise.connection import get_connection

from hub.adapters.queue import ArqQueue
from hub.campaigns.models import CampaignRow, ParticipantRow, TouchRow
from hub.campaigns.service import drafting, planning, reaching, steering
from hub.campaigns.service.joining import MEMBERS_AT_ONCE
from hub.catalogue import service as catalogue
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service import granting
from hub.entitlements.service.planning import OneBenefit
from hub.journal.rules import Act
from hub.kernel.calendar import Period
from hub.kernel.ids import new_id
from hub.kernel.secret import Secret
from hub.members import service as members
from hub.members.models import MemberRow
from hub.members.rules import Member, NewMember
from hub.notifications.models import MessageRow, PreferenceRow
from hub.notifications.service import sending
from hub.ports import Ports
from hub.reminders.models import ReminderRow
from hub.reminders.service import reminding
from hub.renewals.models import RenewalRow
from hub.renewals.service.renewing import tell_due
from hub.settings import Settings
from hub.wiring.gateways import SANDBOX, sandbox_environment
from hub.wiring.servers import Servers
from tests import due_renewals
from tests.due_renewals import DECLINES, GOOD, LOSES
from tests.jobs.conftest import CLOCK, Factory, kill, started, until
from tests.jobs.test_killed import stopped
from tests.loopback import free_port
from tests.mail_server import MailServer, mail_server
from tests.services.renewals.conftest import club
from tests.zones import noon

KEY = "for tests"
DOMAIN = "members.example"


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    async with mail_server() as running:
        yield running


@pytest.fixture
def shop(database: str, redis_url: str, place: Path, mail: MailServer) -> Factory:
    """Workers that send their mail to ``mail``."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HUB_")},
        "HUB_DATABASE_URL": database,
        "HUB_REDIS_URL": redis_url,
        "HUB_SECRET_KEYS": KEY,
        "HUB_DEMO": "false",
        "HUB_SMTP_URL": mail.url,
        "HUB_MAIL_FROM": "Hub <hub@shop.example>",
    }
    return Factory(environment, "", place)


@pytest.fixture
async def telling(ports: Ports, redis_url: str) -> AsyncIterator[Ports]:
    """Tells the workers' queue, at the world's own time."""
    queue = ArqQueue(redis_url)
    yield replace(ports, clock=CLOCK, queue=queue)
    await queue.close()


@contextmanager
def gateway(shop: Factory, cards: dict[UUID, str]) -> Iterator[Path]:
    """The sandbox gateway, which knows these members' cards, and its books."""
    settings = Settings(data=shop.place, demo=False, port=free_port(), sandbox_gateway_port=free_port())
    assert settings.sandbox_gateway_port
    shop.environment["HUB_SANDBOX_GATEWAY_PORT"] = str(settings.sandbox_gateway_port)
    servers = Servers("", "", (Secret(KEY),))
    environment = sandbox_environment(settings, servers, settings.sandbox_gateway_port)
    books = Path(environment["SANDBOX_GATEWAY_LEDGER"])
    due_renewals.fill_books(books, cards)
    process = started(SANDBOX[0], {**os.environ, **environment})
    try:
        yield books
    finally:
        kill(process)


def charges(books: Path) -> list[dict[str, Any]]:
    with sqlite3.connect(books) as connection:
        rows = connection.execute("SELECT entry FROM entries WHERE kind = 'charge'").fetchall()
    connection.close()
    return [json.loads(each) for (each,) in rows]


async def leases_run_out() -> None:
    """The time passes after which a dead worker's work is anybody's."""
    run = get_connection("default").execute_script
    await run("UPDATE agreements SET lease_until = now(), told_at = NULL WHERE lease IS NOT NULL")
    await run("UPDATE messages SET due_at = now(), told_at = NULL WHERE lease IS NOT NULL")
    await run("UPDATE reminders SET told_at = NULL")
    await run("UPDATE participants SET told_at = NULL")


async def everything_is_sent() -> bool:
    return not await MessageRow.filter(channel="EMAIL").exclude(state="SENT").exists()


async def killed_twice(database: str, shop: Factory, telling: Ports, books: Path, count: int) -> None:
    """Killed while it waits for answers that the gateway lost; then while it writes down what became of them."""

    async def waits_for_lost_answers() -> bool:
        told = await MessageRow.filter(channel="EMAIL", state="SENT").count()  # none is left on its way: undecided
        return len(charges(books)) == count == told + 2

    with shop.worker() as worker:
        await tell_due(telling)
        await until(waits_for_lost_answers)
        kill(worker)
    await leases_run_out()
    async with stopped(database, "BEFORE INSERT ON journal FOR EACH ROW WHEN (NEW.action = 'renew')") as reached:
        with shop.worker() as worker:
            await tell_due(telling)
            await reached()
            kill(worker)
    await leases_run_out()


async def test_workers_killed_amid_renewals_charge_everybody_once_and_tell_everybody_once(
    database: str, shop: Factory, telling: Ports, mail: MailServer
) -> None:
    async def all_is_settled() -> bool:
        return not await RenewalRow.filter(outcome=None, declined_at=None).exists() and await everything_is_sent()

    await catalogue.apply(telling, "test", club())
    cards = {new_id(): card for card in (GOOD, GOOD, GOOD, GOOD, DECLINES, LOSES, LOSES)}
    await due_renewals.fill([*cards], DOMAIN)
    with gateway(shop, cards) as books:
        await killed_twice(database, shop, telling, books, len(cards))
        with shop.worker():
            await tell_due(telling)
            await until(all_is_settled, 150)
        taken = [each["asked"]["reference"] for each in charges(books) if each["status"] == "succeeded"]
    paid = await RenewalRow.filter(outcome="PAID")
    assert {each.member_id for each in paid} == {each for each, card in cards.items() if card != DECLINES}
    assert Counter(taken) == Counter(each.order_number for each in paid)
    everybody = Counter(f"{each}@{DOMAIN}" for each in cards)
    assert Counter(each["To"].addresses[0].addr_spec for each in mail.taken) == everybody


async def holder(telling: Ports, number: int) -> Member:
    """A member of whose benefit seven days are left."""
    zone, ten = noon()
    new = NewMember(f"u-{number}", f"M{number}", email=f"m{number}@{DOMAIN}", zone=zone)
    member = await members.create_member(telling, "test", new)
    asked = OneBenefit("vip", Period.parse("P60D"))
    act = Act("staff:li", ten - timedelta(days=53), f"a gift to {number}")
    await granting.grant(member, asked, Origin(Source.STAFF, "a gift"), act)
    return member


KILLED_AT = (
    "CONSTRAINT AFTER UPDATE ON reminders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'SENT')",
    "AFTER UPDATE ON messages FOR EACH ROW WHEN (NEW.lease IS NOT NULL AND OLD.lease IS NULL)",
)


async def test_workers_killed_amid_reminders_remind_everybody_once(
    database: str, shop: Factory, telling: Ports, mail: MailServer
) -> None:
    await catalogue.apply(telling, "test", club())
    reminded = [await holder(telling, number) for number in range(6)]
    for where in KILLED_AT:
        async with stopped(database, where) as reached:
            with shop.worker() as worker:
                await reminding.tell_due(telling)
                await reached()
                kill(worker)
        await leases_run_out()

    async def everybody_is_told() -> bool:
        told = await ReminderRow.filter(state="SENT").count()
        return told == len(reminded) and await everything_is_sent()

    with shop.worker():
        await reminding.tell_due(telling)
        await until(everybody_is_told, 150)
    arrived = Counter(each["Message-ID"] for each in mail.taken)
    planned = await MessageRow.filter(channel="EMAIL")
    assert arrived == Counter(f"<{each.id}@shop.example>" for each in planned)
    assert {each.member_id for each in planned} == {each.id for each in reminded}
    assert len(planned) == len(reminded)


CROWD = """
    INSERT INTO members (id, external_id, name, email, locale, zone, tags, attributes, search, created_at)
    SELECT lpad(to_hex(n), 32, '0')::uuid, n, n, n || '@' || $1::text, 'en', $2, '[]', '{}', '', now()
    FROM generate_series(1, $3::int) AS n
"""


async def friends_in_a_crowd() -> set[UUID]:
    """Members in three slices, and the first and the last of each, who are told of offers."""
    first, last = (1, MEMBERS_AT_ONCE + 1, 2 * MEMBERS_AT_ONCE + 1), 2 * MEMBERS_AT_ONCE + 2
    numbers = {*first, MEMBERS_AT_ONCE, 2 * MEMBERS_AT_ONCE, last}
    await get_connection("default").execute_query(CROWD, [DOMAIN, noon()[0], last])
    friends = {UUID(int=each) for each in numbers}
    await MemberRow.filter(id__in=friends).update(tags=["friend"])
    rows = [PreferenceRow(member_id=each, category="MARKETING", is_wanted=True, at=CLOCK.now()) for each in friends]
    await PreferenceRow.bulk_create(rows)
    return friends


async def launch(telling: Ports) -> None:
    told = {
        "name": "Spring",
        "audience": {"condition": {"kind": "TAG", "tag": "friend"}},
        "journey": {"steps": [{"at": "START", "channels": ["EMAIL"]}]},
        "guards": {"hold_out": 0},
    }
    await drafting.save_campaign(telling, "staff:ann", "spring", told)
    await steering.submit(telling, "staff:ann", "spring")
    await steering.launch(telling, "staff:ann", "spring")


AMID_THE_SECOND_SLICE = (
    f"BEFORE INSERT ON participants FOR EACH ROW WHEN (NEW.member_id = '{UUID(int=2 * MEMBERS_AT_ONCE)}')"
)
AMID_A_STEP = "CONSTRAINT AFTER INSERT ON touches DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"


async def launched_under_fire(database: str, shop: Factory, telling: Ports) -> None:
    """Killed while members of the second slice join; then, once all have joined, while a message is planned."""

    async def everybody_was_looked_at() -> bool:
        return await CampaignRow.exists(plan_at=None)

    async with stopped(database, AMID_THE_SECOND_SLICE) as reached:
        with shop.worker() as worker:
            await launch(telling)
            await reached()
            kill(worker)
    await leases_run_out()
    async with stopped(database, AMID_A_STEP) as reached:
        with shop.worker() as worker:
            await planning.tell_due(telling)
            await until(everybody_was_looked_at)
            await reaching.tell_due(telling)
            await reached()
            kill(worker)
    await leases_run_out()


async def test_workers_killed_amid_a_launch_plan_everybody_once_and_tell_everybody_once(
    database: str, shop: Factory, telling: Ports, mail: MailServer
) -> None:
    async def everybody_is_told() -> bool:
        return await TouchRow.filter(state="SENT").count() == len(friends) and await everything_is_sent()

    friends = await friends_in_a_crowd()
    await launched_under_fire(database, shop, telling)
    with shop.worker():
        await reaching.tell_due(telling)
        await sending.tell_due(telling)
        await until(everybody_is_told, 150)
    assert Counter([each.member_id for each in await ParticipantRow.all()]) == Counter(friends)
    assert Counter([each.member_id for each in await TouchRow.all()]) == Counter(friends)
    arrived = Counter(each["To"].addresses[0].addr_spec for each in mail.taken)
    assert arrived == Counter(f"{each.int}@{DOMAIN}" for each in friends)
