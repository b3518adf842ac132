"""Mail over lines that nobody can read, to servers that ask who one is: real TLS, real passwords."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from hub.adapters.couriers import mail_server as of_servers
from hub.adapters.couriers.mail_server import MailServer as Settings
from hub.adapters.couriers.smtp import SmtpCourier
from hub.kernel.secret import Secret
from hub.ports.couriers import News, Outcome
from tests.adapters.test_smtp import LETTER
from tests.certificates import Certificate, certificate
from tests.mail_server import MailServer, mail_server

PASSWORD = "s3cret/:@ 密码"  # noqa: S105 - of a server that ends with its test
AS_HUB = "hub:s3cret%2F%3A%40%20%E5%AF%86%E7%A0%81@"
AS_HUB_WITH_ANOTHER = "hub:m1staken@"
ACCOUNTS = {"hub": PASSWORD}
ELSEWHERE = "127.1"
"""Another name of this machine, by which it is not known as this one."""


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate that nobody trusts."""
    return certificate(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def trusted(signed: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Certificate]:
    """The same, which this machine trusts as an operator would have it."""
    with trust(signed, monkeypatch):
        yield signed


@contextmanager
def trust(signed: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SSL_CERT_FILE", str(signed.file))
    of_servers._tls.cache_clear()
    yield
    of_servers._tls.cache_clear()


def courier(server: MailServer, who: str = "", host: str = "127.0.0.1", rest: float = 0.3) -> SmtpCourier:
    url = server.url.replace("://127.0.0.1", f"://{who}{host}")
    return SmtpCourier(Settings(Secret(url), "Hub <hub@shop.example>", connections=2, timeout=2, rest=rest))


async def carried(server: MailServer, who: str = "", host: str = "127.0.0.1") -> Outcome:
    opened = courier(server, who, host)
    outcome = await opened.carry(LETTER)
    await opened.close()
    return outcome


@pytest.mark.parametrize("is_tls_first", [True, False], ids=["TLS first", "STARTTLS"])
async def test_mail_goes_over_tls_with_the_right_password(trusted: Certificate, *, is_tls_first: bool) -> None:
    async with mail_server(MailServer(trusted, is_tls_first, ACCOUNTS)) as server:
        outcome = await carried(server, AS_HUB)
    assert outcome.news is News.ACCEPTED, outcome
    assert (server.logins, server.encrypted) == (["hub"], [True])


async def test_a_line_that_can_be_encrypted_is(trusted: Certificate) -> None:
    async with mail_server(MailServer(trusted)) as server:
        outcome = await carried(server)
    assert outcome.news is News.ACCEPTED, outcome
    assert server.encrypted == [True]


@pytest.mark.parametrize("who", ["", AS_HUB], ids=["without a password", "with a password"])
@pytest.mark.parametrize("is_tls_first", [True, False], ids=["TLS first", "STARTTLS"])
async def test_a_server_that_nobody_vouches_for_gets_neither_mail_nor_password(
    signed: Certificate, who: str, *, is_tls_first: bool
) -> None:
    async with mail_server(MailServer(signed, is_tls_first, ACCOUNTS if who else {})) as server:
        outcome = await carried(server, who)
    assert outcome.news is News.LATER
    assert "name the file of its authority in SSL_CERT_FILE" in outcome.note
    assert (server.logins, server.taken) == ([], [])


async def test_a_certificate_of_another_machine_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    anothers = certificate(tmp_path, "127.0.0.2")
    with trust(anothers, monkeypatch):
        async with mail_server(MailServer(anothers, is_tls_first=True)) as server:
            outcome = await carried(server)
    assert outcome.news is News.LATER
    assert "mismatch" in outcome.note
    assert server.taken == []


async def test_to_a_server_elsewhere_no_password_goes_over_an_open_line() -> None:
    async with mail_server(MailServer(accounts=ACCOUNTS)) as server:
        outcome = await carried(server, AS_HUB, ELSEWHERE)
        assert outcome.news is News.LATER
        assert "use smtps:// in HUB_SMTP_URL" in outcome.note
        assert (server.logins, server.taken) == ([], [])
        assert (await carried(server, AS_HUB)).news is News.ACCEPTED, "nobody listens within a machine"


async def test_where_nobody_asks_for_a_password_that_is_said() -> None:
    async with mail_server() as server:
        outcome = await carried(server, AS_HUB)
    assert outcome.news is News.LATER
    assert "leave it out of HUB_SMTP_URL" in outcome.note


@pytest.mark.parametrize(
    "echo",
    ["AUTH PLAIN " + b64encode(b"\0hub\0m1staken").decode(), b64encode(b"m1staken").decode(), "is it m1staken?"],
)
async def test_a_wrong_password_is_said_to_be_and_never_seen(echo: str) -> None:
    server = MailServer(accounts=ACCOUNTS, says_of_login=f"535 5.7.8 no: {echo}")
    async with mail_server(server):
        with capture_logs() as logged:
            outcome = await carried(server, AS_HUB_WITH_ANOTHER)
    assert outcome.news is News.LATER
    assert outcome.note.startswith("look at the user and the password in HUB_SMTP_URL: 535 5.7.8 no: ")
    assert [each["why"] for each in logged] == [outcome.note]
    for told in (outcome.note, repr(courier(server, AS_HUB_WITH_ANOTHER)._server)):
        assert "m1staken" not in told
        assert b64encode(b"m1staken").decode() not in told
        assert b64encode(b"\0hub\0m1staken").decode() not in told


async def test_a_wrong_password_is_not_tried_for_every_letter_and_the_right_one_soon_serves() -> None:
    server = MailServer(accounts={"hub": "another one"})
    async with mail_server(server):
        opened = courier(server, AS_HUB, rest=2)
        outcomes = await asyncio.gather(*(opened.carry(LETTER) for _ in range(40)))
        assert {each.news for each in outcomes} == {News.LATER}
        assert len({each.note for each in outcomes}) == 1
        tries = len(server.logins)
        server.accounts = ACCOUNTS
        async with asyncio.timeout(20):
            while (await opened.carry(LETTER)).news is News.LATER:  # noqa: ASYNC110 - nobody says when
                await asyncio.sleep(0.05)  # the rest that the server is given
        assert {(await opened.carry(LETTER)).news for _ in range(3)} == {News.ACCEPTED}
        await opened.close()
    assert tries <= 2 * 2, "two connections, by the two ways that the server knows"
