"""Mail over real SMTP, to servers that take it and servers that do not."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from hub.adapters.couriers.mail_server import MailServer as Settings
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


REST = 0.05
"""Seconds for which a server that cannot be used is left alone."""


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as running:
        yield running


@pytest.fixture
async def courier(server: MailServer) -> AsyncIterator[SmtpCourier]:
    opened = SmtpCourier(Settings(Secret(server.url), "福利 <hub@shop.example>", connections=2, timeout=0.5, rest=REST))
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


async def test_marketing_can_be_turned_off_with_one_click_in_the_mail_program(
    server: MailServer, courier: SmtpCourier
) -> None:
    link = "https://hub.example/unsubscribe/" + "a" * 200
    assert (await courier.carry(replace(LETTER, unsubscribe=link))).news is News.ACCEPTED
    [mail] = server.taken
    assert mail["List-Unsubscribe"] == f"<{link}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


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


SAID = {
    "says": {
        "450 4.2.1 mailbox busy": News.LATER,
        "550 5.1.1 no such user": News.NO_SUCH_ADDRESS,
        "550 5.7.1 not from you": News.REFUSED,
        "421 4.3.2 closing": News.LATER,
        MailServer.DROP: News.LATER,
        MailServer.HANG: News.LATER,
    },
    "about_sender": {
        "451 4.7.1 come back later": News.LATER,
        "550 5.7.1 you may not send here": News.LATER,
        "421 4.3.2 closing": News.LATER,
        MailServer.DROP: News.LATER,
        MailServer.HANG: News.LATER,
    },
    "about_data": {
        "451 4.3.0 not now": News.LATER,
        "554 5.5.1 no": News.REFUSED,
        MailServer.DROP: News.LATER,
        MailServer.HANG: News.LATER,
    },
    "about_mail": {
        "451 4.3.0 try again": News.LATER,
        "554 5.6.0 not this one": News.REFUSED,
        MailServer.DROP: News.UNKNOWN,
        MailServer.HANG: News.UNKNOWN,
    },
}
"""What comes of what a server says: of the sender, the recipient, the wish to send data, and the mail."""


@pytest.mark.parametrize(("of", "answer"), [(of, answer) for of, answers in SAID.items() for answer in answers])
async def test_what_a_server_says_at_any_step_decides_and_the_next_mail_goes_out(
    server: MailServer, courier: SmtpCourier, of: str, answer: str
) -> None:
    getattr(server, of).append(answer)
    outcome = await courier.carry(LETTER)
    assert outcome.news is SAID[of][answer]
    if answer[0].isdigit():
        assert outcome.note == answer
    await asyncio.sleep(REST)
    assert (await courier.carry(LETTER)).news is News.ACCEPTED
    assert len(server.taken) == 1


@pytest.mark.parametrize("greeting", [b"421 4.7.0 too many of you", b"554 5.7.1 not you", b"", b"HTTP/1.1 400 what?"])
async def test_a_server_that_turns_us_away_makes_mail_wait(greeting: bytes) -> None:
    async def turn_away(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting + b"\r\n" if greeting else b"")
        writer.close()

    async with await asyncio.start_server(turn_away, "127.0.0.1", 0) as doorman:
        port = doorman.sockets[0].getsockname()[1]
        outcome = await SmtpCourier(Settings(Secret(f"smtp://127.0.0.1:{port}"), "hub@shop.example")).carry(LETTER)
    assert outcome.news is News.LATER


async def test_a_server_that_says_nothing_at_all_holds_nobody_up_for_long() -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as silent:
        port = silent.sockets[0].getsockname()[1]
        courier = SmtpCourier(Settings(Secret(f"smtp://127.0.0.1:{port}"), "hub@shop.example", 2, timeout=0.2))
        began = asyncio.get_running_loop().time()
        outcomes = await asyncio.gather(*(courier.carry(LETTER) for _ in range(48)))
    assert {each.news for each in outcomes} == {News.LATER}
    assert asyncio.get_running_loop().time() - began < 2, "the first to try wait for it, and the others hear of that"


async def test_a_tarpit_takes_what_it_takes_and_the_rest_waits_a_while_and_no_longer(
    server: MailServer, courier: SmtpCourier
) -> None:
    server.slowness = 0.4  # for each answer, just less than is waited for
    began = asyncio.get_running_loop().time()
    outcomes = await asyncio.gather(*(courier.carry(LETTER) for _ in range(12)))
    assert asyncio.get_running_loop().time() - began < 5
    assert Counter(each.news for each in outcomes) == {News.ACCEPTED: 2, News.LATER: 10}
    assert len(server.taken) == 2
    assert "no connection to it was free" in outcomes[-1].note


@pytest.mark.parametrize("last_words", ["", "421 4.4.2 you say nothing"])
async def test_a_connection_that_was_closed_while_it_lay_idle_is_opened_again(
    server: MailServer, courier: SmtpCourier, last_words: str
) -> None:
    assert (await courier.carry(LETTER)).news is News.ACCEPTED
    await server.hang_up(last_words)
    assert [(await courier.carry(LETTER)).news for _ in range(2)] == [News.ACCEPTED] * 2
    assert (len(server.taken), server.connections) == (3, 2)


@pytest.mark.parametrize("answer", ["421 4.4.2 too long idle", "452 4.5.3 enough for one line", MailServer.HANG])
async def test_a_kept_connection_that_is_of_no_use_any_more_is_opened_again(
    server: MailServer, courier: SmtpCourier, answer: str
) -> None:
    assert (await courier.carry(LETTER)).news is News.ACCEPTED
    server.about_sender = [answer]
    assert [(await courier.carry(LETTER)).news for _ in range(2)] == [News.ACCEPTED] * 2
    assert (len(server.taken), server.connections) == (3, 2)


@pytest.mark.parametrize("of", SAID)
async def test_a_letter_given_up_in_the_middle_leaves_its_answer_to_no_other(
    server: MailServer, courier: SmtpCourier, of: str
) -> None:
    getattr(server, of).append(f"{MailServer.LATE}250 OK")
    given_up = asyncio.create_task(courier.carry(LETTER))
    await server.is_silent.wait()
    given_up.cancel()
    await asyncio.wait([given_up])
    server.says.append("550 5.1.1 no such user")
    assert (await courier.carry(LETTER)).news is News.NO_SUCH_ADDRESS
    assert (await courier.carry(LETTER)).news is News.ACCEPTED


@pytest.mark.parametrize("to", ["林@example.com", "ling@example.com\r\nDATA", "ling\x00@example.com"])
async def test_what_is_no_address_is_refused_before_anything_is_said(
    server: MailServer, courier: SmtpCourier, to: str
) -> None:
    assert (await courier.carry(replace(LETTER, to=to))).news is News.REFUSED
    assert server.connections == 0


async def test_where_no_server_listens_mail_waits() -> None:
    courier = SmtpCourier(Settings(Secret(f"smtp://127.0.0.1:{free_port()}"), "hub@shop.example"))
    assert (await courier.carry(LETTER)).news is News.LATER
