"""From a condition to one SQL statement with parameters: what a person wrote is never part of the text.

Everything becomes a join that PostgreSQL can hash: a positive condition is an ``IN``, a negated one a ``NOT EXISTS``,
alternatives are the union of the members they name. ``m`` is the member looked at. With ``Slice``, only members with
ids in it are looked at, in every table: so a large population is gone through piece by piece, each as cheap as it is
small.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import singledispatchmethod
from typing import TYPE_CHECKING

import orjson

from hub.campaigns.rules import conditions as c
from hub.kernel.calendar import FOREVER, Period, add
from hub.members.rules import DEFAULT_ZONE

if TYPE_CHECKING:
    from uuid import UUID

KEPT_MINOR = """
    o.subtotal_minor - o.discount_minor - CASE o.state WHEN 'PAID' THEN 0
    ELSE (SELECT coalesce(sum(refunded_minor), 0) FROM order_parts WHERE order_id = o.id) END
"""
"""What an order ``o`` brought in: what was paid, less what was given back."""

_BEGINNING = datetime.min.replace(tzinfo=UTC)
"""Of the calendar; a period that leads beyond it means ever."""

_OF_MEMBER = (c.Speaks, c.Lives, c.Tagged, c.Has, c.Since, c.Among)
"""What the member's own row says."""

