"""What a hub in demo mode holds when it starts for the first time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tortoise.transactions import in_transaction

from hub.campaigns.service import applying
from hub.campaigns.service.trying import TESTER
from hub.catalogue import reads as catalogue_reads
from hub.catalogue import service as catalogue
from hub.entitlements import reads as entitlements
from hub.entitlements.rules.granted import Origin, Source
from hub.entitlements.service.granting import grant
from hub.entitlements.service.planning import Asked, OneBenefit, OneBundle
from hub.entitlements.service.using import consume, revoke, start_delivered
from hub.journal.rules import Act
from hub.kernel.calendar import Span
from hub.members import service as members
from hub.members.rules import Locale, NewMember
from hub.notifications.rules.messages import Category
from hub.notifications.service.preferring import prefer
from hub.wiring.demo_agreements import Renewing, agree
from hub.wiring.demo_supply import supply

if TYPE_CHECKING:
    from datetime import datetime

    from hub.members.rules import Member
    from hub.ports import Ports

_CATALOGUE = Path(__file__).parent.parent / "catalogue" / "demo.yaml"
_CAMPAIGNS = Path(__file__).parent.parent / "campaigns" / "demo.yaml"
_ACTOR = "demo"


@dataclass(frozen=True, slots=True)
class _Given:
    """Some days ago the member got this, from this source."""

    days_ago: int
    asked: Asked
    source: Source = Source.PURCHASE


@dataclass(frozen=True, slots=True)
class _Used:
    """Some days ago the member used this much."""

    days_ago: int
    benefit: str
    quantity: int


@dataclass(frozen=True, slots=True)
class _TakenBack:
    """Some days ago all of this benefit was taken back."""

    days_ago: int
    benefit: str
    reason: str


_Step = _Given | _Used | _TakenBack | Renewing


_Life = tuple[NewMember, list[_Step]]
"""A member and what happened to them, in the order in which it happened."""


def _in_every_status(now: datetime) -> _Life:
    soon = Span(now + timedelta(days=12), now + timedelta(days=43))
    return (
        NewMember("lin-xiao", "林晓", email="lin.xiao@example.com", phone="+8613800010001"),
        [
            _Given(100, OneBundle("leisure-year")),
            _Used(60, "rezao-coupon", 1),
            _Given(40, OneBundle("stream-and-listen-month")),
            _TakenBack(25, "northlight-standard", "重复购买，已退款"),
            _Used(30, "yunlang-lounge", 1),
            _Used(9, "yunlang-lounge", 1),
            _Given(20, OneBundle("commuter-month")),
            _Used(6, "rezao-free-delivery", 4),
            _Given(8, OneBundle("fitness-quarter")),
            _Given(5, OneBundle("super-video-month")),
            _Given(1, OneBenefit("luyun-2t", soon), Source.GIFT),
            Renewing("super-video-month", "4242424242424242"),
            Renewing("commuter-month", "4000000000000341"),
        ],
    )


_OTHERS: list[_Life] = [
    (
        NewMember("ada-brooks", "Ada Brooks", email="ada@example.com", locale=Locale.EN, zone="Europe/London"),
        [
            _Given(200, OneBundle("reader-for-life")),
            _Given(75, OneBundle("travel-half-year")),
            _Used(50, "yunlang-lounge", 1),
            _Given(27, OneBundle("stream-and-listen-month")),
            _Given(3, OneBundle("museum-pass"), Source.GIFT),
        ],
    ),
    (
        NewMember("chen-mo", "陈默", email="chen.mo@example.com", phone="+8613800010003"),
        [_Given(45, OneBundle("ink-gold-year", {"gift": ["films"]})), _Used(12, "yunlang-lounge", 2)],
    ),
    (
        NewMember("wang-yifan", "王一帆", phone="+8613800010004"),
        [
            _Given(70, OneBundle("newcomer-week"), Source.CAMPAIGN),
            _Given(29, OneBundle("screen-and-sound-month")),
            _Given(2, OneBundle("screen-and-sound-month"), Source.RENEWAL),
        ],
    ),
    (
        NewMember(
            "sam-rivera",
            "Sam Rivera",
            email="sam@example.com",
            locale=Locale.EN,
            zone="America/New_York",
            tags=(TESTER,),
        ),
        [],
    ),
]

_ASKED_FOR_OFFERS = ("lin-xiao", "ada-brooks", "chen-mo")


async def seed(ports: Ports) -> list[str]:
    """Give an empty hub its demo contents, with the database connected.

    Called at every start in demo mode; does nothing where a catalogue is already. Returns the lines that tell the
    person who starts the hub what was made.
    """
    if (await catalogue_reads.catalogue()).providers:
        return []
    lives = [_in_every_status(ports.clock.now()), *_OTHERS]
    async with in_transaction():
        await catalogue.apply(ports, _ACTOR, _CATALOGUE.read_bytes())
        held = (await catalogue_reads.catalogue()).benefits.values()
        await supply(ports, held, Act(_ACTOR, ports.clock.now(), "supply"))
        for new, steps in lives:
            member = await members.create_member(ports, _ACTOR, new)
            for number, step in enumerate(steps):
                act = Act(_ACTOR, ports.clock.now() - timedelta(days=step.days_ago), f"{new.external_id}-{number}")
                await _live(ports, member, step, act)
            if new.external_id in _ASKED_FOR_OFFERS:
                await prefer(ports, _ACTOR, member.id, Category.MARKETING, wanted=True)
        await applying.apply(ports, _ACTOR, _CAMPAIGNS.read_bytes())
    names = ", ".join(new.name for new, _ in lives)
    return [f"A demo catalogue and demo members were made: {names}. {lives[0][0].name} shows every status."]


async def _live(ports: Ports, member: Member, step: _Step, act: Act) -> None:
    match step:
        case _Given():
            given = await grant(member, step.asked, Origin(step.source, act.key), act)
            for record in await entitlements.records(given.grants):
                if record.grant.starts_on_delivery:
                    await start_delivered(member, record, act.at)
        case Renewing():
            await agree(ports, member, step, act)
        case _Used():
            await consume(member, step.benefit, step.quantity, act)
        case _TakenBack():
            held = await entitlements.entitlement_to(member, step.benefit)
            await revoke(member, [each.key for each in held.grants], step.reason, act)
