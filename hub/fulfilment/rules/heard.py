"""What an answer of a provider comes to, for deciding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class News(StrEnum):
    """The kind of what was heard; ``deciding`` says what follows from each."""

    DELIVERED = "DELIVERED"
    ACCEPTED = "ACCEPTED"
    UNKNOWN = "UNKNOWN"
    UNREACHABLE = "UNREACHABLE"
    NEVER_SEEN = "NEVER_SEEN"
    OTHER_PRODUCT = "OTHER_PRODUCT"
    """Rejected: this product cannot be had, another may."""
    NOT_NOW = "NOT_NOW"
    """Rejected: the same may be asked for again later."""
    REJECTED = "REJECTED"
    """Rejected for good."""
    CANCELLED = "CANCELLED"
    NOT_CANCELLABLE = "NOT_CANCELLABLE"


class Asked(StrEnum):
    """What the provider was asked, or that it spoke unasked."""

    DELIVER = "DELIVER"
    FIND = "FIND"
    CANCEL = "CANCEL"
    CALLBACK = "CALLBACK"


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard; ``why`` is the provider's reason, for staff; ``reference`` the provider's own."""

    news: News
    why: str = ""
    reference: str | None = None


FINAL = frozenset({News.DELIVERED, News.OTHER_PRODUCT, News.NOT_NOW, News.REJECTED, News.CANCELLED})
"""News after which the order is at its end."""

ANSWERS = FINAL | {News.ACCEPTED, News.NEVER_SEEN, News.NOT_CANCELLABLE}
"""News that show a provider at work; the others show it in trouble."""
