"""What members are told about their agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hub.catalogue import reads as catalogue
from hub.catalogue.rules.wording import every
from hub.kernel.calendar import FOREVER
from hub.members.rules import Locale
from hub.notifications.rules.messages import Category, NewMessage
from hub.notifications.service import planning
from hub.notifications.service.linking import renewal_link
from hub.orders import reads as orders

if TYPE_CHECKING:
    from datetime import datetime

    from hub.kernel.money import Money
    from hub.members.rules import Member
    from hub.notifications.rules.messages import Message
    from hub.orders.rules.values import KeptCard
    from hub.ports import Ports
    from hub.renewals.rules.values import Agreement, Because, Renewal


class Teller:
    """Plans messages about one agreement, in the caller's transaction."""

    def __init__(self, ports: Ports, member: Member, agreement: Agreement) -> None:
        self._ports, self._member, self._agreement = ports, member, agreement

    async def agreed(
        self, key: str, first_charge: datetime | None, terms_version: str, introductory_left: int
    ) -> list[Message]:
        """The consent, confirmed: the price, how many periods cost less at first, and when the first charge is."""
        terms = self._agreement.terms
        lower = terms.introductory.price if terms.introductory and introductory_left else None
        return await self._plan(
            f"renewal-agreed:{key}",
            "renewal-agreed",
            price=str(terms.price),
            period=every(terms.period, "zh" if self._member.locale is Locale.ZH_CN else "en"),
            introductory=str(lower or ""),
            introductory_left=introductory_left,
            terms_version=terms_version,
            charge_on=first_charge and self._day(first_charge),
        )

    async def notice(self, key: str, amount: Money, charge_at: datetime) -> list[Message]:
        """What will be charged, and when; and whether the card will have expired by then."""
        card = await self._card()
        ends = card and (card.expires_year, card.expires_month)
        wall = charge_at.astimezone(ZoneInfo(self._member.zone))
        return await self._plan(
            key,
            "renewal-notice",
            amount=str(amount),
            charge_on=self._day(charge_at),
            card=card.last4 if card else "",
            card_expires=bool(ends and ends < (wall.year, wall.month)),
        )

    async def raised(self, key: str, price: Money, due_at: datetime) -> list[Message]:
        """The price rises: from when on, from what to what, and that nothing is charged without consent."""
        old = str(self._agreement.terms.price)
        return await self._plan(key, "renewal-price", old=old, new=str(price), due_on=self._day(due_at))

    async def paid(self, renewal: Renewal, amount: Money, covered: datetime | None) -> list[Message]:
        """The receipt, of the amount that was charged."""
        return await self._plan(
            f"renewal-paid:{renewal.id}",
            "renewal-paid",
            category=Category.SERVICE,
            amount=str(amount),
            order=renewal.order,
            until=self._until(covered),
        )

    async def declined(self, renewal: Renewal, retry_at: datetime | None, *, is_hard: bool) -> list[Message]:
        """The charge did not go through: when it is tried again, and what the member can do."""
        card = await self._card()
        return await self._plan(
            f"renewal-declined:{renewal.id}:{renewal.notices}:{renewal.declines + 1}",
            "renewal-declined",
            amount=str(renewal.amount),
            card=card.last4 if card else "",
            is_hard=is_hard,
            retry_on=retry_at and self._day(retry_at),
        )

    async def over(self, because: Because, covered: datetime | None) -> list[Message]:
        """The agreement is over: why, and until when the member keeps what is paid for."""
        key, until = f"renewal-over:{self._agreement.id}", self._until(covered)
        return await self._plan(key, "renewal-over", because=because, until=until)

    async def _plan(
        self, key: str, template: str, category: Category = Category.LEGAL, **variables: object
    ) -> list[Message]:
        watches, member = self._agreement.watches, self._member
        known = {
            "name": member.name,
            "offer": await self._name(),
            "renew_url": renewal_link(self._ports, member.id, watches),
        }
        return await planning.plan(self._ports, member, NewMessage(key, template, category, {**known, **variables}))

    async def _name(self) -> str:
        """The name of what is renewed, in the member's language."""
        offer = (await catalogue.offers([self._agreement.terms.offer]))[self._agreement.terms.offer]
        bundle = (await catalogue.bundles([offer.bundle]))[offer.bundle]
        return bundle.name.in_locale(self._member.locale)

    async def _card(self) -> KeptCard | None:
        wanted = self._agreement.card
        kept = await orders.cards(self._member.id)
        return next((each for each in kept if (each.gateway, each.method) == (wanted.gateway, wanted.method)), None)

    def _until(self, covered: datetime | None) -> str | None:
        """The day on which it ends; none where nothing does."""
        return self._day(covered) if covered and covered < FOREVER else None

    def _day(self, at: datetime) -> str:
        return f"{at.astimezone(ZoneInfo(self._member.zone)):%Y-%m-%d}"
