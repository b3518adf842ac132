"""How single values are written in a catalogue: each reads a text, or refuses it with ``InvalidInput``."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from hub.kernel.errors import InvalidInput
from hub.kernel.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable

E = TypeVar("E", bound=StrEnum)

MAX_CODE = 64
MAX_PRICE_MINOR = 10**13

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WHOLE = re.compile(r"-?[0-9]{1,12}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FLAGS = {"true": True, "false": False}


def is_code(text: str) -> bool:
    """Whether it could be a code: lower-case letters, digits and single hyphens, at most 64 of them."""
    return len(text) <= MAX_CODE and _CODE.fullmatch(text) is not None


def code(text: str) -> str:
    """Read a code: lower-case letters, digits and single hyphens, at most 64 of them."""
    if not is_code(text):
        message = f"{text!r} is not a code; use lower-case letters, digits and hyphens, at most {MAX_CODE}"
        raise InvalidInput("code", message)
    return text


def prose(most: int) -> Callable[[str], str]:
    """Read a text for people: not blank, at most so many characters, none of them invisible controls."""

    def read(text: str) -> str:
        trimmed = text.strip()
        if not trimmed:
            raise InvalidInput("text", "write a text that is not blank")
        if len(trimmed) > most:
            raise InvalidInput("text", f"the text has {len(trimmed)} characters; shorten it to {most}")
        if any(unicodedata.category(each) in {"Cc", "Cs"} and each not in "\n\t" for each in trimmed):
            raise InvalidInput("text", "the text has control characters; remove them")
        return trimmed

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    """Read a whole number from ``low`` to ``high``, both included."""

    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not low <= int(text) <= high:
            raise InvalidInput("number", f"{text!r} must be a whole number from {low} to {high}")
        return int(text)

    return read


def one_of(kind: type[E]) -> Callable[[str], E]:
    """Read one of the words of ``kind``."""

    def read(text: str) -> E:
        try:
            return kind(text)
        except ValueError:
            raise InvalidInput("word", f"{text!r} must be one of: {', '.join(kind)}") from None

    return read


def flag(text: str) -> bool:
    """Read ``true`` or ``false``."""
    if text not in _FLAGS:
        raise InvalidInput("flag", f"{text!r} must be true or false")
    return _FLAGS[text]


def colour(text: str) -> str:
    """Read ``#rrggbb``."""
    if not _COLOUR.fullmatch(text):
        raise InvalidInput("colour", f'{text!r} is not a colour; write e.g. "#2b5ce6", in quotes')
    return text.lower()


def price(text: str) -> Money:
    """Read an amount of money that is not below zero, such as ``15.00 CNY``."""
    money = Money.parse(text)
    if not 0 <= money.amount_minor <= MAX_PRICE_MINOR:
        raise InvalidInput("price", f"{text!r} must be from zero to {Money(money.currency, MAX_PRICE_MINOR)}")
    return money


def pattern(text: str) -> str:
    """Read a regular expression of at most 200 characters."""
    try:
        re.compile(prose(200)(text))
    except re.error as error:
        raise InvalidInput("pattern", f"not a regular expression: {error}") from None
    return text
