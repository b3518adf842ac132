"""Hearing of what changes while it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager
    from uuid import UUID


class Changes(Protocol):
    """Tells of journal entries about a member, from whatever process they come."""

    def listening(self) -> AbstractAsyncContextManager[None]:
        """Hear what happens, while the context lasts."""

    def of(self, member_id: UUID) -> AbstractAsyncContextManager[AsyncIterator[int | None]]:
        """While the context lasts: the position of the last entry about the member, each time there are new ones.

        ``None`` means that entries may have been missed: look again at everything. What happens before the context
        is entered is not told; what happens after is, once it is committed. Several entries at once may be told as one.
        """
