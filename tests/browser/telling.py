"""``python -m tests.browser.telling MEMBER [lost]``: the member is reminded of the sample's benefits, as messages are.

Prints the paths of the links that messages of the hub carry for them. ``lost``: nobody knows what became of the mail.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace

from hub.cli.connected import run
from hub.journal import service as journal
from hub.kernel.ids import new_id
from hub.members import reads as members
from hub.notifications import reads
from hub.notifications.rules.messages import Category, NewMessage
from hub.notifications.service.linking import renewal_link
from hub.notifications.service.planning import plan
from hub.notifications.service.preferring import unsubscribe_link
from hub.notifications.service.sending import send
from hub.ports import Ports
from hub.ports.couriers import News, Outcome
from tests.couriers import FakeCourier


async def tell(ports: Ports) -> None:
    """Plans one message; the running hub's own workers send the mail."""
    [member] = (await members.members_by_external_ids([sys.argv[1]])).values()
    is_lost = sys.argv[2:] == ["lost"]
    sample = reads.templates().sample("reminder")
    new = NewMessage(new_id().hex, "reminder", Category.SERVICE, sample, is_awaited=is_lost)  # at night, too
    courier = FakeCourier()
    courier.answers = [Outcome(News.UNKNOWN, "the line broke while the letter was under way")]
    ports = replace(ports, couriers={"EMAIL": courier})
    planned = await plan(ports, member, new)
    if is_lost:
        await send(ports, [each.id for each in planned])
    await journal.record(ports.clock.now(), "system", action="remind", subject="a test", member_id=member.id)
    links = {
        "renew": renewal_link(ports, member.id, ["northlight-standard"]),
        "unsubscribe": unsubscribe_link(ports, member.id, Category.MARKETING),
    }
    print(json.dumps({name: link.removeprefix(ports.site) for name, link in links.items()}))  # noqa: T201


if __name__ == "__main__":
    run(tell)
