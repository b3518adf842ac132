"""What staff decide about a member's automatic renewal, each with a reason for the journal."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import relay

from hub.kernel.calendar import Period
from hub.renewals.service import overruling
from schema.context import Info
from schema.entitlement_changes import KEY, act
from schema.entitlement_refusals import AlreadyEntitled, StackLimitReached
from schema.refusals import InvalidInputRefusal, NotFoundRefusal
from schema.renewal_changes import AgreementPayload
from schema.renewal_refusals import AgreementOver, RenewalUnderWay
from schema.renewals import seen_agreement

_REASON = "Why, for those who look at it later."


@strawberry.input(description="Which agreement, and why.")
class OverruleRenewalInput:
    """A decision of staff."""

    agreement: relay.GlobalID = strawberry.field(description="The agreement.")
    reason: str = strawberry.field(description=_REASON)


@strawberry.input(description="How much more to give, and why.")
class ExtendRenewalInput:
    """Time without a charge."""

    agreement: relay.GlobalID = strawberry.field(description="The agreement.")
    period: Period = strawberry.field(description="How much longer the member has what renews; the next charge moves.")
    reason: str = strawberry.field(description=_REASON)
    idempotency_key: str = strawberry.field(description=KEY)


OverruleRenewalResult = Annotated[
    AgreementPayload | AgreementOver | RenewalUnderWay | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("OverruleRenewalResult", description="The agreement as it stands now, or why nothing was done."),
]
ExtendRenewalResult = Annotated[
    AgreementPayload | AgreementOver | StackLimitReached | AlreadyEntitled | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("ExtendRenewalResult", description="The agreement as it stands now, or why nothing was given."),
]

Decision = Annotated[OverruleRenewalInput, strawberry.argument(description="Which agreement, and why.")]


@strawberry.type
class OverrulingMutation:
    """Decisions of staff."""

    @strawberry.mutation(description="Try a declined charge again now.")
    async def retry_renewal(self, info: Info, input: Decision) -> OverruleRenewalResult:
        _, known = await seen_agreement(info, input.agreement)
        return AgreementPayload.of(await overruling.retry(known.id, input.reason, act(info, "retry")))

    @strawberry.mutation(description="Give the next period without a charge; a declined one is given at once.")
    async def waive_renewal(self, info: Info, input: Decision) -> OverruleRenewalResult:
        _, known = await seen_agreement(info, input.agreement)
        return AgreementPayload.of(await overruling.waive(known.id, input.reason, act(info, "waive")))

    @strawberry.mutation(description="Cancel it for the member, as they could themselves.")
    async def cancel_renewal_for_member(self, info: Info, input: Decision) -> OverruleRenewalResult:
        _, known = await seen_agreement(info, input.agreement)
        return AgreementPayload.of(
            await overruling.cancel(info.context.ports, known.id, input.reason, act(info, "cancel"))
        )

    @strawberry.mutation(description="Give the member more of what renews; the next charge moves on with it.")
    async def extend_renewal(
        self, info: Info, input: Annotated[ExtendRenewalInput, strawberry.argument(description="How much more.")]
    ) -> ExtendRenewalResult:
        _, known = await seen_agreement(info, input.agreement)
        by = act(info, input.idempotency_key)
        extended = await overruling.extend(info.context.ports, known.id, input.period, input.reason, by)
        info.context.renew()
        return AgreementPayload.of(extended)
