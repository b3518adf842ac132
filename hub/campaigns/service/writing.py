"""What a step says to one member."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hub.campaigns.rules.offers import Bonus, Gift
from hub.campaigns.rules.plans import filled
from hub.campaigns.rules.wording import offer_words
from hub.campaigns.service.linking import Link, tracking_link
from hub.catalogue import reads as catalogue
from hub.catalogue.rules.values import LocalText
from hub.members.rules import Locale
from hub.notifications.rules.messages import Category, NewMessage

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from hub.campaigns.reads.offers import Offered
    from hub.campaigns.rules.offers import Gives
    from hub.campaigns.rules.plans import Plan, Step
    from hub.campaigns.rules.values import Campaign
    from hub.members.rules import Member
    from hub.ports import Ports


@dataclass(frozen=True, slots=True)
class Addressed:
    """A member in a campaign, as far as a message needs it."""

    member: Member
    variant: str
    anchor: datetime
    code: str | None = None


def message_keys(campaign_id: UUID) -> str:
    """How the keys of all messages of a campaign begin."""
    return f"campaign:{campaign_id}:"


def message_key(campaign_id: UUID, member_id: UUID, step: int) -> str:
    """The key of the message of a step for a member: it is sent once."""
    return f"{message_keys(campaign_id)}{member_id}:{step}"


async def message(ports: Ports, campaign: Campaign, number: int, to: Addressed, key: str = "") -> NewMessage:
    """What the ``number``-th step of ``campaign`` says; under the key of that step for that member unless given one."""
    step = campaign.journey.steps[number]
    link = tracking_link(ports, Link(campaign.id, to.member.id, number))
    facts = await variables(campaign.plan, step, to, link, ports.clock.now())
    own = key or message_key(campaign.id, to.member.id, number)
    return NewMessage(own, step.template, Category.MARKETING, facts, step.channels)


async def variables(plan: Plan, step: Step, to: Addressed, link: str, now: datetime) -> dict[str, Any]:
    """All that a template may name."""
    locale, zone = Locale(to.member.locale), to.member.zone
    benefit = await _benefit_name(plan, locale)
    gives = plan.gives(to.variant)
    closes = plan.offer.closes if plan.offer else None
    facts: dict[str, Any] = {
        "name": to.member.name,
        "benefit": benefit,
        "ends": _day(to.anchor, zone) if benefit else "",
        "has_ended": to.anchor <= now,
        "offer": offer_words(gives, await _given_name(gives)).in_locale(locale),
        "code": to.code or (plan.offer.code if plan.offer else None) or "",
        "closes": _day(closes, zone) if closes else "",
        "link": link,
    }
    return facts | _words(step, locale, facts)


def _words(step: Step, locale: Locale, facts: dict[str, Any]) -> dict[str, Any]:
    words = step.words.get(locale)
    if words is None:
        return {"title": "", "paragraphs": [], "button": ""}
    text = filled(words.text, facts)
    return {
        "title": filled(words.subject, facts),
        "paragraphs": [each.strip() for each in text.split("\n\n") if each.strip()],
        "button": filled(words.button, facts),
    }


async def _benefit_name(plan: Plan, locale: Locale) -> str:
    code = plan.journey.benefit if plan.journey else None
    found = await catalogue.benefits([code]) if code else {}
    return found[code].name.in_locale(locale) if code and code in found else ""


async def promised(offered: Offered) -> LocalText:
    """What an offer gives, in words."""
    return offer_words(offered.gives, await _given_name(offered.gives))


async def _given_name(gives: Gives) -> LocalText:
    if isinstance(gives, Bonus):
        return (await catalogue.benefits([gives.benefit]))[gives.benefit].name
    if isinstance(gives, Gift):
        return (await catalogue.bundles([gives.bundle]))[gives.bundle].name
    return LocalText("", "")


def _day(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d}"
