"""What staff decide about messages of which nobody can say whether they arrived."""

from __future__ import annotations

from typing import Annotated, Self

import strawberry
from strawberry import relay

from hub.notifications import errors
from hub.notifications.rules import messages as values
from hub.notifications.rules.messages import State, Verdict
from hub.notifications.service import settling
from schema.context import Info
from schema.entitlement_changes import act
from schema.messages import Message
from schema.nodes import uuid_of
from schema.refusals import InvalidInputRefusal, NotFoundRefusal, Refusal, telling


@telling(
    errors.NothingToDecide,
    en="What became of this message is known ({state}); look at it again.",
    zh="该消息的结果已经明确（{state}），请重新查看。",
)
class NothingToDecide(Refusal):
    """Only a message that is `UNDECIDED` can be decided."""

    state: State = strawberry.field(description="How it stands.")


@strawberry.input(description="What becomes of a message that is `UNDECIDED`, and why.")
class SettleMessageInput:
    """A decision of staff."""

    message: relay.GlobalID = strawberry.field(description="The message.")
    verdict: Verdict = strawberry.field(description="What becomes of it.")
    reason: str = strawberry.field(description="Why, for those who look at it later.")


@strawberry.type(description="It is decided.")
class SettleMessagePayload:
    """What was decided."""

    settled: Message = strawberry.field(description="The message as it stands now.")

    @classmethod
    def of(cls, message: values.Message) -> Self:
        """The payload of a hub message."""
        return cls(settled=Message.of(message))


SettleMessageResult = Annotated[
    SettleMessagePayload | NothingToDecide | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("SettleMessageResult", description="The message as it stands now, or why nothing was decided."),
]


@strawberry.type
class MessageSettlingMutation:
    """Decisions of staff."""

    @strawberry.mutation(
        description="Decide about a message that is `UNDECIDED`. To decide the same twice changes nothing."
    )
    async def settle_message(
        self, info: Info, input: Annotated[SettleMessageInput, strawberry.argument(description="Which, what, and why.")]
    ) -> SettleMessageResult:
        message_id = uuid_of(input.message, "Message")
        by = act(info, "settle")
        return SettleMessagePayload.of(
            await settling.settle(info.context.ports, message_id, input.verdict, input.reason, by)
        )
