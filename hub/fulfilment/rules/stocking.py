"""What may come into the vault: codes read from a table, or made by a rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stdnum import luhn

from hub.kernel.calendar import parse_instant
from hub.kernel.errors import InvalidInput
from hub.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

COLUMNS = ("code", "password", "valid_from", "valid_until")
"""The headings of a table of codes; only the first is needed. Instants are written with their offset."""

LONGEST = 512
_GUESSES = 1_000_000
"""So many guesses must fail, on average, before one hits a code that was made."""

_LONGEST_MADE = 64
_SHORTEST_ALPHABET = 2
_BETWEEN_CODES = re.compile(r"""[\s,;'"]""")
"""What ends a code in a table, or is taken away around one."""


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code that is to come into the vault, and when its provider takes it."""

    code: Secret
    password: Secret | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Codes that come together: ``product`` is what they are a stock of, ``name`` what people call them."""

    product: str
    name: str


def read(row: Mapping[str, str], now: datetime) -> NewCode:
    """A code from the cells of one line, by heading. Refuses what is no code, and one that has ended by ``now``."""
    code, password = _checked("code", row.get("code", "")), row.get("password", "").strip()
    start, until = _instant(row, "valid_from"), _instant(row, "valid_until")
    if until is not None and until <= max(now, start or now):
        raise InvalidInput("valid_until", "must lie ahead, and after valid_from")
    return NewCode(Secret(code), Secret(_checked("password", password)) if password else None, start, until)


def _checked(name: str, text: str) -> str:
    trimmed = text.strip()
    if not 0 < len(trimmed) <= LONGEST or not trimmed.isprintable():
        raise InvalidInput(name, f"give 1 to {LONGEST} characters on one line")
    return trimmed


def _instant(row: Mapping[str, str], name: str) -> datetime | None:
    text = row.get(name, "").strip()
    return parse_instant(text, name) if text else None


@dataclass(frozen=True, slots=True)
class Pattern:
    """How codes are made: ``prefix``, ``length`` letters of ``alphabet``, and perhaps a check letter.

    The check letter is Luhn's, over the letters drawn, in the same alphabet: a mistyped letter is always noticed.
    """

    prefix: str = ""
    alphabet: str = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
    length: int = 16
    has_check: bool = True

    def check(self, count: int) -> None:
        """Refuse a pattern that is none, and one whose codes could be guessed if there were ``count`` of them."""
        letters = set(self.alphabet)
        if len(letters) < max(_SHORTEST_ALPHABET, len(self.alphabet)) or not self.alphabet.isalnum():
            raise InvalidInput("alphabet", "give at least two different letters or digits, each once")
        if not 1 <= self.length <= _LONGEST_MADE or len(self.prefix) > _LONGEST_MADE:
            raise InvalidInput("length", f"give 1 to {_LONGEST_MADE}")
        if not self.prefix.isprintable() or _BETWEEN_CODES.search(self.prefix):
            raise InvalidInput("prefix", "leave out spaces, commas, semicolons and quotation marks")
        if len(letters) ** self.length < count * _GUESSES:
            raise InvalidInput("length", f"{count} codes of this kind could be guessed; make them longer")

    def draw(self, choose: Callable[[str], str]) -> Secret:
        """One code; ``choose`` picks a letter of a text, each as likely as the others."""
        body = "".join(choose(self.alphabet) for _ in range(self.length))
        check = luhn.calc_check_digit(body, alphabet=self.alphabet) if self.has_check else ""
        return Secret(f"{self.prefix}{body}{check}")


def is_whole(pattern: Pattern, code: str) -> bool:
    """``code`` could have been made by ``pattern``: nothing in it is mistyped."""
    body = code.removeprefix(pattern.prefix)
    if not code.startswith(pattern.prefix) or len(body) != pattern.length + pattern.has_check:
        return False
    known = set(body) <= set(pattern.alphabet)
    return known and (not pattern.has_check or luhn.is_valid(body, alphabet=pattern.alphabet))
