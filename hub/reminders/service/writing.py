"""What members are told of the time that ends."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hub.catalogue import reads as catalogue
from hub.notifications.rules.messages import Category, NewMessage
from hub.notifications.service.linking import renewal_link
from hub.orders import reads as orders
from hub.reminders.rules.deciding import message_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from hub.catalogue.rules.values import Benefit
    from hub.kernel.money import Money
    from hub.members.rules import Member
    from hub.orders.rules.values import Part
    from hub.ports import Ports
    from hub.reminders.service.judging import Judged


async def messages(
    ports: Ports, told: Mapping[UUID, Sequence[Judged]], now: datetime
) -> list[tuple[Member, NewMessage]]:
    """One for each member, which lists all that they are told now."""
    every = [each for own in told.values() for each in own]
    bought = await orders.parts_of_grants([grant for each in every for grant in each.grants])
    benefits = await catalogue.benefits(sorted({each.row.benefit for each in every}))
    return [(own[0].member, _message(ports, own, benefits, bought, now)) for own in told.values()]


def _message(
    ports: Ports,
    told: Sequence[Judged],
    benefits: Mapping[str, Benefit],
    bought: Mapping[UUID, Part],
    now: datetime,
) -> NewMessage:
    member, zone = told[0].member, ZoneInfo(told[0].member.zone)
    endings = [
        {
            "benefit": benefits[each.row.benefit].name.in_locale(member.locale),
            "ends": f"{each.row.coverage_end.astimezone(zone):%Y-%m-%d %H:%M}",
            "has_ended": each.row.coverage_end <= now,
            "worth": _worth([bought[grant].amount for grant in each.grants if grant in bought]),
        }
        for each in told
    ]
    link = renewal_link(ports, member.id, [each.row.benefit for each in told])
    variables = {"name": member.name, "endings": endings, "renew_url": link}
    return NewMessage(message_key(member, now), "reminder", Category.SERVICE, variables)


def _worth(paid: Sequence[Money]) -> str:
    """What was paid for it in all; nothing where it was free, or paid in several currencies."""
    is_told = len({each.currency for each in paid}) == 1 and any(each.amount_minor for each in paid)
    return str(sum(paid[1:], paid[0])) if is_told else ""
