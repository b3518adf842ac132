"""What a member is, what may be said of one, and how an account is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import orjson

from hub.kernel.calendar import check_zone
from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime
    from uuid import UUID

DEFAULT_ZONE = "Asia/Shanghai"

_LONGEST = {"externalId": 128, "name": 128, "email": 254, "phone": 32, "tags": 64, "account": 128}
_LARGEST_ATTRIBUTES = 16_384
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"\+?\d{5,15}")
_PHONE_PUNCTUATION = re.compile(r"[\s().-]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Locale(StrEnum):
    """The languages that the hub speaks."""

    ZH_CN = "zh-CN"
    EN = "en"


@dataclass(frozen=True, slots=True)
class NewMember:
    """What the host application says of a person: their id there, and how to name, reach and address them.

    ``tags`` and ``attributes`` (plain JSON) are the host's own words, for audiences and search.
    """

    external_id: str
    name: str
    email: str | None = None
    phone: str | None = None
    locale: Locale = Locale.ZH_CN
    zone: str = DEFAULT_ZONE
    tags: tuple[str, ...] = ()
    attributes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member(NewMember):
    """A member of the hub; ``id`` is the hub's own."""

    id: UUID = field(kw_only=True)
    created_at: datetime = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class ProviderAccount:
    """A member's account at a provider, shown only masked."""

    member_id: UUID
    provider: str
    masked: str
    bound_at: datetime


def checked(new: NewMember) -> NewMember:
    """``new`` with its texts trimmed and its phone number without punctuation; else ``InvalidInput``."""
    check_zone(new.zone)
    if len(orjson.dumps(dict(new.attributes))) > _LARGEST_ATTRIBUTES:
        raise InvalidInput("attributes", f"give at most {_LARGEST_ATTRIBUTES} bytes of JSON")
    return replace(
        new,
        external_id=_text("externalId", new.external_id),
        name=_text("name", new.name),
        email=_email(new.email) if new.email else None,
        phone=_phone(new.phone) if new.phone else None,
        tags=tuple(sorted({_text("tags", tag) for tag in new.tags})),
    )


def member(new: NewMember, id_: UUID, at: datetime) -> Member:
    """The member that ``new`` becomes."""
    return Member(**said(new), id=id_, created_at=at)


def said(new: NewMember) -> dict[str, Any]:
    """What the host application says of a person, by the names of the fields."""
    return {name: getattr(new, name) for name in NewMember.__dataclass_fields__}


def differing(member: Member, new: NewMember) -> tuple[str, ...]:
    """The names of the fields in which a member differs from what is said of them now."""
    stored = said(member)
    return tuple(name for name, value in said(new).items() if stored[name] != value)


def checked_account(account: str, patterns: Collection[str]) -> str:
    """``account`` trimmed, if it matches one of the provider's ``patterns`` in full; else ``InvalidInput``."""
    trimmed = _text("account", account)
    if not any(re.fullmatch(pattern, trimmed) for pattern in patterns):
        raise InvalidInput("account", "this is not an account of that provider; check the digits and try again")
    return trimmed


def masked(account: str) -> str:
    """Enough of an account for its owner to know it: the first three and the last two characters of a long one.

    >>> masked("13800001234"), masked("li@example.com"), masked("abc")
    ('138••••••34', 'li@•••••••••om', '•••')
    """
    shown = 5
    if len(account) <= 2 * shown:
        return "•" * (len(account) - 1) + account[-1:] if len(account) > shown else "•" * len(account)
    return account[:3] + "•" * (len(account) - shown) + account[-2:]


def search_text(new: NewMember) -> str:
    """What a search looks through, in lower case: name, mail, phone and external id, one a line."""
    return "\n".join(filter(None, (new.name, new.email, new.phone, new.external_id))).lower()


def search_term(term: str) -> str:
    """A search term as ``search_text`` has it; a phone number may be written with its usual punctuation."""
    bare = _PHONE_PUNCTUATION.sub("", term)
    return bare if re.fullmatch(r"\+?\d+", bare) else term.strip().lower()


def _text(name: str, value: str) -> str:
    trimmed = value.strip()
    if not 0 < len(trimmed) <= _LONGEST[name] or _CONTROL.search(trimmed):
        raise InvalidInput(name, f"give 1 to {_LONGEST[name]} characters on one line")
    return trimmed


def _email(value: str) -> str:
    trimmed = _text("email", value)
    if not _EMAIL.fullmatch(trimmed):
        raise InvalidInput("email", f"{value!r} is not a mail address; write e.g. li@example.com")
    return trimmed


def _phone(value: str) -> str:
    bare = _PHONE_PUNCTUATION.sub("", _text("phone", value))
    if not _PHONE.fullmatch(bare):
        raise InvalidInput("phone", f"{value!r} is not a phone number; write e.g. +8613800001234")
    return bare
