"""What can be changed about members."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import relay
from strawberry.scalars import JSON

from hub.kernel.errors import InvalidInput
from hub.members import errors, service
from hub.members.rules import DEFAULT_ZONE, Locale, NewMember
from schema.context import Info
from schema.members import Member, hub_member
from schema.refusals import InvalidInputRefusal, NotFoundRefusal, Refusal, telling


@telling(
    errors.MemberExists,
    en="There is a member {external_id} already, with another {differing}; use another external id.",
    zh="外部编号 {external_id} 已有会员，且 {differing} 不同；请使用其他编号。",
)
class MemberExists(Refusal):
    """The external id is that of a member of whom something else is known."""

    external_id: str = strawberry.field(description="The external id.")
    differing: list[str] = strawberry.field(description="What is known otherwise.")


@strawberry.input(description="What the host application says of a person.")
class CreateMemberInput:
    """Repeating it with the same content answers the same."""

    external_id: str = strawberry.field(description="The host application's own id of this person.")
    name: str = strawberry.field(description="How to address them; 1 to 128 characters.")
    email: str | None = strawberry.field(default=None, description="Their mail address.")
    phone: str | None = strawberry.field(default=None, description="Their phone number.")
    locale: Locale = strawberry.field(default=Locale.ZH_CN, description="The language in which to speak to them.")
    zone: str = strawberry.field(
        default=DEFAULT_ZONE, description="The IANA time zone on whose calendar their periods are counted, for good."
    )
    tags: list[str] = strawberry.field(default_factory=list, description="The host application's own words for them.")
    attributes: JSON | None = strawberry.field(default=None, description="The host application's own facts: an object.")


@strawberry.type(description="The member.")
class CreateMemberPayload:
    """The member, new or known before with the same content."""

    member: Member = strawberry.field(description="The member, new or known before with the same content.")


CreateMemberResult = Annotated[
    CreateMemberPayload | MemberExists | InvalidInputRefusal,
    strawberry.union("CreateMemberResult", description="The member, or why there is none."),
]


@strawberry.input(description="How the hub speaks to a member.")
class SetPreferencesInput:
    """The language."""

    locale: Locale = strawberry.field(description="The language in which to speak to them.")
    member: relay.GlobalID | None = strawberry.field(default=None, description="Whose; staff only. Else your own.")


@strawberry.type(description="The member with their new preferences.")
class SetPreferencesPayload:
    """The member."""

    member: Member = strawberry.field(description="The member with their new preferences.")


SetPreferencesResult = Annotated[
    SetPreferencesPayload | NotFoundRefusal | InvalidInputRefusal,
    strawberry.union("SetPreferencesResult", description="The member, or why nothing was set."),
]


@strawberry.type
class MemberMutation:
    """Members and their preferences."""

    @strawberry.mutation(description="Make the host application's person a member.")
    async def create_member(
        self, info: Info, input: Annotated[CreateMemberInput, strawberry.argument(description="The person.")]
    ) -> CreateMemberResult:
        member = await service.create_member(info.context.ports, info.context.who.actor, _new(input))
        return CreateMemberPayload(member=Member.of(member))

    @strawberry.mutation(description="Set the language in which the hub speaks to a member.")
    async def set_preferences(
        self, info: Info, input: Annotated[SetPreferencesInput, strawberry.argument(description="The language.")]
    ) -> SetPreferencesResult:
        member = await hub_member(info, input.member)
        context = info.context
        changed = await service.set_preferences(context.ports, context.who.actor, member.id, input.locale)
        return SetPreferencesPayload(member=Member.of(changed))


def _new(given: CreateMemberInput) -> NewMember:
    return NewMember(
        external_id=given.external_id,
        name=given.name,
        email=given.email,
        phone=given.phone,
        locale=given.locale,
        zone=given.zone,
        tags=tuple(given.tags),
        attributes=_object(given.attributes),
    )


def _object(attributes: object) -> dict[str, object]:
    if attributes is None:
        return {}
    if not isinstance(attributes, dict):
        raise InvalidInput("attributes", "give a JSON object")
    return attributes
