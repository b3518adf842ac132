"""What a member does with their agreements. Each is one step, free, and in force at once."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.connection import get_connection
from tortoise.transactions import in_transaction

from hub.catalogue import reads as catalogue
from hub.journal import service as journal
from hub.kernel.calendar import FOREVER, add
from hub.kernel.errors import InvalidInput, NotFound
from hub.kernel.ids import new_id
from hub.notifications.service import sending
from hub.orders import reads as orders
from hub.renewals import reads
from hub.renewals.errors import (
    AgreementOver,
    AlreadyRenewing,
    NothingToRenew,
    NotRenewable,
    RenewalPriceChanged,
    RenewalUnderWay,
    TermsOutdated,
)
from hub.renewals.models import AgreementRow, ConsentRow, RenewalRow
from hub.renewals.rules.dates import beginning, under
from hub.renewals.rules.policy import USUAL
from hub.renewals.rules.values import Because, Card, ConsentKind, State, Terms
from hub.renewals.service.situation import coverage, watches
from hub.renewals.service.telling import Teller

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from hub.journal.rules import Act
    from hub.kernel.money import Money
    from hub.members.rules import Member
    from hub.ports import Ports
    from hub.renewals.rules.policy import Policy
    from hub.renewals.rules.values import Agreement

_LONGEST_PAUSE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the member agrees to: the offer with their choices, at the ``price`` and under the terms they were shown.

    ``channel`` is where they did so (``web``, ``app``, ``support``).
    """

    offer: str
    price: Money
    terms_version: str
    channel: str = "web"
    choices: Mapping[str, Sequence[str]] | None = None


async def enable(ports: Ports, member: Member, wish: Wish, card: Card, by: Act, policy: Policy = USUAL) -> Agreement:
    """Let what the member holds renew by itself from now on, once per idempotency key.

    Refused: an offer or card that is not known (``NotFound``), ``NotRenewable``, ``NothingToRenew``,
    ``AlreadyRenewing``, ``TermsOutdated``, ``RenewalPriceChanged``.
    """

    async def do() -> dict[str, Any]:
        return {"agreement": str(await _agree(ports, member, wish, card, by, policy))}

    request = {"wish": asdict(wish), "card": asdict(card)}
    answer = await journal.once(f"enable_renewal:{member.id}", by.key, request, by.at, do)
    return await _agreement(UUID(answer["agreement"]))


async def cancel(ports: Ports, member: Member, agreement_id: UUID, by: Act, reason: str = "") -> Agreement:
    """Never charge for it again. What is paid for stays; a charge that is being made at this moment stays, too.

    Cancelling again changes nothing. An agreement that is over for another reason stays so.
    """
    now = by.at
    async with in_transaction():
        row = await _mine(member, agreement_id)
        if not State(row.state).is_live:
            return reads.agreement(row)
        renewal = await RenewalRow.get_or_none(agreement_id=row.id, number=row.number)
        row.state, row.ended_at, row.ended_because = State.CANCELLED, now, Because.CANCELLED
        row.lease, row.lease_until, row.next_at = None, None, now if renewal and renewal.order_number else None
        row.moved = False
        await row.save()
        covered = await coverage(member, row.watches, now)
        told = await Teller(ports, member, reads.agreement(row)).over(Because.CANCELLED, covered)
        await _record(row, by, "cancel_agreement", reason=reason)
    await sending.tell(ports, told)
    return reads.agreement(row)


async def pause(member: Member, agreement_id: UUID, until: datetime, by: Act) -> Agreement:
    """No charge before ``until``, at most a year ahead; what is held may end meanwhile.

    Refused: ``InvalidInput``, ``AgreementOver``, and ``RenewalUnderWay`` once a charge was tried.
    """
    if not by.at < until <= by.at + _LONGEST_PAUSE:
        raise InvalidInput("until", "give an instant in the future, at most a year ahead")
    return await _change(member, agreement_id, by, "pause_agreement", paused_until=until, state=State.PAUSED)


async def resume(member: Member, agreement_id: UUID, by: Act) -> Agreement:
    """End the pause now."""
    return await _change(member, agreement_id, by, "resume_agreement", paused_until=None, state=State.ACTIVE)


