"""Relay connections over keyset paging: a cursor is the key of the last one shown."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeVar
from uuid import UUID

import strawberry
from strawberry import relay

from hub.kernel.errors import InvalidInput
from schema.compiled.at_hand import stands_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

LARGEST_PAGE = 100
"""The most that one page shows, and the most ids that one request names."""

First = Annotated[int, strawberry.argument(description="How many to show at most: 0 to 100.")]
After = Annotated[str | None, strawberry.argument(description="Go on after this cursor: the last page's `endCursor`.")]

K = TypeVar("K")
V = TypeVar("V")
C = TypeVar("C", bound=relay.Connection[Any])


@dataclass(frozen=True, slots=True)
class Page:
    """At most ``first``, after the key ``after``."""

    first: int
    after: str | None

    @classmethod
    def of(cls, first: int, after: str | None) -> Page:
        """The page that a client asks for; refuses a size out of bounds and a cursor that is not ours."""
        if not 0 <= first <= LARGEST_PAGE:
            raise InvalidInput("first", f"ask for 0 to {LARGEST_PAGE} at a time, and for the rest with `after`")
        return cls(first, None if after is None else _key(after))

    @property
    def to_read(self) -> int:
        """One more than is shown, to know whether there is a next page."""
        return self.first + 1

    @property
    def number(self) -> int | None:
        """``after`` as a number; refuses a cursor of another list."""
        return self.read_as(int)

    @property
    def uuid(self) -> UUID | None:
        """``after`` as an id; refuses a cursor of another list."""
        return self.read_as(UUID)

    def read_as(self, kind: Callable[[str], K]) -> K | None:
        """``after`` as ``kind`` reads it; refuses a cursor of another list."""
        try:
            return None if self.after is None else kind(self.after)
        except ValueError:
            raise _not_ours() from None


@stands_for(relay.Edge)
class _Edge(NamedTuple):
    """What there is to an edge, in a form that is made quickly."""

    node: Any
    key: object

    @property
    def cursor(self) -> str:
        """Where it stands in its list."""
        return cursor(str(self.key))


@stands_for(relay.PageInfo)
class _PageInfo(NamedTuple):
    """What there is to a page, worked out when it is asked for."""

    has_next_page: bool
    has_previous_page: bool
    edges: Sequence[Any]

    @property
    def start_cursor(self) -> str | None:
        """Of the first one shown."""
        return str(self.edges[0].cursor) if self.edges else None

    @property
    def end_cursor(self) -> str | None:
        """Of the last one shown."""
        return str(self.edges[-1].cursor) if self.edges else None


_edge: Callable[[tuple[object, ...]], _Edge] = partial(tuple.__new__, _Edge)


def connection(
    kind: type[C],
    found: Sequence[V],
    page: Page,
    node: Callable[[V], object],
    key: Callable[[V], object],
    **more: object,
) -> C:
    """The page of ``found``, of which there may be one too many; ``more`` are further fields of ``kind``."""
    shown = found[: page.first]
    edges = list(map(_edge, zip(map(node, shown), map(key, shown), strict=True)))
    return _connected(kind, edges, page, has_more=len(found) > page.first, more=more)


def connection_of_edges(kind: type[C], found: Sequence[V], page: Page, **more: object) -> C:
    """The same of values that stand for edges themselves."""
    return _connected(kind, found[: page.first], page, has_more=len(found) > page.first, more=more)


def _connected(kind: type[C], edges: Sequence[Any], page: Page, *, has_more: bool, more: Mapping[str, Any]) -> C:
    about: Any = _PageInfo(has_more, page.after is not None, edges)
    return kind(page_info=about, edges=list(edges), **more)


def slice_of(all_of_them: Sequence[V], page: Page, key: Callable[[V], object]) -> Sequence[V]:
    """What ``connection`` wants of a whole list in memory."""
    if page.after is None:
        return all_of_them[: page.to_read]
    keys = [str(key(each)) for each in all_of_them]
    begin = keys.index(page.after) + 1 if page.after in keys else 0
    return all_of_them[begin : begin + page.to_read]


@lru_cache(4_096)
def cursor(key: str) -> str:
    """The cursor of what has this key."""
    return urlsafe_b64encode(key.encode()).decode()


def _key(cursor: str) -> str:
    try:
        return urlsafe_b64decode(cursor.encode()).decode()
    except ValueError:
        raise _not_ours() from None


def _not_ours() -> InvalidInput:
    return InvalidInput("after", "this is not a cursor of this list; give the `endCursor` of the page before")
