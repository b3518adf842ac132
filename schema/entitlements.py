"""What a member holds of each benefit: how it stands, until when, why, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import relay

from hub.catalogue.rules.values import Delivery
from hub.entitlements.rules import actions as acts
from hub.entitlements.rules import status as hub
from hub.entitlements.rules.actions import ActionKind
from hub.entitlements.rules.glances import Glance, glance
from hub.entitlements.rules.standing import time_left
from hub.entitlements.rules.status import Status
from hub.entitlements.rules.values import Key
from hub.fulfilment.rules.codes import CodeState
from hub.fulfilment.rules.tasks import Task
from hub.members.rules import Member
from schema import wording
from schema.catalogue import Benefit, benefit_at_hand, benefit_of
from schema.compiled.at_hand import at_hand
from schema.context import Info
from schema.enums import tell
from schema.explanations import Why, why
from schema.grants import Grant, Segment, Sight, sight_of
from schema.nodes import node_reader, uuid
from schema.scalars import ending
from schema.texts import LocalText

_GIVING = {Delivery.CODE_VAULT, Delivery.CODE_PROVIDER, Delivery.LINK}
_TO_SEE = {CodeState.ISSUED, CodeState.REVEALED}

tell(
    Status,
    "EntitlementStatus",
    "How an entitlement stands.",
    {
        "ACTIVE": "In force, and its end is far.",
        "EXPIRING": "In force, and ending soon.",
        "EXHAUSTED": "In force, and nothing of what is counted is left.",
        "PAUSED": "A higher tier covers the member; the unused time waits.",
        "PENDING": "Waits for its activation, or for the provider.",
        "SCHEDULED": "Starts later.",
        "EXPIRED": "Its time has run.",
        "REVOKED": "Taken back.",
    },
)
tell(
    ActionKind,
    "ActionKind",
    "What a member can do about an entitlement.",
    {
        "ACTIVATE": "Start the clock of a grant.",
        "BIND_ACCOUNT": "Say which account at the provider to deliver to.",
        "USE": "Use up some of it.",
        "REVEAL_CODE": "See the redemption code.",
        "OPEN_LINK": "See the personal link.",
        "RENEW": "Buy more time.",
        "SHOW_GUIDE": "Read how to use it.",
        "CONTACT_SUPPORT": "Ask a person.",
    },
)


_PLACES = {ActionKind.RENEW: "/renewals"}  # in the benefits centre, for what has a page of its own


@strawberry.type(description="A span in which time was left but did not run, because a higher tier covered the member.")
class Pause:
    """A pause."""

    by_code: strawberry.Private[str]
    starts_at: datetime = strawberry.field(name="from", description="When it begins.")
    until: datetime | None = strawberry.field(description="When it ends; null: it has no end.")

    @strawberry.field(description="The higher tier.")
    async def by(self, info: Info) -> Benefit:
        return await benefit_of(info, self.by_code)


@strawberry.type(description="When and how an entitlement's status changes next, if nothing else happens.")
class NextChange:
    """The next change."""

    at: datetime = strawberry.field(description="When.")
    status: Status = strawberry.field(description="To what.")
    sentence: LocalText = strawberry.field(description="The same in words.")


@strawberry.type(description="What is counted of an entitlement.")
class Quantity:
    """An amount."""

    granted: int = strawberry.field(description="How much there was to begin with.")
    used: int = strawberry.field(description="How much of it was used.")
    remaining: int = strawberry.field(description="How much is left.")
    next_refill_at: datetime | None = strawberry.field(description="When it refills, if it does.")


@strawberry.type(description="Something that the member can do now.")
class Action:
    """An action."""

    sight: strawberry.Private[Sight]
    grant_id: strawberry.Private[Key | None]
    kind: ActionKind = strawberry.field(description="What.")
    label: LocalText = strawberry.field(description="What to write on the button.")
    deadline: datetime | None = strawberry.field(description="Before when.")
    url: str | None = strawberry.field(description="Where, if it is done elsewhere.")

    @strawberry.field(description="With which grant, if with one.")
    def grant(self) -> Grant | None:
        return self.sight.grant(self.sight.held.records[UUID(str(self.grant_id))]) if self.grant_id else None


@strawberry.type(description="What a member holds of one benefit, worked out from all grants of it.")
class Entitlement(relay.Node):
    """An entitlement, looked at for an instant."""

    key: relay.NodeID[str]
    glance: strawberry.Private[Glance]
    member: strawberry.Private[Member]
    at: strawberry.Private[datetime | None]
    status: Status = strawberry.field(description="How it stands.")
    valid_from: datetime | None = strawberry.field(
        description="When the unbroken coverage around the instant began; without one, the next or else the last."
    )
    coverage_end: datetime | None = strawberry.field(
        description="When that coverage ends: valid until. Null: never, or nothing was ever covered."
    )
    is_lifetime: bool = strawberry.field(description="That coverage never ends.")

    @strawberry.field(description="What it is.")
    @at_hand(lambda self, info: benefit_at_hand(info, self.glance.benefit))
    async def benefit(self, info: Info) -> Benefit:
        return await benefit_of(info, self.glance.benefit)

    @strawberry.field(description="Why it stands as it does.")
    async def why(self, info: Info) -> Why:
        sight, value = await self._whole(info)
        return await why(info, value, sight)

    @strawberry.field(description="How many seconds of covered time lie ahead in all; null: without an end.")
    async def remaining_seconds(self, info: Info) -> float | None:
        sight, value = await self._whole(info)
        left = time_left(value, sight.at)
        return None if left is None else left.total_seconds()

    @strawberry.field(description="What is counted of it; null where nothing is.")
    def quantity(self) -> Quantity | None:
        found = self.glance
        if found.granted is None or found.remaining is None:
            return None
        used = found.granted - found.remaining
        return Quantity(granted=found.granted, used=used, remaining=found.remaining, next_refill_at=found.next_refill)

    @strawberry.field(description="What changes next.")
    def next_change(self) -> NextChange | None:
        change = self.glance.next_change
        if change is None:
            return None
        sentence = wording.next_change(self.member.zone, change.at, change.status)
        return NextChange(at=change.at, status=change.status, sentence=LocalText.of(sentence))

    @strawberry.field(description="When it is in force, in order.")
    async def segments(self, info: Info) -> list[Segment]:
        sight, _ = await self._whole(info)
        return sight.segments(self.glance.benefit)

    @strawberry.field(description="When time was left but did not run.")
    async def pauses(self, info: Info) -> list[Pause]:
        _, value = await self._whole(info)
        found = value.pauses
        return [Pause(by_code=each.by, starts_at=each.span.start, until=ending(each.span.until)) for each in found]

    @strawberry.field(description="The grants that it is worked out from, in the order in which they were made.")
    async def grants(self, info: Info) -> list[Grant]:
        sight, value = await self._whole(info)
        return [sight.grant(sight.held.records[UUID(str(each.key))]) for each in value.grants]

    @strawberry.field(description="What the member can do now; empty where another instant is looked at.")
    async def actions(self, info: Info) -> list[Action]:
        sight, value = await self._whole(info)
        if sight.at != info.context.now:
            return []
        benefit = (await benefit_of(info, value.benefit)).value
        accounts = await info.context.loaders.accounts.load(sight.member.id) or []
        is_bound = any(each.provider == benefit.provider for each in accounts)
        sale = await info.context.loaders.sale(sight.at)
        is_sold = benefit.code in sale.benefits
        given = await _given(info, value) if benefit.delivery in _GIVING else acts.NOTHING
        found = acts.actions(value, benefit, sight.at, has_account=is_bound, is_sold=is_sold, given=given)
        info.context.holds_until(sale.until, *(each.deadline for each in found))
        return [_action(each, sight) for each in found]

    @property
    def code(self) -> str:
        """The benefit's."""
        return self.glance.benefit

    async def _whole(self, info: Info) -> tuple[Sight, hub.Entitlement]:
        """All that the glance was worked out from."""
        sight = await sight_of(info, self.member, self.at)
        return sight, sight.entitlements[self.glance.benefit]

    @classmethod
    def of(cls, glance: Glance, member: Member, key: str, status: Status, at: datetime | None = None) -> Self:
        """The GraphQL entitlement of a glance; ``key`` is the member's; ``at``, if asked, the instant looked at."""
        return cls(
            key=f"{key}:{glance.benefit}",
            glance=glance,
            member=member,
            at=at,
            status=status,
            valid_from=glance.valid_from,
            coverage_end=glance.coverage_end,
            is_lifetime=glance.is_lifetime,
        )


