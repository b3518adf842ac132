"""What a hub in demo mode holds when it starts for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hub.ports import Ports


async def seed(ports: Ports) -> list[str]:  # noqa: ARG001 - nothing can be held yet
    """Give an empty hub its demo contents, with the database connected.

    Called at every start in demo mode; does nothing where anything is held already. Returns the lines that tell
    the person who starts the hub what was made.
    """
    return []
