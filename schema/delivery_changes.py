"""What is done about deliveries: members see their codes and say what is wrong, staff decide."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import relay

from hub.access.rules import Role
from hub.fulfilment import errors, reads
from hub.fulfilment.rules.manual import Choice, Remedy
from hub.fulfilment.service import remedying, reporting, revealing
from hub.kernel.errors import InvalidInput, NotFound
from schema.context import Info
from schema.deliveries import Delivery
from schema.entitlement_changes import KEY, act
from schema.entitlement_refusals import IdempotencyKeyReused
from schema.grant_changes import checked_reason
from schema.members import hub_member
from schema.nodes import uuid_of
from schema.refusals import InvalidInputRefusal, NotFoundRefusal, Refusal, telling

CONFIRMATION = "What `confirmReveal` answered; it is good for two minutes and for this one thing."


@telling(
    errors.ConfirmationNeeded,
    en="Confirm again that you want to see it: the confirmation is missing or too old.",
    zh="请重新确认要查看：确认缺失或已过期。",
)
class ConfirmationNeeded(Refusal):
    """A code or link is shown only to who said so just now."""


@telling(
    errors.CodeStateForbids,
    en="This code was withdrawn and cannot be shown; look for the one that replaced it.",
    zh="这个兑换码已作废，无法查看，请查看补发的兑换码。",
)
class CodeStateForbids(Refusal):
    """The code can be neither shown nor used."""

    state: str = strawberry.field(description="How it stands.")


@telling(
    errors.TaskStateForbids,
    en="This cannot be decided while the delivery is {state}; look at it again.",
    zh="交付处于 {state} 时不能这样处理，请刷新后再看。",
)
class DeliveryStateForbids(Refusal):
    """The delivery stands where this cannot be decided."""

    state: str = strawberry.field(description="How it stands.")


@telling(
    errors.StillInDoubt,
    en="{provider} may have delivered it, or may still: ask them first, then say that it surely was not delivered.",
    zh="{provider} 可能已经交付或仍会交付：请先向对方核实，再确认未交付。",
)
class StillInDoubt(Refusal):
    """An order is open at the provider, and nobody knows its end."""

    provider: str = strawberry.field(description="The provider's code.")


@telling(
    errors.NoOtherRoute,
    en="There is no other way to deliver this; re-issue it, or give it up and refund it.",
    zh="没有其他交付渠道，请重新交付，或放弃并退款。",
)
class NoOtherRoute(Refusal):
    """There is no other provider, or no such route."""


@strawberry.type(description="Someone was asked just now and said yes.")
class RevealConfirmation:
    """A confirmation."""

    token: str = strawberry.field(description="To be given with `revealCode` or `revealLink`.")
    ends_at: datetime = strawberry.field(description="Until when it counts.")


@strawberry.input(description="Which code to show.")
class RevealCodeInput:
    """A code."""

    code: relay.GlobalID = strawberry.field(description="The code.")
    confirmation: str | None = strawberry.field(default=None, description=CONFIRMATION)
    reason: str | None = strawberry.field(default=None, description="Why; staff only, for the journal.")


@strawberry.type(description="The code itself. Show it, and keep it nowhere.")
class RevealedCode:
    """A code."""

    code: str = strawberry.field(description="The code.")
    password: str | None = strawberry.field(description="Its password, if it has one.")


@strawberry.input(description="Which link to show.")
class RevealLinkInput:
    """The link that a delivery gave."""

    delivery: relay.GlobalID = strawberry.field(description="The delivery.")
    confirmation: str = strawberry.field(description=CONFIRMATION)


@strawberry.type(description="The link itself.")
class RevealedLink:
    """A link."""

    url: str = strawberry.field(description="Where it leads.")


@strawberry.input(description="What is decided about a delivery.")
class RemedyDeliveryInput:
    """A decision."""

    delivery: relay.GlobalID = strawberry.field(description="The delivery.")
    remedy: Remedy = strawberry.field(description="What to do.")
    reason: str = strawberry.field(description="Why, for the journal; 1 to 500 characters.")
    route: int | None = strawberry.field(default=None, description="Where to fall back to, from 0; null: the next.")
    is_surely_not_delivered: bool = strawberry.field(
        default=False, description="The provider said, by whatever way, that an order in doubt was not carried out."
    )


@strawberry.type(description="The delivery as it stands now.")
class DeliveryPayload:
    """A delivery."""

    delivery: Delivery = strawberry.field(description="The delivery.")


@strawberry.input(description="What is wrong, in the member's own words.")
class ReportProblemInput:
    """A problem."""

    benefit: str = strawberry.field(description="The benefit's code.")
    words: str = strawberry.field(description="What is wrong; 1 to 1000 characters.")
    idempotency_key: str = strawberry.field(description=KEY)


@strawberry.type(description="Support sees it in the member's journal.")
class ReportProblemPayload:
    """The problem was noted."""

    at: datetime = strawberry.field(description="When.")


RevealCodeResult = Annotated[
    RevealedCode | ConfirmationNeeded | CodeStateForbids | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("RevealCodeResult", description="The code, or why it is not shown."),
]
RevealLinkResult = Annotated[
    RevealedLink | ConfirmationNeeded | NotFoundRefusal,
    strawberry.union("RevealLinkResult", description="The link, or why it is not shown."),
]
RemedyDeliveryResult = Annotated[
    DeliveryPayload | DeliveryStateForbids | StillInDoubt | NoOtherRoute | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("RemedyDeliveryResult", description="The delivery, or why it stays as it was."),
]
ReportProblemResult = Annotated[
    ReportProblemPayload | IdempotencyKeyReused | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("ReportProblemResult", description="When it was noted, or why it was not."),
]


@strawberry.type
class DeliveryMutation:
    """Codes, decisions, problems."""

    @strawberry.mutation(description="Say, having been asked just now, that you want to see a code or a link.")
    async def confirm_reveal(
        self, info: Info, subject: Annotated[relay.GlobalID, strawberry.argument(description="The code or delivery.")]
    ) -> RevealConfirmation:
        member = await hub_member(info, None)
        kind = "Delivery" if subject.type_name == "Delivery" else "IssuedCode"
        confirmed = revealing.confirm(info.context.ports, member, uuid_of(subject, kind))
        return RevealConfirmation(token=confirmed.token, ends_at=confirmed.ends_at)

    @strawberry.mutation(description="Show a code: to its member after a confirmation, to staff with a reason.")
    async def reveal_code(
        self, info: Info, input: Annotated[RevealCodeInput, strawberry.argument(description="Which code.")]
    ) -> RevealCodeResult:
        shown = await _reveal(info, input, uuid_of(input.code, "IssuedCode"))
        return RevealedCode(code=shown.code.expose(), password=shown.password.expose() if shown.password else None)

    @strawberry.mutation(description="Show a link to its member, after a confirmation.")
    async def reveal_link(
        self, info: Info, input: Annotated[RevealLinkInput, strawberry.argument(description="Which link.")]
    ) -> RevealLinkResult:
        member = await hub_member(info, None)
        id_ = uuid_of(input.delivery, "Delivery")
        by = act(info, str(id_))
        link = await revealing.reveal_link(info.context.ports, member, id_, input.confirmation, by)
        return RevealedLink(url=link.expose())

    @strawberry.mutation(description="Decide about a delivery: anew, by another way, no more, or it is there already.")
    async def remedy_delivery(
        self, info: Info, input: Annotated[RemedyDeliveryInput, strawberry.argument(description="What is decided.")]
    ) -> RemedyDeliveryResult:
        id_ = uuid_of(input.delivery, "Delivery")
        if id_ not in await reads.tasks([id_]):
            raise NotFound("delivery", str(input.delivery))
        surely = input.is_surely_not_delivered
        choice = Choice(input.remedy, checked_reason(input.reason), input.route, is_surely_not_delivered=surely)
        task = await remedying.remedy(info.context.ports, id_, choice, act(info, str(id_)))
        info.context.renew()
        return DeliveryPayload(delivery=Delivery.of(task))

    @strawberry.mutation(description="Tell support that something is wrong with a benefit.")
    async def report_problem(
        self, info: Info, input: Annotated[ReportProblemInput, strawberry.argument(description="What is wrong.")]
    ) -> ReportProblemResult:
        member = await hub_member(info, None)
        await reporting.report_problem(member, input.benefit, input.words, act(info, input.idempotency_key))
        return ReportProblemPayload(at=info.context.now)


async def _reveal(info: Info, given: RevealCodeInput, code_id: UUID) -> revealing.Revealed:
    ports, by = info.context.ports, act(info, str(code_id))
    if info.context.who.role is Role.MEMBER:
        member = await hub_member(info, None)
        return await revealing.reveal_code(ports, member, code_id, given.confirmation or "", by)
    if given.reason is None:
        raise InvalidInput("reason", "say why you need to see it, for the journal")
    return await revealing.reveal_code_to_support(ports, code_id, given.reason, by)