async def _given(info: Info, entitlement: hub.Entitlement) -> acts.Given:
    """What the deliveries of the grants gave that may be seen."""
    grants = [UUID(str(each.key)) for each in entitlement.grants]
    tasks = [each for each in await info.context.loaders.tasks_of_grants.load_many(grants) if each]
    return acts.Given(await _codes(info, tasks), {each.grant_id for each in tasks if each.has_link})


async def _codes(info: Info, tasks: Sequence[Task]) -> dict[Key, datetime | None]:
    """When the code of each grant ends, where the grant has one that may be seen; of several, the first."""
    codes = await info.context.loaders.codes_of_tasks.load_many([each.id for each in tasks])
    return {
        task.grant_id: min((each.ends_at for each in shown if each.ends_at), default=None)
        for task, own in zip(tasks, codes, strict=True)
        if (shown := [each for each in own or [] if each.state in _TO_SEE])
    }


def _action(action: acts.Action, sight: Sight) -> Action:
    return Action(
        sight=sight,
        grant_id=action.grant,
        kind=action.kind,
        label=LocalText.of(wording.ACTION_LABELS[action.kind]),
        deadline=action.deadline,
        url=_PLACES.get(action.kind),
    )


@node_reader("Entitlement")
async def _entitlement(info: Info, key: str) -> Entitlement | None:
    member_key, _, benefit = key.partition(":")
    member_id = uuid(member_key)
    if member_id is None or not info.context.sees(member_id):
        return None
    member = await info.context.loaders.members.load(member_id)
    return one_of(await sight_of(info, member), benefit) if member else None


def one_of(sight: Sight, benefit: str) -> Entitlement | None:
    """The entitlement to one benefit; none before the first grant."""
    held = sight.entitlements.get(benefit)
    found = glance(held, sight.at) if held else None
    if not (found and found.status):
        return None
    return Entitlement.of(found, sight.member, str(sight.member.id), found.status, sight.at)
