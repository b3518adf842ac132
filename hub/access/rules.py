"""Roles, identities, and the keys of programs."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from hub.kernel.errors import InvalidInput
from hub.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from hub.members.rules import Member


class Role(StrEnum):
    """What somebody may do, from the widest to the narrowest; who has several acts in the widest."""

    ADMIN = "ADMIN"
    OPERATOR = "OPERATOR"
    SUPPORT = "SUPPORT"
    MARKETING = "MARKETING"
    MEMBER = "MEMBER"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks. ``actor`` is how the journal names them; ``member_id`` is theirs, if they are a member of the hub.

    ``member`` is that member as they were when the identity was worked out.

    From ``expires_at`` on it must be shown again who it is; a program's key has no end of its own. ``is_by_link``: they
    came by a link in a message, which is for renewing and for nothing else.
    """

    role: Role
    name: str
    actor: str
    member_id: UUID | None = None
    expires_at: datetime | None = None
    is_by_link: bool = False
    member: Member | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A program's key as it may be shown: ``beginning`` is its first characters, to tell keys apart."""

    id: UUID
    name: str
    role: Role
    beginning: str
    created_at: datetime
    revoked_at: datetime | None


KEY_MARK = "hub_"
"""How every key begins, so that a key that leaked is recognised by whoever scans for secrets."""

_SHOWN = 8
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def new_key() -> Secret:
    """Make a key of 256 random bits."""
    return Secret(KEY_MARK + secrets.token_urlsafe(32))


def digest(key: Secret) -> str:
    """What is stored of a key. A plain hash is enough: there is nothing to guess in 256 random bits."""
    return sha256(key.expose().encode()).hexdigest()


def beginning(key: Secret) -> str:
    """The part of a key that may be shown."""
    return key.expose()[:_SHOWN]


def checked_name(name: str) -> str:
    """A key's name, if it is short, lower case and plain; else ``InvalidInput``."""
    if not _NAME.fullmatch(name):
        raise InvalidInput("name", f"{name!r} is not a key's name; write e.g. till-3: a-z, 0-9, dots and dashes")
    return name


def widest(roles: Collection[str]) -> Role:
    """The widest of the hub's roles among ``roles``, in any spelling of case; MEMBER if there is none."""
    if not roles:
        return Role.MEMBER
    named = {role.upper() for role in roles}
    return next((role for role in Role if role in named), Role.MEMBER)
