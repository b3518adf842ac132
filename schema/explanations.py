"""Why an entitlement stands as it does: the facts that decide, in order, as data and in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import strawberry

from hub.entitlements.rules import status as hub
from hub.entitlements.rules.reasons import Reason, ReasonKind, reasons
from hub.entitlements.rules.values import Key
from hub.entitlements.rules.words import Wording
from schema.context import Info
from schema.enums import tell
from schema.grants import Grant, Sight
from schema.texts import LocalText

if TYPE_CHECKING:
    from collections.abc import Collection

tell(
    ReasonKind,
    "ReasonKind",
    "What kind of fact a step of an explanation states.",
    {
        "NEVER_GRANTED": "There was no grant yet.",
        "RULE": "How grants of this benefit stack.",
        "GRANTED": "A grant was made.",
        "WAITS_FOR_ACTIVATION": "A grant waits for its activation.",
        "WAITS_FOR_PROVIDER": "A grant waits for the provider to deliver.",
        "DELIVERED": "The provider delivered a grant; its time began.",
        "ACTIVATED": "A grant was activated.",
        "NOT_ACTIVATED_IN_TIME": "A grant lapsed because it was not activated.",
        "QUEUED": "A grant waited behind others.",
        "IN_FORCE": "A grant is in force for a span.",
        "PAUSED": "A higher tier covered the member.",
        "USED": "Some of it was used.",
        "REVOKED": "A grant was taken back.",
        "CONCLUSION": "What follows.",
    },
)


@strawberry.type(description="One fact of an explanation.")
class ReasonStep:
    """A step."""

    sight: strawberry.Private[Sight]
    grant_id: strawberry.Private[Key | None]
    kind: ReasonKind = strawberry.field(description="What kind of fact it is.")
    at: datetime | None = strawberry.field(description="When it happened, if it has a time.")
    sentence: LocalText = strawberry.field(description="The fact in words.")

    @strawberry.field(description="The grant that it is about, if it is about one.")
    def grant(self) -> Grant | None:
        return self.sight.grant(self.sight.held.records[UUID(str(self.grant_id))]) if self.grant_id else None


@strawberry.type(description="Why an entitlement stands as it does.")
class Why:
    """An explanation."""

    facts: strawberry.Private[list[Reason]]
    words: strawberry.Private[Wording]
    sight: strawberry.Private[Sight]

    @strawberry.field(description="The gist, in a sentence.")
    def summary(self) -> LocalText:
        return LocalText.of(self.words.sentence(self.facts[-1]))

    @strawberry.field(description="The grants, rules and events that decide, in order.")
    def steps(self) -> list[ReasonStep]:
        return [
            ReasonStep(
                sight=self.sight,
                grant_id=each.grant,
                kind=each.kind,
                at=each.at,
                sentence=LocalText.of(self.words.sentence(each)),
            )
            for each in self.facts
        ]


async def why(info: Info, entitlement: hub.Entitlement, sight: Sight) -> Why:
    """The explanation of an entitlement, perhaps one of nothing."""
    words = await _wording(info, entitlement.zone, {each.by for each in entitlement.pauses})
    return Why(facts=reasons(entitlement, sight.at), words=words, sight=sight)


async def _wording(info: Info, zone: str, codes: Collection[str]) -> Wording:
    found = await info.context.loaders.benefits.load_many(list(codes))
    return Wording(zone, {each.code: each.name for each in found if each})
