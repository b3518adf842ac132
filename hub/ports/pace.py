"""How fast mail goes out to one domain, over all workers."""

from __future__ import annotations

from typing import Protocol


class Pace(Protocol):
    """Lets so many mails a second through to each domain."""

    async def admit(self, domain: str, /) -> bool:
        """A mail may go to ``domain`` now, and is counted."""
        ...


class FreePace:
    """Lets everything through."""

    async def admit(self, _domain: str, /) -> bool:
        """Go ahead."""
        return True
