"""Workers killed amid a launch: nobody is let in or told twice, and nobody is missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from tortoise.connection import get_connection

from hub.campaigns.models import CampaignRow, ParticipantRow, TouchRow
from hub.campaigns.service import drafting, steering
from hub.campaigns.service.joining import MEMBERS_AT_ONCE
from hub.members.models import MemberRow
from hub.notifications.models import MessageRow, PreferenceRow
from hub.ports import Ports
from tests.jobs.conftest import CLOCK
from tests.jobs.killing import Fire, at, at_commit, leases_run_out, mailing
from tests.mail_server import MailServer
from tests.zones import noon

DOMAIN = "members.example"
SWEEPS = ("tell_due_campaigns", "tell_due_messages")

CROWD = """
    INSERT INTO members (id, external_id, name, email, locale, zone, tags, attributes, search, created_at)
    SELECT lpad(to_hex(n), 32, '0')::uuid, n, n, n || '@' || $1::text, 'en', $2, '[]', '{}', '', now()
    FROM generate_series(1, $3::int) AS n
"""

AMID_THE_SECOND_SLICE = at(
    f"BEFORE INSERT ON participants FOR EACH ROW WHEN (NEW.member_id = '{UUID(int=2 * MEMBERS_AT_ONCE)}')"
)
AMID_A_STEP = at_commit("INSERT ON touches")


@pytest.fixture
def fire(database: str, redis_url: str, place: Path, mail: MailServer) -> Iterator[Fire]:
    with mailing(database, redis_url, place, mail).burning() as burning:
        yield burning


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


async def launch(ports: Ports) -> None:
    told = {
        "name": "Spring",
        "audience": {"condition": {"kind": "TAG", "tag": "friend"}},
        "journey": {"steps": [{"at": "START", "channels": ["EMAIL"]}]},
        "guards": {"hold_out": 0},
    }
    await drafting.save_campaign(ports, "staff:ann", "spring", told)
    await steering.submit(ports, "staff:ann", "spring")
    await steering.launch(ports, "staff:ann", "spring")


async def launched_under_fire(fire: Fire, ports: Ports) -> None:
    """Killed while members of the second slice join; then, once all have joined, while a message is planned."""

    async def begin() -> None:
        await launch(ports)
        await fire.sweep(*SWEEPS)

    async def go_on() -> None:
        await leases_run_out()
        fire.start()
        await fire.go_on(everybody_was_looked_at, *SWEEPS)
        await fire.sweep(*SWEEPS)

    async def everybody_was_looked_at() -> bool:
        return await CampaignRow.exists(plan_at=None)

    fire.start()
    await fire.kill_at(AMID_THE_SECOND_SLICE, begin)
    await fire.kill_at(AMID_A_STEP, go_on)


async def test_workers_killed_amid_a_launch_plan_everybody_once_and_tell_everybody_once(
    fire: Fire, ports: Ports, mail: MailServer
) -> None:
    async def everybody_is_told() -> bool:
        is_sent = not await MessageRow.filter(channel="EMAIL").exclude(state="SENT").exists()
        return is_sent and await TouchRow.filter(state="SENT").count() == len(friends)

    friends = await friends_in_a_crowd()
    await launched_under_fire(fire, replace(ports, clock=CLOCK))
    await fire.follow(everybody_is_told, *SWEEPS, within=150)
    assert Counter([each.member_id for each in await ParticipantRow.all()]) == Counter(friends)
    assert Counter([each.member_id for each in await TouchRow.all()]) == Counter(friends)
    arrived = Counter(each["To"].addresses[0].addr_spec for each in mail.taken)
    assert arrived == Counter(f"{each.int}@{DOMAIN}" for each in friends)
