"""Working out who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.access.errors import Unauthenticated
from hub.access.models import ApiKeyRow
from hub.access.rules import KEY_MARK, ApiKey, Identity, Role, digest, widest
from hub.kernel.errors import InvalidInput
from hub.members.reads import members, members_by_external_ids
from hub.notifications.service.linking import LINK_MARK, open_link
from hub.ports.tokens import Rejected

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from hub.kernel.secret import Secret
    from hub.members.rules import Member
    from hub.ports import Ports
    from hub.ports.tokens import Claims

    FindMember = Callable[[str], Awaitable[Member | None]]


async def by_external_id(external_id: str) -> Member | None:
    """The member with that id of the host application."""
    return (await members_by_external_ids([external_id])).get(external_id)


async def identify(ports: Ports, bearer: Secret, find: FindMember = by_external_id) -> Identity:
    """Who sent this credential; refuses an unknown or outdated one (``Unauthenticated``).

    Members are looked up with ``find``, which may read more of them on its way.
    """
    if bearer.expose().startswith(KEY_MARK):
        return await _program(bearer)
    if bearer.expose().startswith(LINK_MARK):
        return await _by_link(ports, bearer.expose().removeprefix(LINK_MARK))
    match await ports.issuer.verify(bearer):
        case Rejected(why):
            raise Unauthenticated(why)
        case claims:
            return await _person(claims, find)


async def _by_link(ports: Ports, token: str) -> Identity:
    try:
        renewal = open_link(ports, token)
    except InvalidInput as refusal:
        raise Unauthenticated(refusal.message) from None
    member = (await members([renewal.member_id])).get(renewal.member_id)
    if member is None:
        raise Unauthenticated("the member of this link is gone")
    actor = f"member:{member.id}"
    return Identity(Role.MEMBER, member.name, actor, member.id, renewal.until, is_by_link=True, member=member)


async def member_named_by(ports: Ports, bearer: Secret) -> str | None:
    """The host application's id of the member whose token this is; none where it is anything else, or not in force."""
    if bearer.expose().startswith((KEY_MARK, LINK_MARK)):
        return None
    match await ports.issuer.verify(bearer):
        case Rejected():
            return None
        case claims:
            return claims.subject if widest(claims.roles) is Role.MEMBER else None


async def keys() -> list[ApiKey]:
    """All keys, also revoked ones, the newest first."""
    return [key(row) for row in await ApiKeyRow.all().order_by("-id")]


def key(row: ApiKeyRow) -> ApiKey:
    """The value of a row."""
    return ApiKey(row.id, row.name, Role(row.role), row.beginning, row.created_at, row.revoked_at)


async def _program(bearer: Secret) -> Identity:
    row = await ApiKeyRow.get_or_none(digest=digest(bearer), revoked_at=None)
    if row is None:
        raise Unauthenticated("the key is unknown or revoked")
    return Identity(Role(row.role), row.name, f"key:{row.name}")


async def _person(claims: Claims, find: FindMember) -> Identity:
    role = widest(claims.roles)
    if role is not Role.MEMBER:
        return Identity(role, claims.name, f"staff:{claims.subject}", expires_at=claims.expires_at)
    member = await find(claims.subject)
    if member is None:
        return Identity(role, claims.name, f"visitor:{claims.subject}", expires_at=claims.expires_at)
    return Identity(role, member.name, f"member:{member.id}", member.id, claims.expires_at, member=member)
