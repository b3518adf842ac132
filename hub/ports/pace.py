"""How fast messages go out to one place, over all workers."""

from __future__ import annotations

from typing import Protocol


class Pace(Protocol):
    """Lets so many messages a second through to each place: a domain of mail, or the operator's own systems."""

    async def admit(self, place: str, /) -> bool:
        """A message may go to ``place`` now, and is counted."""
        ...


class FreePace:
    """Lets everything through."""

    async def admit(self, _place: str, /) -> bool:
        """Go ahead."""
        return True
