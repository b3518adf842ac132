"""Secrets: values that must never be seen in a log, an error or a trace."""

from __future__ import annotations

import hmac
from typing import NoReturn

MASK = "••••"
"""What stands in the place of a secret wherever people or logs can see it."""


class Secret:
    """A text that shows itself only when asked by name: ``repr``, ``str`` and formatting give the mask.

    Two secrets are equal when their texts are; comparing takes the same time wherever they differ. A secret is not
    pickled: whoever stores one must encrypt it first.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def expose(self) -> str:
        """The text itself. Every use of a secret can be found by this one name."""
        return self._text

    def __repr__(self) -> str:
        """The mask."""
        return MASK

    def __eq__(self, other: object) -> bool:
        """Equal texts, compared in constant time."""
        return isinstance(other, Secret) and hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        """By the text, so that equal secrets are one in a set."""
        return hash(self._text)

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied into a message."""
        raise TypeError("a secret is not pickled; encrypt it first")
