"""The parts of an agreement to renew: its card, its renewals, what was agreed to, and what comes next."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from hub.kernel.calendar import Period
from hub.orders import reads as orders
from hub.orders.rules.values import KeptCard
from hub.renewals.rules import values
from hub.renewals.rules.values import Because, ConsentKind, Outcome, State
from hub.renewals.service import previewing
from schema.enums import tell
from schema.previews import TimelineChange
from schema.texts import Money

if TYPE_CHECKING:
    from schema.orders import Order

tell(
    State,
    "AgreementState",
    "How an automatic renewal stands.",
    {
        "ACTIVE": "It will renew.",
        "NOTICED": "The member was told of the charge that comes next.",
        "CHARGING": "The charge is being made.",
        "PAST_DUE": "A charge was declined; it is tried again, or waits for another card.",
        "PAUSED": "No charge before a date that the member chose.",
        "LAPSED": "It could not be renewed.",
        "CANCELLED": "The member, or staff for them, ended it.",
        "ENDED": "It ended by itself.",
    },
)
tell(
    Because,
    "AgreementEndCause",
    "Why an automatic renewal is over.",
    {
        "CANCELLED": "It was cancelled.",
        "DECLINED": "The card was declined to the last try.",
        "PRICE_NOT_ACCEPTED": "The price was raised, and the member did not accept that in time.",
        "WITHDRAWN": "What it renews is not given any more.",
        "NOT_GRANTED": "What was paid for could not be given; the money goes back.",
    },
)
tell(
    Outcome,
    "RenewalOutcome",
    "What became of one renewal.",
    {"PAID": "Charged and given.", "WAIVED": "Given without a charge.", "FAILED": "Not given."},
)
tell(
    ConsentKind,
    "ConsentKind",
    "What a member agreed to.",
    {"AGREED": "To renew by itself.", "PRICE": "To a raised price.", "SWITCHED": "To renew another offer instead."},
)


@strawberry.type(description="A card that a payment gateway keeps for a member.")
class StoredCard:
    """Nothing of it is secret; it can be charged for its member alone."""

    gateway: str = strawberry.field(description="Which gateway keeps it.")
    method: str = strawberry.field(description="Its name there: what `card` takes where a kept card may be given.")
    brand: str = strawberry.field(description="As printed on it.")
    last4: str = strawberry.field(description="Its last four digits.")
    expires_year: int = strawberry.field(description="The year in which it expires.")
    expires_month: int = strawberry.field(description="The last month in which it may be used, 1 to 12.")

    @classmethod
    def of(cls, card: KeptCard) -> Self:
        """The GraphQL card of a hub card."""
        return cls(
            gateway=card.gateway,
            method=card.method,
            brand=card.brand,
            last4=card.last4,
            expires_year=card.expires_year,
            expires_month=card.expires_month,
        )


@strawberry.type(description="One renewal: a period that was, or is to be, paid for.")
class Renewal:
    """A renewal."""

    value: strawberry.Private[values.Renewal]
    number: int = strawberry.field(description="Counts from 1 within the agreement.")
    due_at: datetime = strawberry.field(description="When the period that it pays for begins.")
    amount: Money | None = strawberry.field(description="What is charged; null: the member was not told yet.")
    asked_price: Money | None = strawberry.field(description="The raised price for which consent was asked.")
    noticed_at: datetime | None = strawberry.field(description="When the member was told of the charge.")
    charge_at: datetime | None = strawberry.field(description="When it is charged, as the member was told.")
    declines: int = strawberry.field(description="How often the charge was declined.")
    reason: str | None = strawberry.field(description="Why it was declined last, e.g. `insufficient_funds`.")
    retry_at: datetime | None = strawberry.field(description="When it is tried again; null: not by itself.")
    outcome: Outcome | None = strawberry.field(description="What became of it; null: that is still open.")
    settled_at: datetime | None = strawberry.field(description="When that was settled.")

    @strawberry.field(description="Its order, once there is one.")
    async def order(self) -> Annotated[Order, strawberry.lazy("schema.orders")] | None:
        from schema.orders import Order  # noqa: PLC0415 - an order has a member, who has agreements

        number = self.value.order
        found = (await orders.orders_by_numbers([number])).get(number) if number else None
        return Order.of(found) if found else None

    @classmethod
    def of(cls, renewal: values.Renewal) -> Self:
        """The GraphQL renewal of a hub renewal."""
        return cls(
            value=renewal,
            number=renewal.number,
            due_at=renewal.due_at,
            amount=Money.of(renewal.amount) if renewal.amount else None,
            asked_price=Money.of(renewal.asked) if renewal.asked else None,
            noticed_at=renewal.noticed_at,
            charge_at=renewal.charge_at,
            declines=renewal.declines,
            reason=renewal.reason or None,
            retry_at=renewal.retry_at,
            outcome=renewal.outcome,
            settled_at=renewal.settled_at,
        )


@strawberry.type(description="What a member agreed to, as it was then.")
class Consent:
    """A consent."""

    kind: ConsentKind = strawberry.field(description="To what.")
    at: datetime = strawberry.field(description="When.")
    by: str = strawberry.field(description="Who: `member:…`, or `staff:…` for them.")
    channel: str = strawberry.field(description="Where: `web`, `app`, `support` and so on.")
    terms_version: str = strawberry.field(description="To which version of the terms.")
    offer: str = strawberry.field(description="The offer's code.")
    price: Money = strawberry.field(description="For how much.")
    period: Period = strawberry.field(description="How often.")

    @classmethod
    def of(cls, consent: values.Consent) -> Self:
        """The GraphQL consent of a hub consent."""
        return cls(
            kind=consent.kind,
            at=consent.at,
            by=consent.by,
            channel=consent.channel,
            terms_version=consent.terms_version,
            offer=consent.terms.offer,
            price=Money.of(consent.terms.price),
            period=consent.terms.period,
        )


@strawberry.type(description="The next renewal as things stand; nothing was written.")
class RenewalPreview:
    """Dates, amount and what it changes."""

    amount: Money = strawberry.field(description="What will be charged.")
    needs_consent: bool = strawberry.field(
        description="The price was raised: nothing is charged before it is accepted."
    )
    notice_at: datetime | None = strawberry.field(description="When the member is told; null: nothing ends.")
    charge_at: datetime | None = strawberry.field(description="When it is charged.")
    due_at: datetime | None = strawberry.field(description="When the period that it pays for begins.")
    terms_version: str = strawberry.field(description="The version of the terms in force.")
    changes: list[TimelineChange] = strawberry.field(description="The entitlements whose timeline it changes.")
    introductory_left: int = strawberry.field(
        description="How many periods, from this one on, have the introductory price."
    )

    @classmethod
    def of(cls, preview: previewing.RenewalPreview, zone: str, terms_version: str) -> Self:
        """The GraphQL preview of a hub preview."""
        return cls(
            amount=Money.of(preview.amount),
            needs_consent=preview.needs_consent,
            notice_at=preview.notice_at,
            charge_at=preview.charge_at,
            due_at=preview.due_at,
            terms_version=terms_version,
            changes=[TimelineChange.of(each, zone) for each in preview.changes],
            introductory_left=preview.introductory_left,
        )
