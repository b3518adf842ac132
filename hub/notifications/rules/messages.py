"""Messages, and whether one is to be sent at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from hub.members.rules import Member


class Channel(StrEnum):
    """How a message reaches its member."""

    EMAIL = "EMAIL"
    INBOX = "INBOX"
    WEBHOOK = "WEBHOOK"


class Category(StrEnum):
    """Why a message is sent."""

    LEGAL = "LEGAL"
    SERVICE = "SERVICE"
    MARKETING = "MARKETING"

    @property
    def is_obligatory(self) -> bool:
        """It is sent whatever the member chose."""
        return self is Category.LEGAL


class State(StrEnum):
    """How it stands with a message; all but ``PLANNED`` are final, until a person decides the ``UNDECIDED``."""

    PLANNED = "PLANNED"
    SENT = "SENT"
    FAILED = "FAILED"
    """Refused, or not taken for so long that it was given up."""
    SUPPRESSED = "SUPPRESSED"
    """Not to be sent: the member does not want it, or there is no way to them."""
    UNDECIDED = "UNDECIDED"
    """Handed over, and nobody can say whether it was taken."""


class Verdict(StrEnum):
    """What a person decides about a message that is ``UNDECIDED``."""

    SEND_AGAIN = "SEND_AGAIN"
    ARRIVED = "ARRIVED"


@dataclass(frozen=True, slots=True)
class NewMessage:
    """Something to tell a member: the ``variables`` of a ``template``, by every one of ``channels``.

    Where none are named: by mail, in the inbox, and through the operator's own systems if such are set up. One for
    which somebody waits (``is_awaited``) goes at once, in quiet hours, too.
    """

    key: str
    template: str
    category: Category
    variables: Mapping[str, object]
    channels: tuple[Channel, ...] = ()
    is_awaited: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A message as its recipient sees it, and how it stands with it; ``note`` says why, for staff."""

    id: UUID
    key: str
    member_id: UUID
    channel: Channel
    category: Category
    template: str
    edition: int
    locale: str
    recipient: str
    subject: str
    text: str
    html: str
    state: State
    note: str
    attempts: int
    created_at: datetime
    due_at: datetime | None
    handed_at: datetime | None
    sent_at: datetime | None
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class SuppressedAddress:
    """A mail address, in lower case, to which nothing is sent since ``at``, and ``why``: mostly what a server said."""

    id: UUID
    address: str
    why: str
    at: datetime


def told_at(messages: Iterable[Message]) -> datetime | None:
    """When these messages of one key reached their member: by mail, or, where none can be sent, in the inbox.

    ``None`` where there are none, and while a mail is on its way.
    """
    by = {each.channel: each for each in messages}
    mail, inbox = by.get(Channel.EMAIL), by.get(Channel.INBOX)
    if mail and mail.state in (State.SENT, State.PLANNED):
        return mail.sent_at
    return inbox.sent_at if inbox else None


def is_wanted(category: Category, chosen: Mapping[Category, bool]) -> bool:
    """Whether a member who chose so wants messages of ``category``."""
    if category.is_obligatory:
        return True
    return chosen.get(category, category is Category.SERVICE)


_UNWANTED = "the member does not want messages of this category"


def objection(message: Message, chosen: Mapping[Category, bool], suppressed: Collection[str]) -> str | None:
    """Why a message that was planned is not to be sent after all, for staff, by what its member wants by now."""
    if not is_wanted(message.category, chosen):
        return _UNWANTED
    return _of_address(message.recipient, suppressed) if message.channel is Channel.EMAIL else None


def hindrance(
    member: Member, channel: Channel, *, wanted: bool, suppressed: Collection[str], carried: Collection[Channel]
) -> str | None:
    """Why nothing can be sent to the member by ``channel``, for staff; ``None`` where it can.

    ``suppressed`` are the addresses, in lower case, that mail servers said do not exist; ``carried`` are the channels
    that lead out of the hub.
    """
    if not wanted:
        return _UNWANTED
    if channel is Channel.INBOX:
        return None
    if channel not in carried:
        return f"nothing is set up that carries {channel}"
    return _of_address(member.email, suppressed) if channel is Channel.EMAIL else None


def _of_address(address: str | None, suppressed: Collection[str]) -> str | None:
    if not address:
        return "the member has no mail address"
    if address.lower() in suppressed:
        return "nothing is sent to this address: a mail server refused it for good, or staff stopped it"
    return None
