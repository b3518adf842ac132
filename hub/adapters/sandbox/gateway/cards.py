"""The test cards: what each does is known by its number. Any future expiry and any security code will do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto


class Status(StrEnum):
    """How a charge stands."""

    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    PENDING = "pending"
    ACTION_REQUIRED = "action_required"


class Quirk(Enum):
    """How the gateway misbehaves with a card, apart from the verdict."""

    NONE = auto()
    ANSWER_LOST = auto()
    NEVER_MADE = auto()
    ANSWER_SLOW = auto()
    EVENT_TWICE = auto()
    EVENTS_REVERSED = auto()
    EXPIRES_SOON = auto()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the bank says to a charge; ``later`` is what a pending one becomes."""

    status: Status
    reason: str | None = None
    hard: bool = False
    later: Status | None = None


SUCCEEDS = Verdict(Status.SUCCEEDED)
ASKS_MEMBER = Verdict(Status.ACTION_REQUIRED)
WAITS = Verdict(Status.PENDING, later=Status.SUCCEEDED)
WAITS_IN_VAIN = Verdict(Status.PENDING, "do_not_honour", later=Status.DECLINED)
NO_FUNDS = Verdict(Status.DECLINED, "insufficient_funds")
NEEDS_MEMBER = Verdict(Status.DECLINED, "authentication_required")
STOLEN = Verdict(Status.DECLINED, "stolen_card", hard=True)
OUT_OF_DATE = Verdict(Status.DECLINED, "expired_card", hard=True)


@dataclass(frozen=True, slots=True)
class SandboxCard:
    """One card. ``with_member`` is the verdict while the member is there, ``without`` the one for a renewal."""

    number: str
    meaning: str
    with_member: Verdict = SUCCEEDS
    without: Verdict = SUCCEEDS
    quirk: Quirk = Quirk.NONE

    @property
    def brand(self) -> str:
        """As printed on it."""
        return "mastercard" if self.number.startswith("5") else "visa"

    def verdict(self, *, member_present: bool) -> Verdict:
        """What the bank says."""
        return self.with_member if member_present else self.without


NAMED = "named"
"""How the names of cards begin that nobody need store: ``named_NUMBER_WHOEVER`` is that test card, for any payer."""


CARDS = {
    card.number: card
    for card in [
        SandboxCard("4242424242424242", "succeeds"),
        SandboxCard("5555555555554444", "succeeds, another brand"),
        SandboxCard("4000000000009995", "soft decline: insufficient funds", NO_FUNDS, NO_FUNDS),
        SandboxCard("4000000000000341", "succeeds now, renewals decline softly: insufficient funds", without=NO_FUNDS),
        SandboxCard("4000000000009979", "hard decline: stolen card", STOLEN, STOLEN),
        SandboxCard("4000000000000069", "succeeds now, renewals decline hard: card expired", without=OUT_OF_DATE),
        SandboxCard("4000002760003184", "asks the member to confirm; a renewal declines", ASKS_MEMBER, NEEDS_MEMBER),
        SandboxCard("4000000000001018", "waits, then succeeds", WAITS, WAITS),
        SandboxCard("4000000000001026", "waits, then declines softly", WAITS_IN_VAIN, WAITS_IN_VAIN),
        SandboxCard("4000000000001034", "charged, but the answer never comes", quirk=Quirk.ANSWER_LOST),
        SandboxCard("4000000000001042", "fails on the way, nothing is charged", quirk=Quirk.NEVER_MADE),
        SandboxCard(
            "4000000000001059", "succeeds; the answer takes its time, the event is there first", quirk=Quirk.ANSWER_SLOW
        ),
        SandboxCard("4000000000001075", "succeeds, every event comes twice", quirk=Quirk.EVENT_TWICE),
        SandboxCard(
            "4000000000001083", "waits, then succeeds; its events come in reverse", WAITS, WAITS, Quirk.EVENTS_REVERSED
        ),
        SandboxCard("4000000000001091", "succeeds; expires this month, and an event says so", quirk=Quirk.EXPIRES_SOON),
    ]
}


def named(source: str) -> SandboxCard | None:
    """The card that ``named_NUMBER_WHOEVER`` means."""
    kind, _, rest = source.partition("_")
    return CARDS.get(rest.partition("_")[0]) if kind == NAMED else None
