"""How what comes from outside is read: the words that conditions and plans are written with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, Any, TypeVar

from annotated_types import GroupedMetadata
from pydantic import (
    BaseModel,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)

from hub.catalogue.rules.words import code
from hub.kernel.calendar import Period, parse_instant
from hub.kernel.errors import InvalidInput
from hub.kernel.money import Money

T = TypeVar("T")


class Shape(BaseModel):
    """A value that cannot change, of known fields only."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class _Told(GroupedMetadata):
    """Several pieces of metadata as one."""

    def __init__(self, *pieces: object) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[object]:
        """Each of them."""
        return iter(self._pieces)


def _word(kind: type[T], parse: Callable[[str], T], json_format: str, example: str) -> _Told:
    """What pydantic is to know of a ``kind`` that ``parse`` reads from a text."""

    def read_one(given: object) -> T:
        if isinstance(given, kind) and not isinstance(given, str):
            return given
        if not isinstance(given, str):
            raise InvalidInput(json_format, f"write a text such as {example}")
        return parse(given)

    schema = WithJsonSchema({"type": "string", "format": json_format, "examples": [example]})
    return _Told(PlainValidator(read_one), PlainSerializer(str, return_type=str), schema)


Code = Annotated[str, _word(str, code, "code", "northlight-vip")]
"""Lower-case letters, digits and single hyphens."""

Length = Annotated[Period, _word(Period, Period.parse, "duration", "P30D")]
"""An ISO 8601 duration."""

Amount = Annotated[Money, _word(Money, Money.parse, "money", "15.00 CNY")]
"""Money in major units and its currency."""

Moment = Annotated[datetime, _word(datetime, parse_instant, "date-time", "2026-01-31T10:00:00+08:00")]
"""An instant with its offset."""

Word = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""Some words on one line."""


CODE: TypeAdapter[str] = TypeAdapter(Code)
WORD: TypeAdapter[str] = TypeAdapter(Word)


def read(shape: TypeAdapter[T], given: object, field: str) -> T:
    """``given``, which is plain JSON, as ``shape``; refuses (``InvalidInput``) the first thing wrong, by its place."""
    try:
        return shape.validate_python(given)
    except ValidationError as error:
        raise refusal(error, field) from None


def refusal(error: ValidationError, field: str) -> InvalidInput:
    """The first thing wrong, by its place: ``journey.steps.0.at``."""
    first = error.errors(include_url=False, include_input=False)[0]
    message = first["ctx"]["error"].message if isinstance(first.get("ctx", {}).get("error"), InvalidInput) else ""
    place = ".".join([field, *map(str, first["loc"])])
    return InvalidInput(place, message or first["msg"])


def written(value: Shape) -> dict[str, Any]:
    """``value`` as plain JSON, without what is as it would be anyway."""
    return value.model_dump(mode="json", exclude_defaults=True, by_alias=True)
