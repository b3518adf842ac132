"""What members do with automatic renewal: turn it on, look ahead, pause, switch, accept a price, cancel."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

import strawberry
from strawberry import relay
from strawberry.scalars import JSON

from hub.kernel import money
from hub.orders.service import keeping
from hub.renewals import errors
from hub.renewals.rules import values
from hub.renewals.rules.values import Card
from hub.renewals.service import agreeing, previewing
from schema.context import Info
from schema.entitlement_changes import KEY, act
from schema.entitlement_refusals import IdempotencyKeyReused
from schema.inputs import choices_of
from schema.members import hub_member
from schema.order_refusals import PaymentsClosed
from schema.refusals import InvalidInputRefusal, NotFoundRefusal
from schema.renewal_refusals import (
    AgreementOver,
    AlreadyRenewing,
    CardDeclined,
    NothingToRenew,
    NotRenewable,
    RenewalPriceChanged,
    RenewalUnderWay,
    TermsOutdated,
)
from schema.renewal_types import RenewalPreview, StoredCard
from schema.renewals import Agreement, seen_agreement
from schema.scalars import MoneyAmount


@strawberry.input(description="What the member agrees to, exactly as it was shown to them.")
class RenewalTermsInput:
    """An offer, its price, and the terms."""

    offer: str = strawberry.field(description="The offer's code.")
    price: MoneyAmount = strawberry.field(description="The price each period that the member was shown.")
    currency: str = strawberry.field(description="Its currency, an ISO 4217 code.")
    terms_version: str = strawberry.field(description="The version of the terms that the member was shown.")
    channel: str = strawberry.field(default="web", description="Where they agree: `web`, `app`, `support` and so on.")
    choices: JSON | None = strawberry.field(
        default=None, description="Where the bundle has choices: an object from each choice group to the list of picks."
    )


@strawberry.input(description="A card that a gateway keeps for the member.")
class CardInput:
    """As `StoredCard` names it."""

    gateway: str = strawberry.field(description="Which gateway keeps it.")
    method: str = strawberry.field(description="Its name there.")


@strawberry.input(description="What is to renew by itself, and from which card.")
class EnableRenewalInput:
    """A consent."""

    terms: RenewalTermsInput = strawberry.field(description="What the member agrees to.")
    card: CardInput = strawberry.field(description="The card to charge.")
    member: relay.GlobalID | None = strawberry.field(default=None, description="Whose; staff only. Else your own.")
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.input(description="Which agreement.")
class AgreementInput:
    """One agreement."""

    agreement: relay.GlobalID = strawberry.field(description="The agreement.")


@strawberry.input(description="Until when not to charge.")
class PauseRenewalInput:
    """A pause."""

    agreement: relay.GlobalID = strawberry.field(description="The agreement.")
    until: datetime = strawberry.field(description="No charge before then; at most a year ahead.")


@strawberry.input(description="New terms for an agreement, exactly as they were shown to the member.")
class AgreeAnewInput:
    """Another offer, or another price."""

    agreement: relay.GlobalID = strawberry.field(description="The agreement.")
    terms: RenewalTermsInput = strawberry.field(description="What the member agrees to.")


@strawberry.input(description="Which card to charge from now on.")
class SetRenewalCardInput:
    """Another card."""

    agreement: relay.GlobalID = strawberry.field(description="The agreement.")
    card: CardInput = strawberry.field(description="The card.")


@strawberry.input(description="A card to keep for later charges; the member agrees to that.")
class KeepCardInput:
    """A token of the gateway's own page."""

    token: str = strawberry.field(description="The token that the gateway gave for the card.")
    member: relay.GlobalID | None = strawberry.field(default=None, description="Whose; staff only. Else your own.")
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.type(description="The agreement as it stands now.")
class AgreementPayload:
    """An agreement."""

    agreement: Agreement = strawberry.field(description="The agreement.")

    @classmethod
    def of(cls, agreement: values.Agreement) -> Self:
        """The payload of a hub agreement."""
        return cls(agreement=Agreement.of(agreement))


