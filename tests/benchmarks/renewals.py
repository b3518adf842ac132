"""Agreements that are all due at once, charged at the sandbox gateway: 5 % decline, and 1 % of the answers are lost.

20,000 of them with ``SIZE=full``, else 400. One worker's share of work in this process, the gateway in another; a lost
answer is waited for two seconds. Afterwards the gateway's books must agree with the database to the last charge.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from uuid import UUID

import httpx
import orjson

from hub import wiring
from hub.adapters.changes import ListenedChanges
from hub.adapters.cipher import AesCipher
from hub.adapters.clock import SystemClock
from hub.adapters.embedded import postgres
from hub.adapters.gateways.sandbox import SandboxAccount, SandboxGateway
from hub.adapters.sandbox.ledger import Ledger
from hub.adapters.tokens.builtin import NoIssuer
from hub.catalogue import service as catalogue
from hub.entitlements.models import GrantRow, SegmentRow
from hub.kernel.ids import new_id
from hub.kernel.secret import Secret
from hub.members.models import MemberRow
from hub.notifications.models import MessageRow
from hub.orders.models import PayerRow, PaymentMethodRow
from hub.ports import Ports
from hub.renewals.models import AgreementRow, RenewalRow
from hub.renewals.service.renewing import renew
from jobs import each as jobs_each
from tests.benchmarks.measuring import IS_FULL, Table
from tests.fakes import FakeClock
from tests.loopback import free_port
from tests.services.renewals.conftest import club

COUNT = 20_000 if IS_FULL else 400
NOW = datetime(2026, 1, 31, 2, 0, tzinfo=UTC)
BEGAN, END = NOW - timedelta(days=30), NOW + timedelta(days=1)
PATIENCE = 2.0
GOOD, DECLINES, LOSES = "4242424242424242", "4000000000000341", "4000000000001034"


def measure() -> Iterator[Table]:
    with TemporaryDirectory(prefix="hub-") as directory:
        yield asyncio.run(_measure(Path(directory)))


async def _measure(place: Path) -> Table:
    ledger, members = place / "ledger.sqlite", [new_id() for _ in range(COUNT)]
    _fill_books(ledger, members)
    with postgres.running(place):
        url = postgres.url(place, "hub")
        await wiring.migrate(url)
        async with wiring.connected(url), _gateway(ledger) as gateway:
            key = Secret("for a benchmark")
            ports = Ports(
                FakeClock(NOW), AesCipher([key]), NoIssuer(), ListenedChanges(url), gateways={"sandbox": gateway}
            )
            await catalogue.apply(ports, "benchmark", club())
            ids = await _fill(members)
            began = perf_counter()
            await jobs_each.each([str(one) for one in ids], lambda id_: renew(ports, id_))
            seconds = perf_counter() - began
            states = Counter([row.state for row in await AgreementRow.all()])
            paid = await RenewalRow.filter(outcome="PAID").count()
    taken = _taken(ledger)
    assert paid == taken == states["ACTIVE"], (paid, taken, states)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    notes = f"{COUNT / seconds:.0f} a second; {dict(states)}; {taken} charges in the gateway's books; {memory:.0f} MB"
    return Table(f"{COUNT:,} renewals due at once", "s", {"one worker": seconds}, notes)


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


def _taken(file: Path) -> int:
    books = Ledger(str(file))
    taken = sum(each["status"] == "succeeded" for each in books.every("charge"))
    books.close()
    return taken


@asynccontextmanager
async def _gateway(ledger: Path) -> AsyncIterator[SandboxGateway]:
    port, secrets = free_port(), ("sk", "pk", "whsec")
    names = ("SECRET_KEY", "PUBLIC_KEY", "WEBHOOK_SECRET")
    environment = {f"SANDBOX_GATEWAY_{name}": value for name, value in zip(names, secrets, strict=True)}
    environment |= {"SANDBOX_GATEWAY_PORT": str(port), "SANDBOX_GATEWAY_LEDGER": str(ledger)}
    environment |= {"SANDBOX_GATEWAY_WEBHOOK_URL": f"http://127.0.0.1:{free_port()}/nobody"}
    process = subprocess.Popen(  # noqa: ASYNC220 - nothing else goes on yet
        [sys.executable, "-m", "hub.adapters.sandbox.gateway"], env={**os.environ, **environment}
    )
    account = SandboxAccount(f"http://127.0.0.1:{port}", Secret("sk"), "pk", Secret("whsec"))
    try:
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
            while True:
                try:
                    await client.get(account.url)
                    break
                except httpx.TransportError:
                    sleep(0.1)  # noqa: ASYNC251 - nothing else goes on yet
            yield SandboxGateway(account, client, SystemClock())
    finally:
        process.terminate()
        process.wait()


async def _fill(members: list[UUID]) -> list[UUID]:
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
    return [each.id for each in agreements]


def _member(id_: UUID) -> MemberRow:
    name = str(id_)
    return MemberRow(
        id=id_, external_id=name, name=name, locale="en", zone="Asia/Shanghai", search=name, created_at=BEGAN
    )


def _grant(member: UUID, number: int) -> GrantRow:
    return GrantRow(
        id=new_id(), member_id=member, benefit="vip", source="PURCHASE", recorded_at=BEGAN, granted_at=BEGAN,
        granted_order=number, period="P1M",
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
