"""What would change: the timeline before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from hub.entitlements.rules.holdings import Holdings
    from hub.entitlements.rules.values import Segment


@dataclass(frozen=True, slots=True)
class TimelineChange:
    """The segments of ``benefit`` before and after; the ends are those of the last segment, ``None`` without any."""

    benefit: str
    before: tuple[Segment, ...]
    after: tuple[Segment, ...]

    @property
    def end_before(self) -> datetime | None:
        """When the last of it would have ended."""
        return _end(self.before)

    @property
    def end_after(self) -> datetime | None:
        """When the last of it ends now."""
        return _end(self.after)


def _end(segments: tuple[Segment, ...]) -> datetime | None:
    return max((segment.span.until for segment in segments), default=None)


def changes(before: Holdings, after: Holdings) -> list[TimelineChange]:
    """The benefits whose timeline differs, in the order of their codes."""
    old, new = before.timeline(), after.timeline()
    return [
        TimelineChange(benefit, old[benefit], new[benefit]) for benefit in sorted(new) if old[benefit] != new[benefit]
    ]
