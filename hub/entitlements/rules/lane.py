"""Lays rolling grants of one benefit end to end: the EXTEND rule.

A *run* is a stretch of rolling time without a gap of its own. Its anchor is its first covered instant, and its n-th
grant ends at anchor + (sum of the first n periods): months are added once, to the anchor. *Blocked* spans (the
benefit's fixed windows, the coverage of higher tiers) are stepped over: what is left of a run moves on by the
elapsed time of the span.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

from hub.entitlements.rules.values import Grant, Key, Segment
from hub.kernel.calendar import FOREVER, NOTHING, Period, Span, add

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEGINNING = datetime.min.replace(tzinfo=UTC)


def lay_end_to_end(grants: Sequence[Grant], blocked: Sequence[Span], zone: str) -> list[Segment]:
    """The segments of ``grants`` (all rolling, all begun) around the ``blocked`` spans (disjoint, in order).

    What happened is taken in the order in which it happened, so what a grant or a revocation finds is what was
    known then: a later one changes nothing before itself.
    """
    begun = [(grant.begun, False, grant) for grant in grants if grant.begun]
    revoked = [(grant.revoked, True, grant) for grant in grants if grant.revoked and grant.begun]
    lane = _Lane(blocked, zone)
    for moment, is_revocation, grant in sorted([*begun, *revoked], key=itemgetter(0, 1)):
        lane.advance(moment.at)
        if is_revocation:
            lane.revoke(grant)
        else:
            lane.enqueue(grant, moment.at)
    lane.advance(FOREVER)
    return lane.laid


class _Lane:
    """Where laying has come to: all before ``_cursor`` is laid, and the head of the queue comes next."""

    def __init__(self, blocked: Sequence[Span], zone: str) -> None:
        self.laid: list[Segment] = []
        self._blocked = blocked
        self._block_ends = [span.until for span in blocked]
        self._zone = zone
        self._queue: deque[Grant] = deque()
        self._withdrawn: set[Key] = set()
        self._cursor = _BEGINNING
        self._anchor: datetime | None = None
        self._done = NOTHING
        self._stepped_over = timedelta(0)
        self._is_head_in_use = False

    def enqueue(self, grant: Grant, at: datetime) -> None:
        """Put ``grant`` behind the others; it continues the run unless that ended before ``at``."""
        if self._cursor < at:
            self._cursor = at
            self._end_run()
        self._queue.append(grant)

    def revoke(self, grant: Grant) -> None:
        """Take ``grant`` out of the queue; if it is in use the run ends here, and what is behind starts anew."""
        head = self._head()
        if head is not None and head.key == grant.key and self._is_head_in_use:
            self._queue.popleft()
            self._end_run()
        else:
            self._withdrawn.add(grant.key)

    def advance(self, to: datetime) -> None:
        """Lay what is in force before ``to``."""
        while self._cursor < to and (head := self._head()) is not None:
            block = self._next_block()
            if block is not None and block.start <= self._cursor:
                self._step_over(min(block.until, to))
            else:
                self._lay(head, min(to, block.start) if block else to)

    def _head(self) -> Grant | None:
        while self._queue and self._queue[0].key in self._withdrawn:
            self._queue.popleft()
        return self._queue[0] if self._queue else None

    def _next_block(self) -> Span | None:
        following = bisect_right(self._block_ends, self._cursor)
        return self._blocked[following] if following < len(self._blocked) else None

    def _step_over(self, to: datetime) -> None:
        if self._anchor is not None:
            self._stepped_over += to - self._cursor
        self._cursor = to

    def _lay(self, head: Grant, to: datetime) -> None:
        if self._anchor is None:
            self._anchor = self._cursor
        end = self._end_of(self._anchor, _rolling(head))
        until = min(end, to)
        if until > self._cursor:
            self._append(head.key, Span(self._cursor, until))
            self._cursor = until
        self._is_head_in_use = True
        if until == end:
            self._queue.popleft()
            self._is_head_in_use = False
            self._done += _rolling(head)

    def _end_of(self, anchor: datetime, period: Period) -> datetime:
        nominal = add(anchor, self._done + period, self._zone)
        return nominal + self._stepped_over if nominal < FOREVER - self._stepped_over else FOREVER

    def _append(self, key: Key, span: Span) -> None:
        last = self.laid[-1] if self.laid else None
        if last and last.grant == key and last.span.until == span.start:
            self.laid[-1] = Segment(key, Span(last.span.start, span.until))
        else:
            self.laid.append(Segment(key, span))

    def _end_run(self) -> None:
        self._anchor = None
        self._done = NOTHING
        self._stepped_over = timedelta(0)
        self._is_head_in_use = False


def _rolling(grant: Grant) -> Period:
    if not isinstance(grant.validity, Period):
        message = f"grant {grant.key} is a fixed window, and those are not laid in a queue"
        raise TypeError(message)
    return grant.validity