@strawberry.type(description="The card as it is kept.")
class KeepCardPayload:
    """A card."""

    card: StoredCard = strawberry.field(description="The card.")


EnableRenewalResult = Annotated[
    AgreementPayload
    | NotRenewable
    | NothingToRenew
    | AlreadyRenewing
    | TermsOutdated
    | RenewalPriceChanged
    | IdempotencyKeyReused
    | NotFoundRefusal
    | InvalidInputRefusal,
    strawberry.union("EnableRenewalResult", description="The agreement, or why there is none."),
]
ChangeAgreementResult = Annotated[
    AgreementPayload | AgreementOver | RenewalUnderWay | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("ChangeAgreementResult", description="The changed agreement, or why it was not changed."),
]
AgreeAnewResult = Annotated[
    AgreementPayload
    | AgreementOver
    | RenewalUnderWay
    | NotRenewable
    | AlreadyRenewing
    | TermsOutdated
    | RenewalPriceChanged
    | NotFoundRefusal
    | InvalidInputRefusal,
    strawberry.union("AgreeAnewResult", description="The agreement with its new terms, or why it keeps the old ones."),
]
CancelRenewalResult = Annotated[
    AgreementPayload | NotFoundRefusal,
    strawberry.union("CancelRenewalResult", description="The cancelled agreement, or why there is none."),
]
KeepCardResult = Annotated[
    KeepCardPayload | CardDeclined | PaymentsClosed | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("KeepCardResult", description="The card as it is kept, or why it is not."),
]
PreviewRenewalResult = Annotated[
    RenewalPreview | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("PreviewRenewalResult", description="What turning it on would mean, or why it cannot be."),
]

PreviewSwitchResult = Annotated[
    RenewalPreview | RenewalUnderWay | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("PreviewSwitchResult", description="What the switch would mean, or why it cannot be."),
]


@strawberry.type
class RenewalQuery:
    """Before agreeing."""

    @strawberry.field(description="What letting an offer renew from now on would mean: dates, amount, timeline.")
    async def preview_renewal(
        self,
        info: Info,
        offer: Annotated[str, strawberry.argument(description="The offer's code.")],
        choices: Annotated[JSON | None, strawberry.argument(description="The picks by choice group.")] = None,
        member: Annotated[
            relay.GlobalID | None, strawberry.argument(description="Whose; staff only. Else your own.")
        ] = None,
    ) -> PreviewRenewalResult:
        whose, policy = await hub_member(info, member), info.context.renewal_policy
        picks = choices_of(choices)
        found = await previewing.preview_enabling(whose, offer, picks, info.context.now, policy)
        return RenewalPreview.of(found, whose.zone, policy.terms_version)

    @strawberry.field(description="The next renewal of an agreement if it were switched to another offer now.")
    async def preview_switch(
        self,
        info: Info,
        agreement: Annotated[relay.GlobalID, strawberry.argument(description="The agreement.")],
        offer: Annotated[str, strawberry.argument(description="The other offer's code.")],
        choices: Annotated[JSON | None, strawberry.argument(description="The picks by choice group.")] = None,
    ) -> PreviewSwitchResult:
        member, known = await seen_agreement(info, agreement)
        policy, now = info.context.renewal_policy, info.context.now
        found = await previewing.preview_switch(known.id, offer, choices_of(choices), now, policy)
        if found is None:
            raise errors.RenewalUnderWay(str(agreement))
        return RenewalPreview.of(found, member.zone, policy.terms_version)


