"""The plain values of a catalogue: texts, providers, categories and benefits with their stacking policy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hub.kernel.calendar import Period

DEFAULT_NOTICE_WINDOW = Period(days=7)
"""How long before its coverage ends a benefit is shown as expiring, unless it says otherwise."""


class Stacking(StrEnum):
    """What a further grant of a benefit does."""

    EXTEND = "EXTEND"
    """It queues behind the coverage, end to end."""
    PARALLEL = "PARALLEL"
    """It runs its own clock from its own start; quantities add up."""
    EXCLUSIVE = "EXCLUSIVE"
    """It is refused while any coverage lies ahead."""


class Delivery(StrEnum):
    """How a granted benefit reaches the member."""

    DIRECT = "DIRECT"
    """Topped up at the provider on an account that the member names."""
    CODE_VAULT = "CODE_VAULT"
    """A code from our own stock."""
    CODE_PROVIDER = "CODE_PROVIDER"
    """A code that the provider issues on request."""
    LINK = "LINK"
    """A personal link to the provider's own page."""
    INTERNAL = "INTERNAL"
    """Honoured by the hub itself; nothing is sent anywhere."""


class Starts(StrEnum):
    """When the time of a grant begins to run."""

    WHEN_GRANTED = "WHEN_GRANTED"
    ON_DELIVERY = "ON_DELIVERY"


class RefundRule(StrEnum):
    """How much of what was paid for a benefit goes back when it is returned."""

    UNUSED = "UNUSED"
    """The share that is not used: of its quantity where that is counted, else of its time."""
    BEFORE_USE = "BEFORE_USE"
    """All of it until any of its quantity is used or, where nothing is counted, its time begins; then nothing."""
    NONE = "NONE"
    """Nothing: sold for good."""


@dataclass(frozen=True, slots=True)
class LocalText:
    """One text in both languages of the hub, each written for its readers."""

    zh: str
    en: str

    def in_locale(self, locale: str) -> str:
        """Choose the Chinese text for any Chinese locale (``zh-CN``, ``zh-Hant`` …), else the English one."""
        return self.zh if locale.lower().startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Tier:
    """A benefit's place in a tier group; while a higher rank covers the member, lower ranks pause."""

    group: str
    rank: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """``quantity`` afresh every period from a grant's anchor; up to ``rollover`` unused are carried over."""

    quantity: int
    every: Period
    rollover: int = 0

    def __mul__(self, times: int) -> Allowance:
        """Hold the same allowance ``times`` over."""
        return Allowance(self.quantity * times, self.every, self.rollover * times)


@dataclass(frozen=True, slots=True)
class Account:
    """What a member must give for a direct top-up: how to ask for it, and the pattern it matches in full."""

    label: LocalText
    pattern: str


@dataclass(frozen=True, slots=True)
class Provider:
    """A company that honours benefits; ``colour`` (``#rrggbb``) is its mark on the pages."""

    code: str
    name: LocalText
    colour: str


@dataclass(frozen=True, slots=True)
class Category:
    """A shelf of the catalogue; shelves stand on shelves to any depth."""

    code: str
    name: LocalText
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Benefit:
    """One kind of right a member can hold.

    ``stacking``, ``tier`` and ``max_ahead`` say what a further grant does. A benefit with a ``unit`` is
    counted: its grants carry a quantity of that unit, used up by consuming; with an ``allowance`` the
    quantity comes afresh every period.
    """

    code: str
    provider: str
    category: str
    name: LocalText
    description: LocalText
    guide: LocalText
    stacking: Stacking
    delivery: Delivery
    tier: Tier | None = None
    max_ahead: Period | None = None
    unit: LocalText | None = None
    allowance: Allowance | None = None
    starts: Starts = Starts.WHEN_GRANTED
    refund: RefundRule = RefundRule.UNUSED
    account: Account | None = None
    scope: LocalText | None = None
    devices: LocalText | None = None
    notice_window: Period = DEFAULT_NOTICE_WINDOW

    @property
    def is_counted(self) -> bool:
        """Its grants carry a quantity."""
        return self.unit is not None

    @property
    def starts_on_delivery(self) -> bool:
        """The time of its grants begins when the provider delivered them; what we honour ourselves needs no waiting."""
        return self.starts is Starts.ON_DELIVERY and self.delivery is not Delivery.INTERNAL