_COVERED = "s.starts_at <= {now} AND (s.ends_at > {now} OR s.ends_at IS NULL)"
_CONTINUED = (
    "EXISTS (SELECT FROM segments AS later WHERE later.member_id = s.member_id AND later.benefit = s.benefit"
    " AND (later.ends_at > s.ends_at OR later.ends_at IS NULL){and_adjoins})"
)
_DID: dict[c.Did, str] = {
    c.Did.JOINED: "SELECT member_id FROM participants WHERE variant <> 'HELD_OUT' AND campaign_id = {campaign}",
    c.Did.HELD_OUT: "SELECT member_id FROM participants WHERE variant = 'HELD_OUT' AND campaign_id = {campaign}",
    c.Did.RECEIVED: "SELECT member_id FROM touches WHERE state = 'SENT' AND campaign_id = {campaign}",
    c.Did.OPENED: "SELECT messages.member_id FROM touches JOIN messages ON messages.key = message_key"
    " WHERE campaign_id = {campaign} AND (read_at IS NOT NULL OR clicked_at IS NOT NULL)",
    c.Did.CLICKED: "SELECT member_id FROM touches WHERE clicked_at IS NOT NULL AND campaign_id = {campaign}",
    c.Did.REDEEMED: "SELECT member_id FROM redemptions WHERE state = 'TAKEN' AND campaign_id = {campaign}",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL, and the parameters that belong to its ``$1``, ``$2`` and so on."""

    text: str
    parameters: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """Members with ids after ``after`` (none: from the first) up to and with ``until``."""

    after: UUID | None
    until: UUID


def members_who(condition: c.Condition, at: datetime, within: Slice | None = None) -> Statement:
    """A statement that selects ``id`` of the members whom ``condition`` fits at ``at``, each once."""
    writer = _Writer(at, within)
    text = f"SELECT m.id FROM members AS m WHERE ({writer.predicate(condition)}){writer.sliced('m.id')}"
    return Statement(text, tuple(writer.parameters))


@dataclass(slots=True)
class _Writer:
    """Writes conditions down, and collects their parameters."""

    at: datetime
    within: Slice | None = None
    parameters: list[object] = field(default_factory=list)

    def put(self, value: object) -> str:
        self.parameters.append(value)
        return f"${len(self.parameters)}"

    @property
    def now(self) -> str:
        return f"{self.put(self.at)}::timestamptz"

    def ago(self, period: Period) -> str:
        since = add(self.at, period * -1, DEFAULT_ZONE)
        return f"{self.put(_BEGINNING if since == FOREVER else since)}::timestamptz"

    def sliced(self, column: str) -> str:
        if self.within is None:
            return ""
        after = f" AND {column} > {self.put(self.within.after)}" if self.within.after else ""
        return f"{after} AND {column} <= {self.put(self.within.until)}"

    def predicate(self, condition: c.Condition) -> str:
        """A condition on ``m``."""
        match condition:
            case c.Every(of=()):
                text = "true"
            case c.Every():
                text = " AND ".join(f"({self.predicate(each)})" for each in condition.of)
            case c.Some() if all(isinstance(each, _OF_MEMBER) for each in condition.of):
                text = " OR ".join(f"({self.predicate(each)})" for each in condition.of)
            case c.Some():
                text = f"m.id IN ({' UNION ALL '.join(self.ids(each) for each in condition.of)})"
            case c.Not() if isinstance(condition.of, _OF_MEMBER):
                text = f"NOT ({self.predicate(condition.of)})"
            case c.Not():
                text = f"NOT EXISTS (SELECT FROM ({self.ids(condition.of)}) AS x (id) WHERE x.id = m.id)"
            case _ if isinstance(condition, _OF_MEMBER):
                text = self._of_member(condition)
            case _:
                text = f"m.id IN ({self._elsewhere(condition)})"
        return text

    def ids(self, condition: c.Condition) -> str:
        """A selection of the members whom it fits; some perhaps more than once."""
        if isinstance(condition, (c.Every, c.Some, c.Not, *_OF_MEMBER)):
            return f"SELECT m.id FROM members AS m WHERE ({self.predicate(condition)}){self.sliced('m.id')}"
        return self._elsewhere(condition)

    def _of_member(self, condition: c.Condition) -> str:
        match condition:
            case c.Speaks(locale=locale):
                text = f"m.locale = {self.put(str(locale))}"
            case c.Lives(zone=zone):
                text = f"m.zone = {self.put(zone)}"
            case c.Tagged(tag=tag):
                text = f"m.tags @> {self.put(_json([tag]))}::jsonb"
            case c.Has(name=name, value=value):
                text = f"coalesce(m.attributes -> {self.put(name)}::text = {self.put(_json(value))}::jsonb, false)"
                text += f" AND m.attributes @> {self.put(_json({name: value}))}::jsonb"
            case c.Since(within=within):
                text = f"m.created_at > {self.ago(within)} AND m.created_at <= {self.now}"
            case c.Among(members=members):
                text = f"m.external_id = ANY ({self.put(list(members))}::text[])"
        return text

    @singledispatchmethod
    def _elsewhere(self, condition: c.Condition) -> str:
        raise NotImplementedError(condition.kind)

    @_elsewhere.register
    def _(self, it: c.Holds) -> str:
        return self._segments(f"benefit = {self.put(it.benefit)}")

    @_elsewhere.register
    def _(self, it: c.Tier) -> str:
        ranked = f"tier_group = {self.put(it.group)} AND tier_rank >= {self.put(it.at_least)}"
        return self._segments(f"benefit = ANY (ARRAY(SELECT code FROM benefits WHERE {ranked}))")

    def _segments(self, of: str) -> str:
        covered = _COVERED.format(now=self.now)
        return f"SELECT s.member_id FROM segments AS s WHERE {of} AND {covered}{self.sliced('s.member_id')}"

    @_elsewhere.register
    def _(self, it: c.HoldsBundle) -> str:
        return (
            "SELECT s.member_id FROM holdings AS h JOIN grants AS g ON g.holding_id = h.id"
            " JOIN segments AS s ON s.grant_id = g.id AND s.member_id = g.member_id AND s.benefit = g.benefit"
            f" WHERE h.revision_id = ANY (ARRAY(SELECT id FROM bundle_revisions WHERE bundle_id = {self.put(it.bundle)}"
            f")) AND {_COVERED.format(now=self.now)}{self.sliced('h.member_id')}"
        )

    @_elsewhere.register
    def _(self, it: c.Ends) -> str:
        until = f"{self.put(add(self.at, it.within, DEFAULT_ZONE))}::timestamptz"
        adjoins = " AND later.starts_at <= s.ends_at"
        return (
            f"SELECT s.member_id FROM segments AS s WHERE s.benefit = {self.put(it.benefit)}"
            f" AND s.ends_at > {self.now} AND s.ends_at <= {until}"
            f" AND NOT {_CONTINUED.format(and_adjoins=adjoins)}{self.sliced('s.member_id')}"
        )

    @_elsewhere.register
    def _(self, it: c.Ended) -> str:
        begin = f" AND s.ends_at > {self.ago(it.less_than)}" if it.less_than else ""
        end = self.ago(it.at_least) if it.at_least else self.now
        return (
            f"SELECT s.member_id FROM segments AS s WHERE s.benefit = {self.put(it.benefit)}"
            f" AND s.ends_at <= {end}{begin} AND NOT {_CONTINUED.format(and_adjoins='')}{self.sliced('s.member_id')}"
        )

    @_elsewhere.register
    def _(self, it: c.Bought) -> str:
        since = f" AND paid_at > {self.ago(it.within)}" if it.within else ""
        these = f" AND line.offer = ANY ({self.put(list(it.offers))}::text[])" if it.offers else ""
        return (
            "SELECT o.member_id FROM orders AS o JOIN order_lines AS line ON line.order_id = o.id"
            f" WHERE o.paid_at <= {self.now} AND o.state <> 'REFUNDED'{since}{these}{self.sliced('o.member_id')}"
            f" GROUP BY o.member_id HAVING sum(line.quantity) >= {self.put(it.times)}::bigint"
        )

    @_elsewhere.register
    def _(self, it: c.Spent) -> str:
        since = f" AND paid_at > {self.ago(it.within)}" if it.within else ""
        return (
            f"SELECT member_id FROM orders AS o WHERE paid_at <= {self.now}{since}"
            f" AND currency = {self.put(it.at_least.currency)}{self.sliced('member_id')} GROUP BY member_id"
            f" HAVING sum({KEPT_MINOR}) >= {self.put(it.at_least.amount_minor)}::bigint"
        )

    @_elsewhere.register
    def _(self, _it: c.Renews) -> str:
        return f"SELECT member_id FROM agreements WHERE ended_at IS NULL{self.sliced('member_id')}"

    @_elsewhere.register
    def _(self, it: c.Used) -> str:
        of = f" AND benefit = {self.put(it.benefit)}" if it.benefit else ""
        return (
            f"SELECT member_id FROM uses WHERE at > {self.ago(it.within)} AND at <= {self.now}{of}"
            f"{self.sliced('member_id')}"
        )

    @_elsewhere.register
    def _(self, it: c.Answered) -> str:
        of = f"(SELECT id FROM campaigns WHERE code = {self.put(it.campaign)})"
        column = "messages.member_id" if it.did is c.Did.OPENED else "member_id"
        return _DID[it.did].format(campaign=of) + self.sliced(column)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