@strawberry.type
class RenewalMutation:
    """Agreements."""

    @strawberry.mutation(description="Let what the member holds renew by itself from now on.")
    async def enable_renewal(
        self,
        info: Info,
        input: Annotated[EnableRenewalInput, strawberry.argument(description="What, from which card.")],
    ) -> EnableRenewalResult:
        context = info.context
        member, card = await hub_member(info, input.member), Card(input.card.gateway, input.card.method)
        by = act(info, input.idempotency_key)
        wish = _wish(input.terms)
        made = await agreeing.enable(context.ports, member, wish, card, by, context.renewal_policy)
        return AgreementPayload.of(made)

    @strawberry.mutation(description="Never charge for it again; one step, free. What is paid for stays.")
    async def cancel_renewal(
        self, info: Info, input: Annotated[AgreementInput, strawberry.argument(description="Which agreement.")]
    ) -> CancelRenewalResult:
        member, known = await seen_agreement(info, input.agreement)
        over = await agreeing.cancel(info.context.ports, member, known.id, act(info, "cancel"))
        return AgreementPayload.of(over)

    @strawberry.mutation(description="No charge before a date; what is held may end meanwhile.")
    async def pause_renewal(
        self, info: Info, input: Annotated[PauseRenewalInput, strawberry.argument(description="Until when.")]
    ) -> ChangeAgreementResult:
        member, known = await seen_agreement(info, input.agreement)
        paused = await agreeing.pause(member, known.id, input.until, act(info, "pause"))
        return AgreementPayload.of(paused)

    @strawberry.mutation(description="End a pause now.")
    async def resume_renewal(
        self, info: Info, input: Annotated[AgreementInput, strawberry.argument(description="Which agreement.")]
    ) -> ChangeAgreementResult:
        member, known = await seen_agreement(info, input.agreement)
        return AgreementPayload.of(await agreeing.resume(member, known.id, act(info, "resume")))

    @strawberry.mutation(description="Renew another offer from the end of the running period on.")
    async def switch_renewal(
        self, info: Info, input: Annotated[AgreeAnewInput, strawberry.argument(description="To what.")]
    ) -> AgreeAnewResult:
        member, known = await seen_agreement(info, input.agreement)
        policy = info.context.renewal_policy
        switched = await agreeing.switch(member, known.id, _wish(input.terms), act(info, "switch"), policy)
        return AgreementPayload.of(switched)

    @strawberry.mutation(description="Accept the raised price of what renews; without that it is never charged.")
    async def accept_renewal_price(
        self, info: Info, input: Annotated[AgreeAnewInput, strawberry.argument(description="Which price.")]
    ) -> AgreeAnewResult:
        member, known = await seen_agreement(info, input.agreement)
        policy = info.context.renewal_policy
        accepted = await agreeing.accept_price(member, known.id, _wish(input.terms), act(info, "accept"), policy)
        return AgreementPayload.of(accepted)

    @strawberry.mutation(description="Charge another card from now on; a declined charge is tried again with it.")
    async def set_renewal_card(
        self, info: Info, input: Annotated[SetRenewalCardInput, strawberry.argument(description="Which card.")]
    ) -> ChangeAgreementResult:
        member, known = await seen_agreement(info, input.agreement)
        card = Card(input.card.gateway, input.card.method)
        return AgreementPayload.of(await agreeing.use_card(member, known.id, card, act(info, "card")))

    @strawberry.mutation(description="Let the payment gateway keep a card for later; nothing is charged.")
    async def keep_card(
        self, info: Info, input: Annotated[KeepCardInput, strawberry.argument(description="Which card.")]
    ) -> KeepCardResult:
        member = await hub_member(info, input.member)
        kept = await keeping.keep(info.context.ports, member, input.token, act(info, input.idempotency_key))
        return KeepCardPayload(card=StoredCard.of(kept))


def _wish(terms: RenewalTermsInput) -> agreeing.Wish:
    return agreeing.Wish(
        offer=terms.offer,
        price=money.Money(terms.currency, terms.price),
        terms_version=terms.terms_version,
        channel=terms.channel,
        choices=choices_of(terms.choices),
    )
