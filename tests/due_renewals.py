"""Members whose agreements are all due now, written straight into the database and into the gateway's books."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import orjson

from hub.adapters.clock import SystemClock
from hub.adapters.sandbox.ledger import Ledger
from hub.entitlements.models import GrantRow, SegmentRow
from hub.kernel.ids import new_id
from hub.members.models import MemberRow
from hub.notifications.models import MessageRow
from hub.orders.models import PayerRow, PaymentMethodRow
from hub.renewals.models import AgreementRow, RenewalRow
from tests.zones import noon

NOW = SystemClock().now()
BEGAN, END = NOW - timedelta(days=30), NOW + timedelta(days=1)
GOOD, DECLINES, LOSES = "4242424242424242", "4000000000000341", "4000000000001034"


def fill_books(file: Path, cards: Mapping[UUID, str]) -> None:
    """The gateway knows the members and their cards."""
    books = Ledger(str(file))
    with sqlite3.connect(file) as connection:
        payers = [(f"payer_{each}", str(each), {"id": f"payer_{each}", "member_id": str(each)}) for each in cards]
        connection.executemany(
            "INSERT INTO entries VALUES ('payer', ?, ?, ?)", [(a, b, orjson.dumps(c).decode()) for a, b, c in payers]
        )
        stored = [_stored(member, number) for member, number in cards.items()]
        connection.executemany(
            "INSERT INTO entries VALUES ('method', ?, ?, ?)",
            [(each["id"], each["id"], orjson.dumps(each).decode()) for each in stored],
        )
    connection.close()
    books.close()


def _stored(member: UUID, number: str) -> dict[str, object]:
    card = {"id": f"card_{member}", "number": number, "brand": "visa", "last4": number[-4:]}
    return {**card, "expires_year": 2031, "expires_month": 8, "payer": f"payer_{member}"}


async def fill(members: list[UUID], mail: str | None = None, due: datetime = NOW) -> None:
    """Everybody holds a month that ends tomorrow, and was told a week ago that it renews today.

    Their mail goes to addresses in the domain ``mail``, if they have any. Their agreements are looked at when ``due``.
    """
    agreements = [_agreement(each, due) for each in members]
    renewals = [_renewal(each) for each in agreements]
    grants = [_grant(each, number) for number, each in enumerate(members)]
    segments = [
        SegmentRow(
            member_id=each.member_id, benefit="vip", grant_id=each.id, starts_at=BEGAN, ends_at=END, is_queued=False
        )
        for each in grants
    ]
    for rows in (
        [_member(each, mail) for each in members], grants, segments, [_kept(each) for each in members],
        [PayerRow(member_id=each, gateway="sandbox", payer=f"payer_{each}") for each in members],
        agreements, renewals, [_told(each) for each in renewals],
    ):  # fmt: skip
        await type(rows[0]).bulk_create(rows, batch_size=1_000)  # type: ignore[arg-type]  # rows of one kind
    await AgreementRow.all().update(moved=False)


def _member(id_: UUID, mail: str | None) -> MemberRow:
    name = str(id_)
    email = f"{name}@{mail}" if mail else None
    return MemberRow(
        id=id_, external_id=name, name=name, email=email, locale="en", zone=noon()[0], search=name,
        created_at=BEGAN,
    )  # fmt: skip


def _grant(member: UUID, number: int) -> GrantRow:
    return GrantRow(
        id=new_id(), member_id=member, benefit="vip", source="PURCHASE", recorded_at=BEGAN, granted_at=BEGAN,
        granted_order=number, period="P31D",
    )  # fmt: skip


def _kept(member: UUID) -> PaymentMethodRow:
    return PaymentMethodRow(
        member_id=member, gateway="sandbox", method=f"card_{member}", brand="visa", last4="4242",
        expires_year=2031, expires_month=8, kept_at=BEGAN,
    )  # fmt: skip


def _agreement(member: UUID, due: datetime) -> AgreementRow:
    return AgreementRow(
        id=new_id(), member_id=member, state="NOTICED", offer="month-renewing", held_offer="month-renewing",
        period="P1M", currency="CNY", price_minor=1500, gateway="sandbox", method=f"card_{member}", watches=["vip"],
        anchor=END, since=1, agreed_at=BEGAN, next_at=due,
    )  # fmt: skip


def _renewal(agreement: AgreementRow) -> RenewalRow:
    return RenewalRow(
        id=new_id(), agreement_id=agreement.id, member_id=agreement.member_id, number=1, offer=agreement.offer,
        due_at=END, currency="CNY", amount_minor=1500, notices=1, noticed_at=NOW - timedelta(days=7), charge_at=NOW,
    )  # fmt: skip


def _told(renewal: RenewalRow) -> MessageRow:
    return MessageRow(
        key=f"renewal-notice:{renewal.id}:1", member_id=renewal.member_id, channel="INBOX", category="LEGAL",
        template="renewal-notice", locale="en", recipient="", subject="", text="", html="", state="SENT",
        created_at=NOW - timedelta(days=7), sent_at=NOW - timedelta(days=7),
    )  # fmt: skip
