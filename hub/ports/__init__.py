"""What the hub asks of the world. Each port is a Protocol; the adapters answer, the wiring connects them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import TYPE_CHECKING, Protocol

from hub.ports.pace import FreePace
from hub.ports.queue import NoQueue
from hub.ports.traffic import FreeTraffic

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from hub.ports.changes import Changes
    from hub.ports.cipher import Cipher
    from hub.ports.couriers import Courier
    from hub.ports.pace import Pace
    from hub.ports.payments import PaymentGateway
    from hub.ports.providers import Provider
    from hub.ports.queue import Queue
    from hub.ports.tokens import DemoIssuer, Issuer
    from hub.ports.traffic import Traffic


class Clock(Protocol):
    """The only source of the present."""

    def now(self) -> datetime:
        """The present instant, aware and in UTC."""


class TestClock(Clock, Protocol):
    """A present that can be moved on, kept where every process reads it."""

    def machine(self) -> datetime:
        """The instant that the machine's clock shows."""

    async def refresh(self) -> None:
        """Read how far the present was moved; to be called before a request or a job begins."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything a use case may ask of the world, handed to it by whoever calls.

    ``test_clock`` is the clock itself, where it can be moved. ``gateways`` are by name, first the one that new payments
    go to; ``couriers`` by channel. ``site`` is the address at which members reach the pages.
    A campaign for more than ``approval_over`` members needs a second person. Reminders are sent at ``reminder_hour`` on
    their members' clocks, and late ones for ``reminder_useful_for``.
    """

    clock: Clock
    cipher: Cipher
    issuer: Issuer
    changes: Changes
    demo_issuer: DemoIssuer | None = None
    queue: Queue = field(default_factory=NoQueue)
    providers: Mapping[str, Provider] = field(default_factory=dict)
    traffic: Traffic = field(default_factory=FreeTraffic)
    gateways: Mapping[str, PaymentGateway] = field(default_factory=dict)
    couriers: Mapping[str, Courier] = field(default_factory=dict)
    pace: Pace = field(default_factory=FreePace)
    test_clock: TestClock | None = None
    site: str = "http://127.0.0.1:8000"
    approval_over: int = 1_000
    reminder_hour: time = time(10)
    reminder_useful_for: timedelta = timedelta(days=3)
