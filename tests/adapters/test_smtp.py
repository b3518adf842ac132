"""Mail over real SMTP, to servers that take it and servers that do not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from hub.adapters.couriers.smtp import MailServer as Settings
from hub.adapters.couriers.smtp import SmtpCourier
from hub.kernel.secret import Secret
from hub.ports.couriers import Letter, News
from tests.loopback import free_port
from tests.mail_server import MailServer, mail_server

LETTER = Letter(
    id=UUID(int=7),
    at=datetime(2026, 1, 1, tzinfo=UTC),
    about="reminder",
    member="u-ling",
    name="林玲",
    to="ling@example.com",
    subject="影音会员即将到期",
    text="您好\n.一行以点开头\n",
    html="<p>您好</p>",
)


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as running:
        yield running


@pytest.fixture
async def courier(server: MailServer) -> AsyncIterator[SmtpCourier]:
    opened = SmtpCourier(Settings(Secret(server.url), "福利 <hub@shop.example>", connections=2, timeout=0.5))
    yield opened
    await opened.close()


async def test_a_mail_arrives_as_it_was_written(server: MailServer, courier: SmtpCourier) -> None:
    assert (await courier.carry(LETTER)).news is News.ACCEPTED
    [mail] = server.taken
    assert (mail["To"], mail["From"], mail["Subject"]) == (
        "林玲 <ling@example.com>",
        "福利 <hub@shop.example>",
        "影音会员即将到期",
    )
    assert mail["Message-ID"] == "<00000000-0000-0000-0000-000000000007@shop.example>"
    assert mail["List-Unsubscribe"] is None
    text, html = (mail.get_body([kind]) for kind in ("plain", "html"))
    assert text
    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    assert html
    assert "<p>您好</p>" in html.get_content()


async def test_no_name_and_no_subject_can_add_a_line_to_the_head(server: MailServer, courier: SmtpCourier) -> None:
    for name, subject in (
        ("Li\r\nBcc: x@example.com", "So\nBcc: y@example.com"),
        ("林" * 9 + "\nBcc: z", "到期" * 60),
    ):
        assert (await courier.carry(replace(LETTER, name=name, subject=subject))).news is News.ACCEPTED
        mail = server.taken.pop()
        assert (mail["Bcc"], mail["To"].addresses[0].addr_spec) == (None, "ling@example.com")
        assert (mail["To"].addresses[0].display_name, mail["Subject"]) == (
            " ".join(name.split()),
            " ".join(subject.split()),
        )


async def test_many_mails_share_a_few_connections(server: MailServer, courier: SmtpCourier) -> None:
    outcomes = await asyncio.gather(*(courier.carry(LETTER) for _ in range(12)))
    assert {each.news for each in outcomes} == {News.ACCEPTED}
    assert len(server.taken) == 12
    assert server.connections == 2


@pytest.mark.parametrize(
    ("answer", "news"),
    [
        ("450 4.2.1 mailbox busy", News.LATER),
        ("550 5.1.1 no such user", News.NO_SUCH_ADDRESS),
        ("550 5.7.1 not from you", News.REFUSED),
        (MailServer.DROP, News.LATER),
        (MailServer.HANG, News.LATER),
    ],
)
async def test_what_a_server_says_of_the_recipient_decides(
    server: MailServer, courier: SmtpCourier, answer: str, news: News
) -> None:
    server.says = [answer]
    assert (await courier.carry(LETTER)).news is news
    assert (await courier.carry(LETTER)).news is News.ACCEPTED
    assert len(server.taken) == 1


@pytest.mark.parametrize(
    ("answer", "news"),
    [
        ("451 4.3.0 try again", News.LATER),
        ("554 5.6.0 not this one", News.REFUSED),
        (MailServer.DROP, News.UNKNOWN),
        (MailServer.HANG, News.UNKNOWN),
    ],
)
async def test_what_becomes_of_a_mail_that_was_under_way(
    server: MailServer, courier: SmtpCourier, answer: str, news: News
) -> None:
    server.about_mail = [answer]
    assert (await courier.carry(LETTER)).news is news
    assert (await courier.carry(LETTER)).news is News.ACCEPTED


async def test_where_no_server_listens_mail_waits() -> None:
    courier = SmtpCourier(Settings(Secret(f"smtp://127.0.0.1:{free_port()}"), "hub@shop.example"))
    assert (await courier.carry(LETTER)).news is News.LATER


async def test_a_password_does_not_go_over_an_open_line_to_another_machine() -> None:
    def client(url: str) -> bool | None:
        return Settings(Secret(url), "hub@shop.example").client()._start_tls_on_connect

    assert client("smtp://li:secret@mail.example") is True
    assert client("smtp://li:secret@127.0.0.1") is None