async def switch(member: Member, agreement_id: UUID, wish: Wish, by: Act, policy: Policy = USUAL) -> Agreement:
    """Renew another offer from the end of the running period on. Refused: as ``enable``, and as ``pause``."""
    async with in_transaction():
        await _lock(member)
        row = await _at_rest(member, agreement_id)
        terms = await _terms(wish, policy, by, member)
        await _check_free(member, wish.offer, await watches(terms, by.at, member.zone), by.at, but=row.id)
        await _consent(row, ConsentKind.SWITCHED, wish, terms, by)
        await _amend(row, by, **_agreed_anew(row, terms, member))
        await _record(row, by, "switch_agreement", offer=terms.offer, price=terms.price)
    return reads.agreement(row)


async def accept_price(member: Member, agreement_id: UUID, wish: Wish, by: Act, policy: Policy = USUAL) -> Agreement:
    """Consent to the price at which the agreement's offer is sold by now. Refused: as ``switch``."""
    async with in_transaction():
        row = await _at_rest(member, agreement_id)
        if wish.offer != row.offer:
            raise InvalidInput("offer", f"this agreement renews {row.offer}; switch it to renew another offer")
        kept = replace(wish, choices=row.choices)
        terms = await _terms(kept, policy, by, member, held=row.offer)
        await _consent(row, ConsentKind.PRICE, wish, terms, by)
        await _amend(row, by, **_agreed_anew(row, terms, member))
        await _record(row, by, "accept_price", price=terms.price)
    return reads.agreement(row)


async def use_card(member: Member, agreement_id: UUID, card: Card, by: Act) -> Agreement:
    """Charge another stored card from now on; a declined renewal is tried again with it at once."""
    async with in_transaction():
        row = await _live(member, agreement_id)
        await _check_card(member, card)
        await _amend(row, by, gateway=card.gateway, method=card.method)
        tried = RenewalRow.filter(agreement_id=row.id, number=row.number, outcome=None, declined_at__isnull=False)
        await tried.update(retry_at=by.at, is_hard=False)
        await _record(row, by, "use_card")
    return reads.agreement(row)


def _agreed_anew(row: AgreementRow, terms: Terms, member: Member) -> dict[str, Any]:
    """The columns for other terms."""
    if terms.price.currency != row.currency:
        raise InvalidInput("offer", f"this agreement is charged in {row.currency}; choose an offer in it")
    anew = under(reads.agreement(row), terms, member.zone)
    return {**reads.terms_columns(terms), "anchor": anew.anchor, "since": anew.since}


async def _agree(ports: Ports, member: Member, wish: Wish, card: Card, by: Act, policy: Policy) -> UUID:
    await _lock(member)
    terms = await _terms(wish, policy, by, member)
    await _check_card(member, card)
    watched = await watches(terms, by.at, member.zone)
    covered = await coverage(member, watched, by.at)
    if watched and covered is None:
        raise NothingToRenew(wish.offer)
    await _check_free(member, wish.offer, watched, by.at)
    row = AgreementRow(
        id=new_id(), member_id=member.id, state=State.ACTIVE, held_offer=terms.offer, watches=list(watched)
    )
    row.update_from_dict(reads.terms_columns(terms))
    row.gateway, row.method, row.agreed_at, row.next_at = card.gateway, card.method, by.at, by.at
    row.anchor, row.since = (covered, 1) if covered else (by.at, 0)
    await row.save(force_create=True)
    await _consent(row, ConsentKind.AGREED, wish, terms, by)
    await _record(row, by, "enable_renewal", offer=terms.offer, price=terms.price)
    left = terms.introductory_left((await orders.bought(member.id, [wish.offer]))[wish.offer])
    first = beginning(covered, terms.period, policy, by.at)[1] if covered and covered < FOREVER else None
    await Teller(ports, member, reads.agreement(row)).agreed(str(row.id), first, wish.terms_version, left)
    return row.id


