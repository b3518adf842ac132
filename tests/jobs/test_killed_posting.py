"""Workers killed over messages to the operator's own systems: posted again under their ids, so that none is missed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from standardwebhooks import Webhook
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hub.catalogue import service as catalogue
from hub.notifications.models import MessageRow
from hub.ports import Ports
from tests.adapters.test_message_webhooks import SECRET
from tests.jobs.conftest import CLOCK
from tests.jobs.killing import Fire, at, at_commit, mailing
from tests.jobs.test_killed_reminding import CLAIMED, HANDED, holder, nothing_is_due
from tests.loopback import serving
from tests.mail_server import MailServer
from tests.services.renewals.conftest import club

if TYPE_CHECKING:
    from tests.jobs.killing import Reached


@dataclass
class Receiver:
    """Takes signed messages, and keeps silent over the next one when told to; ``posted`` are their ids."""

    posted: list[str] = field(default_factory=list)
    is_to_wait: bool = False
    waits: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: Request) -> Response:
        Webhook(SECRET).verify(await request.body(), dict(request.headers))
        self.posted.append(request.headers["webhook-id"])
        if self.is_to_wait:
            self.is_to_wait = False
            self.waits.set()
            await self.goes_on.wait()
        return Response(status_code=204)

    @asynccontextmanager
    async def silent(self, _: Fire) -> AsyncIterator[Reached]:
        self.is_to_wait = True

        async def reached() -> None:
            await asyncio.wait_for(self.waits.wait(), 20)

        yield reached
        self.goes_on.set()


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def fire(database: str, redis_url: str, place: Path, mail: MailServer, receiver: Receiver) -> AsyncIterator[Fire]:
    """Workers that post, and send no mail."""
    made = mailing(database, redis_url, place, mail)
    del made.environment["HUB_SMTP_URL"]
    async with serving(Starlette(routes=[Route("/sms", receiver.take, methods=["POST"])])) as address:
        made.environment |= {"HUB_MESSAGES_URL": f"{address}/sms", "HUB_MESSAGES_SECRET": SECRET}
        with made.burning():
            yield made


async def test_workers_killed_over_a_post_post_it_again_under_its_id(
    fire: Fire, ports: Ports, receiver: Receiver
) -> None:
    table = {
        "claiming it": (at_commit("UPDATE ON messages", CLAIMED), 1),
        "noting that it posts it": (at_commit("UPDATE ON messages", HANDED), 1),
        "waiting for an answer": (receiver.silent, 2),
        "noting the answer": (at("BEFORE UPDATE ON messages FOR EACH ROW WHEN (NEW.state = 'SENT')"), 2),
    }
    await catalogue.apply(replace(ports, clock=CLOCK), "test", club())
    fire.start()
    for number, (step, (hold, posts)) in enumerate(table.items()):
        member = await holder(replace(ports, clock=CLOCK), number)
        await fire.kill_at(hold, lambda: fire.sweep("tell_due_reminders"))
        await fire.follow(nothing_is_due, "tell_due_reminders", "tell_due_messages")
        row = await MessageRow.get(member_id=member.id, channel="WEBHOOK")
        assert (row.state, Counter(receiver.posted)[str(row.id)]) == ("SENT", posts), step
    assert len(set(receiver.posted)) == len(table)
