"""What the hub asks of the world. Each port is a Protocol; the adapters answer, the wiring connects them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from hub.ports.changes import Changes
    from hub.ports.cipher import Cipher
    from hub.ports.tokens import DemoIssuer, Issuer


class Clock(Protocol):
    """The only source of the present."""

    def now(self) -> datetime:
        """The present instant, aware and in UTC."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything a use case may ask of the world, handed to it by whoever calls."""

    clock: Clock
    cipher: Cipher
    issuer: Issuer
    changes: Changes
    demo_issuer: DemoIssuer | None = None