async def _terms(wish: Wish, policy: Policy, by: Act, member: Member, held: str = "") -> Terms:
    """The terms as they are now, if they are what the member was shown; ``held`` is what they renew, sold or not."""
    if wish.terms_version != policy.terms_version:
        raise TermsOutdated(wish.terms_version, policy.terms_version)
    offer = (await catalogue.live_offers([wish.offer])).get(wish.offer)
    if offer is None:
        raise NotFound("offer", wish.offer)
    period = offer.renewal_period
    soonest = policy.charge_ahead + policy.window(period).latest if period else timedelta(0)
    is_sold = offer.is_on_sale(by.at) and offer.channel in {None, wish.channel}
    if period is None or not (is_sold or offer.code == held) or add(by.at, period, member.zone) <= by.at + soonest:
        raise NotRenewable(wish.offer)
    if offer.price != wish.price:
        raise RenewalPriceChanged(wish.price, offer.price)
    return Terms(offer.code, wish.choices or {}, period, offer.price, offer.introductory)


async def _check_card(member: Member, card: Card) -> None:
    kept = {(each.gateway, each.method) for each in await orders.cards(member.id)}
    if (card.gateway, card.method) not in kept:
        raise NotFound("card", card.method)


async def _lock(member: Member) -> None:
    """Be the only one who decides what else of the member's renews, until the transaction ends."""
    await get_connection("default").execute_query(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [f"agreements:{member.id}"]
    )


async def _check_free(
    member: Member, offer: str, watched: Sequence[str], at: datetime, but: UUID | None = None
) -> None:
    """Refuse what another agreement than ``but`` renews, or will from the end of its period on."""
    for each in await reads.agreements_of(member.id):
        if not each.state.is_live or each.id == but:
            continue
        is_switched = each.terms.offer != each.held_offer
        then = await watches(each.terms, at, member.zone) if is_switched else ()
        if each.terms.offer == offer or not {*each.watches, *then}.isdisjoint(watched):
            raise AlreadyRenewing(str(each.id))


async def _change(member: Member, agreement_id: UUID, by: Act, action: str, **changes: Any) -> Agreement:  # noqa: ANN401 - columns of all kinds
    async with in_transaction():
        row = await _at_rest(member, agreement_id)
        await _amend(row, by, **changes)
        await _record(row, by, action, until=changes.get("paused_until"))
    return reads.agreement(row)


async def _amend(row: AgreementRow, by: Act, **changes: Any) -> None:  # noqa: ANN401 - columns of all kinds
    """Write the changes, and let it be looked at at once; whoever looks now finds that it is not theirs any more."""
    row.update_from_dict({**changes, "next_at": by.at, "lease": None, "lease_until": None, "told_at": None})
    await row.save()


async def _mine(member: Member, agreement_id: UUID) -> AgreementRow:
    row = await AgreementRow.select_for_update().get_or_none(id=agreement_id, member_id=member.id)
    if row is None:
        raise NotFound("agreement", str(agreement_id))
    return row


async def _live(member: Member, agreement_id: UUID) -> AgreementRow:
    row = await _mine(member, agreement_id)
    if row.ended_at:
        raise AgreementOver(row.state, row.ended_at)
    return row


async def _at_rest(member: Member, agreement_id: UUID) -> AgreementRow:
    row = await _live(member, agreement_id)
    if row.state in (State.CHARGING, State.PAST_DUE):
        raise RenewalUnderWay(str(agreement_id))
    return row


async def _consent(row: AgreementRow, kind: ConsentKind, wish: Wish, terms: Terms, by: Act) -> None:
    await ConsentRow.create(
        agreement_id=row.id,
        member_id=row.member_id,
        kind=kind,
        at=by.at,
        by=by.actor,
        channel=wish.channel,
        terms_version=wish.terms_version,
        **reads.terms_columns(terms),
    )


async def _agreement(agreement_id: UUID) -> Agreement:
    return (await reads.agreements([agreement_id]))[agreement_id]


async def _record(row: AgreementRow, by: Act, action: str, **facts: object) -> None:
    plain = {name: str(each) for name, each in facts.items() if each}
    subject = f"agreement:{row.id}"
    await journal.record(by.at, by.actor, action=action, subject=subject, member_id=row.member_id, facts=plain)
