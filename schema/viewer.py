"""Who is signed in."""

from __future__ import annotations

import strawberry

from hub.access.rules import Role
from schema.compiled.at_hand import NotAtHand, sooner
from schema.context import Info
from schema.enums import tell
from schema.members import Member

tell(
    Role,
    "Role",
    "What somebody may do.",
    {
        "MEMBER": "Sees and uses their own benefits.",
        "SUPPORT": "Looks after members: sees, grants, revokes.",
        "MARKETING": "Plans campaigns and reads the catalogue.",
        "OPERATOR": "Runs the catalogue and looks after members.",
        "ADMIN": "May do everything.",
    },
)


@strawberry.type(description="Who is signed in.")
class Viewer:
    """The caller, as the hub knows them."""

    role: Role = strawberry.field(description="What they may do.")
    name: str = strawberry.field(description="How to address them.")

    @strawberry.field(description="Themselves as a member; null for staff, programs, and people who are not members.")
    @sooner(lambda _viewer, info: _member_at_hand(info))
    async def member(self, info: Info) -> Member | None:
        member_id = info.context.who.member_id
        found = await info.context.loaders.member(member_id) if member_id else None
        return Member.of(found) if found else None


def _member_at_hand(info: Info) -> Member:
    found = info.context.who.member
    if found is None:
        raise NotAtHand
    return Member.of(found)


@strawberry.type
class ViewerQuery:
    """Where a member's own page begins."""

    @strawberry.field(description="Who is signed in.")
    def viewer(self, info: Info) -> Viewer:
        who = info.context.who
        return Viewer(role=who.role, name=who.name)
