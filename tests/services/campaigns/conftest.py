"""A shop with members who may be written to, and couriers that keep what they carry."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from hub.campaigns.service import drafting, planning, reaching, steering
from hub.catalogue import service as catalogue
from hub.members import service as members
from hub.members.rules import Member, NewMember
from hub.notifications.models import MessageRow, PreferenceRow
from hub.notifications.service import sending
from hub.ports import Ports
from tests.couriers import FakeCourier
from tests.fakes import FakeClock, RecordingQueue
from tests.services.orders.conftest import CATALOGUE

if TYPE_CHECKING:
    from hub.campaigns.rules.values import Campaign

EVERYONE = {"kind": "ALL", "of": []}


def plan(**parts: Any) -> dict[str, Any]:
    """A plan for everyone, of one message at the start, without a hold-out; ``parts`` in place of its own."""
    return {
        "name": "Spring",
        "audience": {"condition": EVERYONE},
        "journey": {"steps": [{"at": "START"}]},
        "guards": {"hold_out": 0},
    } | parts


@dataclass
class Desk:
    """A marketer's hands, and the workers that do what is due."""

    ports: Ports
    clock: FakeClock
    mail: FakeCourier
    people: list[Member] = field(default_factory=list)

    async def join(self, count: int, **more: Any) -> list[Member]:
        """So many more members, who want to hear of offers."""
        first = len(self.people)
        new = [NewMember(f"m-{n}", f"M {n}", email=f"m{n}@example.com", **more) for n in range(first, first + count)]
        made = await members.create_missing("test", self.clock.now() - timedelta(days=1), new)
        await self.ask_for_offers(*made)
        self.people += made
        return made

    async def ask_for_offers(self, *who: Member) -> None:
        at = self.clock.now()
        rows = [PreferenceRow(member_id=each.id, category="MARKETING", is_wanted=True, at=at) for each in who]
        await PreferenceRow.bulk_create(rows)

    async def launch(self, code: str = "spring", **parts: Any) -> Campaign:
        await drafting.save_campaign(self.ports, "staff:ann", code, plan(**parts))
        await steering.submit(self.ports, "staff:ann", code)
        launched = await steering.launch(self.ports, "staff:ann", code)
        await planning.plan(self.ports, launched.id)
        return launched

    async def work(self) -> None:
        """What workers do until nothing is due."""
        queue = RecordingQueue()
        ports = replace(self.ports, queue=queue)
        while await reaching.tell_due(ports):
            told, queue.told = queue.told, []
            for job, ids in told:
                if job == reaching.JOB:
                    for each in ids:
                        await reaching.reach(ports, each)
        due = await MessageRow.filter(due_at__lte=self.clock.now()).values_list("id", flat=True)
        await sending.send(self.ports, list(due))  # type: ignore[arg-type]

    async def after(self, by: timedelta) -> None:
        self.clock.advance(by)
        await self.work()

    def mailed(self) -> list[str]:
        """To whom mail went, in order."""
        return sorted(each.to for each in self.mail.taken)


@pytest.fixture
def mail() -> FakeCourier:
    return FakeCourier()


@pytest.fixture
async def desk(database: str, ports: Ports, clock: FakeClock, mail: FakeCourier) -> Desk:
    await catalogue.apply(ports, "test", CATALOGUE)
    hub = replace(ports, couriers={"EMAIL": mail}, site="https://hub.example")
    return Desk(hub, clock, mail)
