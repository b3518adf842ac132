"""Agreements that are all due at once, charged at the sandbox gateway: 5 % decline, and 1 % of the answers are lost.

20,000 of them with ``SIZE=full``, else 200; by one worker, and as many others by two. The hub waits ten seconds for
an answer that does not come. Afterwards the gateway's books must agree with the database to the last charge.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import orjson

from hub import wiring
from hub.adapters.clock import SystemClock
from hub.adapters.sandbox.ledger import Ledger
from hub.catalogue import service as catalogue
from hub.entitlements.models import GrantRow, SegmentRow
from hub.kernel.ids import new_id
from hub.members.models import MemberRow
from hub.notifications.models import MessageRow
from hub.orders.models import PayerRow, PaymentMethodRow
from hub.renewals.models import AgreementRow, RenewalRow
from hub.settings import Settings
from hub.wiring.gateways import SANDBOX, sandbox_environment
from hub.wiring.servers import Servers
from tests.benchmarks import workers
from tests.benchmarks.measuring import IS_FULL, Table
from tests.loopback import Listener, free_port, serving
from tests.services.renewals.conftest import club

COUNT = int(os.environ.get("COUNT", "20000" if IS_FULL else "200"))
NOW = SystemClock().now()
BEGAN, END = NOW - timedelta(days=30), NOW + timedelta(days=1)
GOOD, DECLINES, LOSES = "4242424242424242", "4000000000000341", "4000000000001034"

_LEFT = "SELECT count(*) FROM renewals WHERE outcome IS NULL AND declined_at IS NULL"
_BALANCE = """
    SELECT count(*) FILTER (WHERE outcome = 'PAID') AS paid, count(*) FILTER (WHERE declined_at IS NOT NULL) AS declined
    FROM renewals
"""


def measure() -> Iterator[Table]:
    """Seconds from the first renewal to the last."""
    with workers.servers() as (servers, place):
        yield asyncio.run(_measure(servers, place))


async def _measure(servers: Servers, place: Path) -> Table:
    await wiring.migrate(servers.database_url)
    seconds, notes = dict[str, float](), list[str]()
    hub, gateway = free_port(), free_port()
    settings = Settings(data=place, demo=False, port=hub, sandbox_gateway_port=gateway)
    connection = await asyncpg.connect(servers.database_url)
    async with wiring.connected(servers.database_url), serving(Listener().app, hub):
        await catalogue.apply(wiring.real_ports(settings, servers), "benchmark", club())
        for count in (1, 2):
            members = [new_id() for _ in range(COUNT)]
            await _fill(members)
            await connection.execute("ANALYZE")
            with _gateway(settings, servers, members), workers.workers(count, servers, _reaching(settings)) as started:
                worked = await workers.worked_off(connection, _LEFT, COUNT, started)
            name = f"{count} worker{'s' if count > 1 else ''}"
            seconds[name] = worked.seconds
            notes.append(f"{name}: {worked.note(COUNT)}")
    notes.append(await _agreed(connection, place))
    await connection.close()
    return Table(f"{COUNT:,} renewals due at once", "s", seconds, "; ".join(notes))


async def _agreed(connection: asyncpg.Connection, place: Path) -> str:
    """What the database says, if the gateway's books say the same; each card did what is written on it."""
    [row] = await connection.fetch(_BALANCE)
    books = Ledger(str(_ledger(place)))
    taken = sum(each["status"] == "succeeded" for each in books.every("charge"))
    books.close()
    declined = 2 * sum(_card(number) == DECLINES for number in range(COUNT))
    assert (row["paid"], row["declined"]) == (taken, declined) == (2 * COUNT - declined, declined), (row, taken)
    return f"{taken:,} charges in the gateway's books and in the database, {declined:,} declined"


def _ledger(place: Path) -> Path:
    return place / "sandbox-gateway.sqlite"


def _reaching(settings: Settings) -> dict[str, str]:
    return {"HUB_SANDBOX_GATEWAY_PORT": str(settings.sandbox_gateway_port), "HUB_DEMO": "false"}


@contextmanager
def _gateway(settings: Settings, servers: Servers, members: list[UUID]) -> Iterator[None]:
    """The gateway, which knows these members and their cards."""
    assert settings.sandbox_gateway_port
    _fill_books(_ledger(settings.data), members)
    with workers.running(SANDBOX, sandbox_environment(settings, servers, settings.sandbox_gateway_port)):
        yield


def _card(number: int) -> str:
    return DECLINES if number % 20 == 0 else LOSES if number % 100 == 1 else GOOD


def _fill_books(file: Path, members: list[UUID]) -> None:
    """The gateway knows the members and their cards."""
    books = Ledger(str(file))
    with sqlite3.connect(file) as connection:
        payers = [(f"payer_{each}", str(each), {"id": f"payer_{each}", "member_id": str(each)}) for each in members]
        connection.executemany(
            "INSERT INTO entries VALUES ('payer', ?, ?, ?)", [(a, b, orjson.dumps(c).decode()) for a, b, c in payers]
        )
        cards = [_stored(number, each) for number, each in enumerate(members)]
        connection.executemany(
            "INSERT INTO entries VALUES ('method', ?, ?, ?)",
            [(each["id"], each["id"], orjson.dumps(each).decode()) for each in cards],
        )
    connection.close()
    books.close()


def _stored(number: int, member: UUID) -> dict[str, object]:
    card = {"id": f"card_{member}", "number": _card(number), "brand": "visa", "last4": _card(number)[-4:]}
    return {**card, "expires_year": 2031, "expires_month": 8, "payer": f"payer_{member}"}


async def _fill(members: list[UUID]) -> None:
    """Everybody holds a month that ends tomorrow, and was told a week ago that it renews today."""
    agreements = [_agreement(each) for each in members]
    renewals = [_renewal(each) for each in agreements]
    grants = [_grant(each, number) for number, each in enumerate(members)]
    segments = [
        SegmentRow(
            member_id=each.member_id, benefit="vip", grant_id=each.id, starts_at=BEGAN, ends_at=END, is_queued=False
        )
        for each in grants
    ]
    for rows in (
        [_member(each) for each in members], grants, segments, [_kept(each) for each in members],
        [PayerRow(member_id=each, gateway="sandbox", payer=f"payer_{each}") for each in members],
        agreements, renewals, [_told(each) for each in renewals],
    ):  # fmt: skip
        await type(rows[0]).bulk_create(rows, batch_size=1_000)  # type: ignore[arg-type]  # rows of one kind
    await AgreementRow.all().update(moved=False)


def _member(id_: UUID) -> MemberRow:
    name = str(id_)
    return MemberRow(
        id=id_, external_id=name, name=name, locale="en", zone="Asia/Shanghai", search=name, created_at=BEGAN
    )


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


def _agreement(member: UUID) -> AgreementRow:
    return AgreementRow(
        id=new_id(), member_id=member, state="NOTICED", offer="month-renewing", held_offer="month-renewing",
        period="P1M", currency="CNY", price_minor=1500, gateway="sandbox", method=f"card_{member}", watches=["vip"],
        anchor=END, since=1, agreed_at=BEGAN, next_at=NOW,
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
