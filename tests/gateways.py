"""A payment gateway in memory that does what it is told to, and keeps books of what it really took."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hub.ports.payments import (
    CardEntry,
    Charge,
    Declined,
    NotMade,
    Refund,
    Refunded,
    StoredMethod,
    Succeeded,
    Unknown,
    Unreachable,
    WebhookRefused,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from hub.ports.payments import ChargeOutcome, PaymentEvent, RefundOutcome

NO_FUNDS = Declined("insufficient_funds", hard=False)
STOLEN = Declined("stolen_card", hard=True)


class ScriptedGateway:
    """Charges each key once. ``script`` holds what happens to the next charges, else they succeed.

    What a script may hold: an outcome to answer; ``"lost"``: the money is taken and the answer lost; ``"nothing"``:
    no answer and nothing taken; ``"away"``: not reached. ``before`` is awaited before each charge.
    """

    card_entry = CardEntry("scripted", "pk", "https://gateway.example")

    def __init__(self) -> None:
        self.script: list[ChargeOutcome | str] = []
        self.by_card: dict[str, ChargeOutcome] = {}
        self.charges: dict[str, ChargeOutcome] = {}
        self.asked: list[Charge] = []
        self.questions: Counter[str] = Counter()
        self.refunds: dict[str, Refund] = {}
        self.before: Callable[[], Awaitable[None]] | None = None
        self.after: Callable[[], Awaitable[None]] | None = None

    @property
    def taken(self) -> list[int]:
        """What was really taken, in minor units, in the order taken."""
        return [each.amount.amount_minor for each in self.charges.values() if isinstance(each, Succeeded)]

    async def payer(self, member_id: str) -> str:
        return f"payer-{member_id}"

    async def charge(self, charge: Charge) -> ChargeOutcome:
        if self.before:
            await self.before()
        self.asked.append(charge)
        outcome = self._outcome(charge)
        if self.after:
            await self.after()
        return outcome

    def _outcome(self, charge: Charge) -> ChargeOutcome:
        if charge.key in self.charges:
            return self.charges[charge.key]
        told = self.script.pop(0) if self.script else self.by_card.get(charge.source, "take")
        if told == "away":
            return Unreachable("no route")
        if told == "nothing":
            return Unknown("no answer")
        taken = Succeeded(f"pay-{len(self.charges) + 1}", charge.amount) if isinstance(told, str) else told
        self.charges[charge.key] = taken
        return Unknown("no answer") if told == "lost" else taken

    async def find_charge(self, key: str, payer: str) -> ChargeOutcome | NotMade:
        self.questions[key] += 1
        return self.charges.get(key, NotMade())

    async def refund(self, refund: Refund) -> RefundOutcome:
        self.refunds[refund.key] = refund
        return Refunded(f"refund-{refund.key}", refund.amount)

    async def find_refund(self, key: str, payment: str) -> RefundOutcome | NotMade:
        known = self.refunds.get(key)
        return Refunded(f"refund-{key}", known.amount) if known else NotMade()

    async def keep(self, key: str, payer: str, card: str) -> StoredMethod:
        return StoredMethod(card, "visa", card[-4:].rjust(4, "0"), 2031, 8)

    async def forget(self, method: str) -> None:
        return None

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> PaymentEvent:
        raise WebhookRefused("MALFORMED")

    async def aclose(self) -> None:
        return None
