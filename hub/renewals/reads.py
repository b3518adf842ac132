"""Looking up agreements, their consents and renewals. Answers are values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.connection import get_connection

from hub.catalogue.rules.bundles import Introductory
from hub.kernel.calendar import Period
from hub.kernel.money import Money
from hub.renewals.models import AgreementRow, ConsentRow, RenewalRow
from hub.renewals.rules.values import (
    Agreement,
    Because,
    Card,
    Consent,
    ConsentKind,
    Outcome,
    Renewal,
    State,
    Terms,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits: agreements that are due, the oldest of them since when, those past due, and renewals that failed."""

    due: int
    oldest_due_at: datetime | None
    past_due: int
    failed: int


async def agreements(ids: Collection[UUID]) -> dict[UUID, Agreement]:
    """The agreements with these ids; unknown ids are left out."""
    return {row.id: agreement(row) for row in await AgreementRow.filter(id__in=list(ids))}


async def agreements_of(member_id: UUID) -> list[Agreement]:
    """All agreements of the member, newest first."""
    return [agreement(row) for row in await AgreementRow.filter(member_id=member_id).order_by("-id")]


async def renewals(agreement_ids: Collection[UUID]) -> dict[UUID, list[Renewal]]:
    """The renewals of each of these agreements, newest first."""
    found: dict[UUID, list[Renewal]] = {each: [] for each in agreement_ids}
    for row in await RenewalRow.filter(agreement_id__in=list(agreement_ids)).order_by("-number"):
        found[row.agreement_id].append(renewal(row))
    return found


async def current_renewals(agreements_: Collection[Agreement]) -> dict[UUID, Renewal]:
    """The next renewal of each of these agreements, where there is one already."""
    numbers = {each.id: each.number for each in agreements_}
    rows = await RenewalRow.filter(agreement_id__in=list(numbers), number__in=list({*numbers.values()}))
    return {row.agreement_id: renewal(row) for row in rows if row.number == numbers[row.agreement_id]}


async def consents(agreement_ids: Collection[UUID]) -> dict[UUID, list[Consent]]:
    """The consents to each of these agreements, newest first."""
    found: dict[UUID, list[Consent]] = {each: [] for each in agreement_ids}
    for row in await ConsentRow.filter(agreement_id__in=list(agreement_ids)).order_by("-id"):
        found[row.agreement_id].append(consent(row))
    return found


async def renewing(member_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """The benefits of each member at whose end an agreement of theirs will renew them: no reminder of these is needed.

    Not those of an agreement that is paused or past due: their member is to be reminded.
    """
    states = [State.ACTIVE, State.NOTICED, State.CHARGING]
    found: dict[UUID, set[str]] = {each: set() for each in member_ids}
    for row in await AgreementRow.filter(member_id__in=list(member_ids), state__in=states):
        found[row.member_id].update(row.watches)
    return found


async def backlog(at: datetime) -> Backlog:
    """What waits at ``at``."""
    [row] = await get_connection("default").execute_query_dict(
        "SELECT (SELECT count(*) FROM agreements WHERE state = 'PAST_DUE') AS past_due,"
        " (SELECT count(*) FROM renewals WHERE outcome = 'FAILED') AS failed, count(*) AS due, min(next_at) AS oldest"
        " FROM agreements WHERE next_at <= $1 OR moved",
        [at],
    )
    return Backlog(row["due"], row["oldest"], row["past_due"], row["failed"])


def agreement(row: AgreementRow) -> Agreement:
    """The value of a row."""
    return Agreement(
        id=row.id,
        member_id=row.member_id,
        state=State(row.state),
        terms=_terms(row),
        held_offer=row.held_offer,
        card=Card(row.gateway, row.method),
        watches=tuple(row.watches),
        anchor=row.anchor,
        since=row.since,
        number=row.number,
        agreed_at=row.agreed_at,
        paused_until=row.paused_until,
        ended_at=row.ended_at,
        ended_because=Because(row.ended_because) if row.ended_because else None,
    )


def consent(row: ConsentRow) -> Consent:
    """The value of a row."""
    kind = ConsentKind(row.kind)
    return Consent(row.id, row.agreement_id, kind, row.at, row.by, row.channel, row.terms_version, _terms(row))


def _terms(row: AgreementRow | ConsentRow) -> Terms:
    introductory = None
    if row.introductory_minor is not None and row.introductory_periods:
        introductory = Introductory(Money(row.currency, row.introductory_minor), row.introductory_periods)
    price = Money(row.currency, row.price_minor)
    return Terms(row.offer, row.choices, Period.parse(row.period), price, introductory)


def terms_columns(terms: Terms) -> dict[str, Any]:
    """The columns that hold ``terms``, in agreements and consents alike."""
    introductory = terms.introductory
    return {
        "offer": terms.offer,
        "choices": {group: list(picks) for group, picks in terms.choices.items()},
        "period": str(terms.period),
        "currency": terms.price.currency,
        "price_minor": terms.price.amount_minor,
        "introductory_minor": introductory.price.amount_minor if introductory else None,
        "introductory_periods": introductory.periods if introductory else None,
    }


def renewal(row: RenewalRow) -> Renewal:
    """The value of a row."""
    return Renewal(
        id=row.id,
        agreement_id=row.agreement_id,
        number=row.number,
        offer=row.offer,
        due_at=row.due_at,
        amount=_money(row.currency, row.amount_minor),
        asked=_money(row.currency, row.asked_minor),
        notices=row.notices,
        noticed_at=row.noticed_at,
        charge_at=row.charge_at,
        order=row.order_number,
        noted=row.noted,
        declines=row.declines,
        declined_at=row.declined_at,
        reason=row.reason,
        is_hard=row.is_hard,
        retry_at=row.retry_at,
        is_waived=row.is_waived,
        grace_grants=_ids(row.grace_grants),
        outcome=Outcome(row.outcome) if row.outcome else None,
        settled_at=row.settled_at,
    )


def renewal_columns(of: Agreement, renewal_: Renewal) -> dict[str, object]:
    """The columns that hold ``renewal_`` of the agreement."""
    amount, asked = renewal_.amount, renewal_.asked
    return {
        "id": renewal_.id,
        "agreement_id": of.id,
        "member_id": of.member_id,
        "number": renewal_.number,
        "offer": renewal_.offer,
        "due_at": renewal_.due_at,
        "currency": of.terms.price.currency,
        "amount_minor": amount and amount.amount_minor,
        "asked_minor": asked and asked.amount_minor,
        "notices": renewal_.notices,
        "noticed_at": renewal_.noticed_at,
        "charge_at": renewal_.charge_at,
        "order_number": renewal_.order,
        "noted": renewal_.noted,
        "declines": renewal_.declines,
        "declined_at": renewal_.declined_at,
        "reason": renewal_.reason,
        "is_hard": renewal_.is_hard,
        "retry_at": renewal_.retry_at,
        "is_waived": renewal_.is_waived,
        "grace_grants": renewal_.grace_grants,
        "outcome": renewal_.outcome,
        "settled_at": renewal_.settled_at,
    }


def _money(currency: str, amount_minor: int | None) -> Money | None:
    return None if amount_minor is None else Money(currency, amount_minor)


def _ids(texts: Sequence[str]) -> tuple[UUID, ...]:
    return tuple(UUID(each) for each in texts)
