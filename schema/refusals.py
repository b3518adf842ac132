"""Refusals as clients see them: one type for each refusal of the hub, all under one interface.

A mutation's result is a union of its payload and the refusals that belong to it. The hub raises; the handler here
turns what it raised into the type that stands for it. A refusal that is no member of the union becomes an error with
its code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

import strawberry

from hub.kernel import errors as kernel
from hub.kernel import money as kernel_money
from schema.scalars import ending
from schema.texts import Money

if TYPE_CHECKING:
    from strawberry.types.field import StrawberryField


T = TypeVar("T", bound="Refusal")
Words = Callable[[Mapping[str, object]], str]


@strawberry.interface(description="Why something asked for was not done. Nothing was changed.")
class Refusal:
    """What all refusals have."""

    code: str = strawberry.field(description="A stable name to decide by, e.g. `STACK_LIMIT_REACHED`.")
    message: str = strawberry.field(description="What is wrong and what to do, in English.")
    message_zh: str = strawberry.field(description="The same in simplified Chinese.")


class Telling:
    """Tells one kind of refusal as one GraphQL type; a strawberry ``ExceptionHandler``."""

    def __init__(self, raised: type[kernel.Refusal], told: type[Refusal], en: str, zh: str) -> None:
        self.exception_type = raised
        self.error_type = told
        self._en, self._zh = en, zh

    def handle(self, exception: kernel.Refusal, *, field: StrawberryField, info: object) -> Refusal:
        """The refusal, with its facts in the fields of the same name."""
        names = {each.name for each in fields(self.error_type)} - {each.name for each in fields(Refusal)}
        facts: dict[str, Any] = {name: _shown(getattr(exception, name)) for name in names}
        words = {name: _spoken(getattr(exception, name)) for name in exception.facts()}
        en, zh = self._en.format(**words), self._zh.format(**words)
        return self.error_type(code=exception.code, message=en, message_zh=zh, **facts)


HANDLERS: list[Telling] = []
"""One for each refusal that has a type; made by ``telling``."""


@dataclass_transform(field_specifiers=(strawberry.field,), kw_only_default=True)
def telling(raised: type[kernel.Refusal], *, en: str, zh: str) -> Callable[[type[T]], type[T]]:
    """Make the decorated class the type of ``raised``; its docstring is the description.

    ``en`` and ``zh`` say what is wrong and what to do; they may name the refusal's facts in braces.
    """

    def make(told: type[T]) -> type[T]:
        made = strawberry.type(told, description=told.__doc__)
        HANDLERS.append(Telling(raised, made, en, zh))
        return made

    return make


def _shown(fact: object) -> object:
    if isinstance(fact, kernel_money.Money):
        return Money.of(fact)
    return ending(fact) if isinstance(fact, datetime) else fact


def _spoken(fact: object) -> str:
    if isinstance(fact, datetime):
        return f"{fact:%Y-%m-%d %H:%M} UTC"
    if isinstance(fact, (list, tuple)):
        return ", ".join(map(str, fact))
    return str(fact)


@telling(kernel.NotFound, en="There is no {kind} {key}; check the id.", zh="没有找到 {kind} {key}，请核对编号。")
class NotFoundRefusal(Refusal):
    """There is no such thing, or it is not the caller's to see: the two look the same."""

    kind: str = strawberry.field(description="What was looked for, e.g. `member`.")
    key: str = strawberry.field(description="The id or code that was given.")


@telling(kernel.InvalidInput, en="{field}: {message}", zh="{field}：{message}")
class InvalidInputRefusal(Refusal):
    """A value that was given is not what it must be; the message says what to give instead."""

    field: str = strawberry.field(description="The field with the wrong value.")
