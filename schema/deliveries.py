"""Deliveries: how the provider brings a member what was granted, and what was tried."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay

from hub.fulfilment import reads
from hub.fulfilment.rules import codes, tasks
from hub.fulfilment.rules.codes import CodeState
from hub.fulfilment.rules.manual import ALLOWED, Remedy
from hub.fulfilment.rules.tasks import Awaited
from hub.fulfilment.rules.tasks import State as DeliveryState
from schema.catalogue import Benefit, benefit_of
from schema.context import Info
from schema.entitlement_changes import member_of
from schema.enums import tell
from schema.nodes import node_reader, uuid
from schema.pages import After, First, Page, connection

if TYPE_CHECKING:
    from schema.members import Member

tell(
    DeliveryState,
    "DeliveryState",
    "How the delivery of one benefit stands.",
    {
        "QUEUED": "Will be sent to the provider.",
        "SENT": "On its way to the provider.",
        "AWAITING_MEMBER": "The member has to name an account, or to activate it.",
        "AWAITING_PROVIDER": "The provider has taken it on.",
        "RETRYING": "It did not come about yet and is tried again.",
        "DELIVERED": "The member has it.",
        "FAILED": "A person looks after it.",
        "CANCELLED": "Taken back, or never needed.",
    },
)
tell(
    Awaited,
    "DeliveryAwaits",
    "What the member has to do before it can be delivered.",
    {"ACCOUNT": "Name the account or phone number to deliver to.", "ACTIVATION": "Activate the grant."},
)
tell(
    CodeState,
    "CodeState",
    "How a redemption code stands.",
    {
        "FREE": "Nobody's yet.",
        "RESERVED": "Kept for an order that is not paid yet.",
        "ISSUED": "The member's, who has not seen it yet.",
        "REVEALED": "The member has seen it.",
        "REDEEMED": "Used at the provider.",
        "VOID": "Withdrawn.",
        "EXPIRED": "Its end came before it was given out.",
    },
)
tell(
    Remedy,
    "Remedy",
    "What a person may decide about a delivery.",
    {
        "REISSUE": "Deliver it anew; what was delivered before counts no more.",
        "FALL_BACK": "Deliver it by another route.",
        "GIVE_UP": "Deliver it no more.",
        "MARK_DELIVERED": "The member has it, by whatever way.",
    },
)


@strawberry.type(description="A redemption code that a member was given; masked until it is revealed.")
class IssuedCode(relay.Node):
    """A code, masked."""

    key: relay.NodeID[UUID]
    masked: str = strawberry.field(description="Enough to tell two codes apart.")
    state: CodeState = strawberry.field(description="How it stands.")
    ends_at: datetime | None = strawberry.field(description="When the provider stops taking it; null: no end is known.")
    revealed_at: datetime | None = strawberry.field(description="When it was first shown.")

    @classmethod
    def of(cls, code: codes.Code) -> Self:
        """The GraphQL code of a hub code."""
        return cls(
            key=code.id, masked=code.masked, state=code.state, ends_at=code.ends_at, revealed_at=code.revealed_at
        )


@strawberry.type(description="One exchange with a provider; what is secret in it is masked.")
class DeliveryAttempt:
    """What was asked and answered."""

    provider: str = strawberry.field(description="Whom.")
    kind: str = strawberry.field(description="What was asked: `DELIVER`, `FIND`, `CANCEL`; or `CALLBACK`.")
    outcome: str = strawberry.field(description="What came of it, e.g. `DELIVERED`, `UNKNOWN`.")
    why: str = strawberry.field(description="The provider's reason, if there was one.")
    request: str = strawberry.field(description="What was sent, masked.")
    answer: str = strawberry.field(description="What came back, masked.")
    status: int | None = strawberry.field(description="The HTTP status; null: there was no answer.")
    took_ms: int = strawberry.field(description="How long it took, in milliseconds.")
    at: datetime = strawberry.field(description="When.")

    @classmethod
    def of(cls, attempt: reads.Attempt) -> Self:
        """The GraphQL attempt of a hub attempt."""
        names = [name for name in reads.Attempt.__dataclass_fields__ if name != "id"]
        return cls(**{name: getattr(attempt, name) for name in names})


@strawberry.type(description="One way to deliver a benefit.")
class DeliveryRoute:
    """A provider and its product."""

    provider: str = strawberry.field(description="The provider's code; `vault` is the hub's own stock of codes.")
    product: str = strawberry.field(description="The provider's own name of what is delivered.")
    is_current: bool = strawberry.field(description="It is the one being tried.")


@strawberry.type(description="The delivery of one grant.")
class Delivery(relay.Node):
    """A delivery, as its member and the staff see it."""

    key: relay.NodeID[UUID]
    value: strawberry.Private[tasks.Task]
    state: DeliveryState = strawberry.field(description="How it stands.")
    awaits: Awaited | None = strawberry.field(description="What the member has to do first.")
    quantity: int = strawberry.field(description="How many are delivered.")
    created_at: datetime = strawberry.field(description="Since when it is to be delivered.")
    due_at: datetime | None = strawberry.field(description="When it is taken up next; null: it waits for somebody.")
    delivered_at: datetime | None = strawberry.field(description="When it was delivered.")
    has_link: bool = strawberry.field(description="It gave a link, which `revealLink` shows.")
    tries: int = strawberry.field(description="How often it came to nothing since the last success or decision.")
    note: str = strawberry.field(description="Why it stands as it does, for staff.")

    @strawberry.field(description="What is delivered.")
    async def benefit(self, info: Info) -> Benefit:
        return await benefit_of(info, self.value.benefit)

    @strawberry.field(description="Whose it is.")
    async def member(self, info: Info) -> Annotated[Member, strawberry.lazy("schema.members")]:
        from schema.members import Member  # noqa: PLC0415 - a member has grants, which have a delivery

        return Member.of(await member_of(info, self.value.member_id))

    @strawberry.field(description="The codes that it gave, masked.")
    async def codes(self, info: Info) -> list[IssuedCode]:
        return [IssuedCode.of(each) for each in await info.context.loaders.codes_of_tasks.load(self.key) or []]

    @strawberry.field(description="The ways to deliver it, best first.")
    def routes(self) -> list[DeliveryRoute]:
        return [
            DeliveryRoute(provider=each.provider, product=each.product, is_current=number == self.value.route)
            for number, each in enumerate(self.value.routes)
        ]

    @strawberry.field(description="The latest exchanges with providers, newest first; at most 50.")
    async def attempts(self, info: Info) -> list[DeliveryAttempt]:
        found = await info.context.loaders.attempts_of_tasks.load(self.key) or []
        return [DeliveryAttempt.of(each) for each in found]

    @strawberry.field(description="What may be decided about it now.")
    def remedies(self) -> list[Remedy]:
        if self.value.withdrawn_at:
            return []
        has_others = len(self.value.routes) > 1
        possible = [each for each in Remedy if has_others or each is not Remedy.FALL_BACK]
        return [each for each in possible if self.value.state in ALLOWED[each]]

    @classmethod
    def of(cls, task: tasks.Task) -> Self:
        """The GraphQL delivery of a hub task."""
        return cls(
            key=task.id,
            value=task,
            state=task.state,
            awaits=task.awaits,
            quantity=task.quantity,
            created_at=task.created_at,
            due_at=task.due_at,
            delivered_at=task.delivered_at,
            has_link=task.has_link,
            tries=task.tries,
            note=task.note,
        )


@strawberry.type(description="Deliveries, page by page.")
class DeliveryConnection(relay.Connection[Delivery]):
    """A page of deliveries."""


async def delivery_of_grant(info: Info, grant_id: UUID) -> Delivery | None:
    """The delivery of a grant; none where nothing has to be delivered."""
    task = await info.context.loaders.tasks_of_grants.load(grant_id)
    return Delivery.of(task) if task else None


@node_reader("Delivery")
async def _delivery(info: Info, key: str) -> Delivery | None:
    id_ = uuid(key)
    task = (await reads.tasks([id_])).get(id_) if id_ else None
    return Delivery.of(task) if task and info.context.sees(task.member_id) else None


@strawberry.type
class DeliveryQuery:
    """The task board."""

    @strawberry.field(description="The deliveries to all members, the newest first.")
    async def deliveries(
        self,
        states: Annotated[list[DeliveryState] | None, strawberry.argument(description="Only in these states.")] = None,
        provider: Annotated[str | None, strawberry.argument(description="Only by this provider; or `vault`.")] = None,
        benefit: Annotated[str | None, strawberry.argument(description="Only of this benefit.")] = None,
        first: First = 20,
        after: After = None,
    ) -> DeliveryConnection:
        page = Page.of(first, after)
        found = await reads.all_tasks(page.to_read, page.uuid, reads.Board(states or (), provider, benefit))
        return connection(DeliveryConnection, found, page, Delivery.of, attrgetter("id"))
