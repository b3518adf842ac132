"""What the sandbox gateway does with money: charges, refunds and stored cards, once per key, with events for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.adapters.sandbox.gateway.cards import CARDS, Quirk, SandboxCard, Status, named
from hub.kernel.ids import new_id

if TYPE_CHECKING:
    from hub.adapters.sandbox.gateway.requests import NewCharge, NewMethod, NewRefund, NewToken
    from hub.adapters.sandbox.ledger import Entry, Ledger
    from hub.adapters.sandbox.outbox import Outbox
    from hub.ports import Clock


@dataclass(eq=False)
class Refused(Exception):
    """The request makes no sense; ``status`` is the HTTP status."""

    status: int
    reason: str


class Bank:
    """The books and the rules. ``pace`` is the unit of waiting in seconds, ``address`` where members reach us."""

    def __init__(self, ledger: Ledger, outbox: Outbox, clock: Clock, pace: float, address: str) -> None:
        self.ledger, self._outbox, self._clock, self._pace, self._address = ledger, outbox, clock, pace, address

    def tokenise(self, new: NewToken) -> Entry:
        """Exchange a test card for a token. A card that ends in the past is refused."""
        card = CARDS.get("".join(new.number.split()))
        if card is None:
            raise Refused(422, "this is a sandbox: use one of its test cards, never a real one")
        today = self._clock.now()
        year, month = new.expires_year, new.expires_month
        if card.quirk is Quirk.EXPIRES_SOON:
            year, month = today.year, today.month
        if (year, month) < (today.year, today.month):
            raise Refused(422, "the card has expired")
        method: Entry = {"id": _id("card"), "number": card.number, "brand": card.brand, "last4": card.number[-4:]}
        method |= {"expires_year": year, "expires_month": month, "payer": None}
        return self.ledger.enter("method", method["id"], method)[0]

    def payer(self, member_id: str) -> Entry:
        """The payer of this member: always the same."""
        return self.ledger.enter("payer", member_id, {"id": _id("payer"), "member_id": member_id})[0]

    def charge(self, key: str, new: NewCharge) -> tuple[Entry, Quirk]:
        """Take the money once per key; the same key with another wish is refused."""
        method = self._usable(new.source, new.payer)
        card = CARDS[method["number"]]
        if card.quirk is Quirk.NEVER_MADE:
            raise Refused(500, "something went wrong on the way")
        charge, is_new = self.ledger.enter("charge", key, self._charged(key, new, card))
        if charge["asked"] != new.model_dump():
            raise Refused(409, "this key was used for another charge")
        if is_new:
            self._after_charge(charge, method, card.quirk)
        return self.settled(charge), card.quirk

    def _charged(self, key: str, new: NewCharge, card: SandboxCard) -> Entry:
        verdict = card.verdict(member_present=new.member_present)
        charge = {"id": _id("charge"), "key": key, "asked": new.model_dump(), "refunded_minor": 0}
        charge |= {
            "status": verdict.status,
            "reason": verdict.reason,
            "hard": verdict.hard,
            "stored": None,
            "url": None,
        }
        if verdict.status == Status.ACTION_REQUIRED:
            charge["url"] = f"{self._address}/pay/{charge['id']}"
        if verdict.later:
            charge |= {"later": verdict.later, "settles_at": self._clock.now().timestamp() + self._pace}
        return charge

    def _after_charge(self, charge: Entry, method: Entry, quirk: Quirk) -> None:
        if charge["status"] == Status.SUCCEEDED:
            self._keep_if_wanted(charge, method)
        if "later" not in charge:
            self._announce("charge", charge, twice=quirk is Quirk.EVENT_TWICE)
            return
        self._announce("charge", charge, paces=2 if quirk is Quirk.EVENTS_REVERSED else 0)
        self._announce("charge", charge | {"status": charge["later"]}, paces=1)

    def settled(self, charge: Entry) -> Entry:
        """The charge as it stands now: a pending one settles by itself after a while."""
        if "later" not in charge or self._clock.now().timestamp() < charge["settles_at"]:
            return charge
        charge = charge | {"status": charge["later"]}
        del charge["later"]
        self._keep_if_wanted(charge, self._entry("method", charge["asked"]["source"]))
        return charge

    def confirm(self, charge_id: str, *, is_approved: bool) -> Entry:
        """The member has done what the bank asked of them; a second time changes nothing."""
        charge = self._entry("charge", charge_id)
        if charge["status"] == Status.ACTION_REQUIRED:
            charge |= {"status": Status.SUCCEEDED if is_approved else Status.DECLINED, "url": None}
            charge["reason"] = None if is_approved else "authentication_failed"
            self._keep_if_wanted(charge, self._entry("method", charge["asked"]["source"]))
            self._announce("charge", charge)
        return charge

    def _keep_if_wanted(self, charge: Entry, method: Entry) -> None:
        if charge["asked"]["keep"] and charge["status"] == Status.SUCCEEDED:
            charge["stored"] = self._store(method, charge["asked"]["payer"])
        self.ledger.amend("charge", charge)

    def refund(self, key: str, new: NewRefund) -> Entry:
        """Give back once per key, never more than was taken."""
        charge = self.ledger.get("charge", new.charge)
        refund: Entry = {"id": _id("refund"), "key": key, "asked": new.model_dump(), "reason": None}
        refund["reason"] = "no_such_payment" if charge is None else _objection(self.settled(charge), new)
        refund["status"] = Status.DECLINED if refund["reason"] else Status.SUCCEEDED
        refund, is_new = self.ledger.enter("refund", key, refund)
        if refund["asked"] != new.model_dump():
            raise Refused(409, "this key was used for another refund")
        if is_new and charge is not None and refund["status"] == Status.SUCCEEDED:
            charge = self.settled(charge)
            self.ledger.amend("charge", charge | {"refunded_minor": charge["refunded_minor"] + new.amount_minor})
            self._announce("refund", refund)
        return refund

    def charge_back(self, charge_id: str) -> None:
        """The member's bank takes everything back: for tests of what the hub then does."""
        charge = self._entry("charge", charge_id)
        claim = {"id": _id("claim"), "charge": charge["id"], "asked": charge["asked"]}
        self._announce("charge_back", self.ledger.enter("charge_back", charge_id, claim)[0])

    def keep(self, new: NewMethod) -> Entry:
        """Store a card without charging it; a card that the bank will not have is declined."""
        method = self._usable(new.card, new.payer)
        verdict = CARDS[method["number"]].with_member
        if verdict.status == Status.DECLINED:
            return {"status": verdict.status, "reason": verdict.reason, "hard": verdict.hard}
        return {"status": Status.SUCCEEDED, "stored": self._store(method, new.payer)}

    def forget(self, method: str) -> None:
        """Remove a stored card; one that is gone is no matter."""
        stored = self.ledger.get("method", method)
        if stored:
            self.ledger.amend("method", stored | {"payer": "nobody"})

    def _store(self, method: Entry, payer: str) -> Entry:
        self.ledger.amend("method", method | {"payer": payer})
        if CARDS[method["number"]].quirk is Quirk.EXPIRES_SOON:
            self._announce("method", method)
        return {name: method[name] for name in ("id", "brand", "last4", "expires_year", "expires_month")}

    def _usable(self, source: str, payer: str) -> Entry:
        method = self._method(source)
        if method is None or method["payer"] not in (None, payer):
            raise Refused(404, "no such card for this payer")
        return method

    def _method(self, source: str) -> Entry | None:
        """The stored card, or the test card that the source names."""
        card = named(source)
        return {"id": source, "number": card.number, "payer": None} if card else self.ledger.get("method", source)

    def _entry(self, kind: str, id_: str) -> Entry:
        entry = self.ledger.get(kind, id_)
        if entry is None:
            raise Refused(404, f"no such {kind}")
        return entry

    def _announce(self, kind: str, subject: Entry, *, paces: float = 0, twice: bool = False) -> None:
        now = self._clock.now().timestamp()
        event = {"id": _id("event"), "kind": kind, "at": now, "subject": subject["id"], "status": subject.get("status")}
        for _ in range(2 if twice else 1):
            self._outbox.post(event, paces)

    def tell(self, event: Entry) -> Entry:
        """An event as it is sent: with its subject as it stands, at the status that the event is about."""
        subject = self.ledger.get(event["kind"], event["subject"])
        if subject is not None and event["kind"] == "charge":
            subject = self.settled(subject) | {"status": event["status"]}
        return event | {event["kind"]: subject}


def _objection(charge: Entry, refund: NewRefund) -> str | None:
    if charge["status"] != Status.SUCCEEDED:
        return "not_charged"
    if charge["asked"]["currency"] != refund.currency:
        return "other_currency"
    left = charge["asked"]["amount_minor"] - charge["refunded_minor"]
    return "more_than_is_left" if refund.amount_minor > left else None


def _id(kind: str) -> str:
    return f"{kind}_{new_id().hex}"
