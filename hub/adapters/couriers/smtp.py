"""Mail over SMTP, on a few connections that are kept open.

What a server says decides what becomes of a letter. A 4xx answer, and whatever goes wrong before the server is ready
for the letter itself, means later. A 5xx answer about the recipient means that there is no such address, unless its
enhanced code (5.7.x) says that it is a matter of policy; a 5xx answer about the letter means that this letter is
refused. A 5xx answer about us (to the greeting, the password or the sender) is a mistake in the settings and not the
letter's fault: later. If the line breaks once the letter is under way, nobody knows.

A server that cannot be used at all is left alone for a while and then tried with one letter: a password that is wrong
is not tried once for every letter.
"""

from __future__ import annotations

import asyncio
import re
from email.utils import parseaddr
from math import ceil
from typing import TYPE_CHECKING

import structlog
from aiosmtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPServerDisconnected,
    SMTPStatus,
)

from hub.adapters.couriers.writing import written
from hub.ports.couriers import TOGETHER, News, Outcome

if TYPE_CHECKING:
    from aiosmtplib import SMTP
    from aiosmtplib.protocol import SMTPProtocol

    from hub.adapters.couriers.mail_server import MailServer
    from hub.ports.couriers import Letter

_PERMANENT = 500
_BROKEN = (SMTPException, OSError)
_OPENING = 2
"""Times as long as one step may take, for all of opening a connection; and for waiting until one is free."""
_TAKING = 3
"""Times as long as any other step may take, for the server's yes: many look at a letter before they take it."""
_DOT = re.compile(rb"(?m)^\.")

_log = structlog.get_logger()


class SmtpCourier:
    """Hands mail to one server."""

    is_safe_to_repeat = False

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._sender = parseaddr(server.sender)[1]
        self._idle: list[SMTP] = []
        self._good: set[SMTP] = set()
        """Those on which the server has taken up a mail that is under way."""
        self._places = asyncio.Semaphore(server.connections)
        self._rests_until, self._why = 0.0, ""
        self.room = asyncio.Semaphore(1 + ceil(server.connections / TOGETHER))

    async def carry(self, letter: Letter) -> Outcome:
        """See ``Courier``."""
        if not (letter.to.isascii() and letter.to.isprintable()):
            return Outcome(News.REFUSED, "mail to addresses with letters beyond ASCII is not sent")
        try:
            async with asyncio.timeout(self._server.timeout * _OPENING):
                await self._places.acquire()
        except TimeoutError:
            return Outcome(News.LATER, "the mail server is slow: no connection to it was free")
        try:
            return Outcome(News.LATER, self._why) if self._is_resting() else await self._carry(letter)
        finally:
            self._places.release()

    async def close(self) -> None:
        """Close the connections that are open."""
        while self._idle:
            self._idle.pop().close()

    async def _carry(self, letter: Letter) -> Outcome:
        client = self._idle.pop() if self._idle else self._server.client()
        try:
            outcome = await self._hand_over(client, letter)
        except BaseException:  # in the middle of something: the next letter would get this one's answers
            client.close()
            raise
        finally:
            self._good.discard(client)
        if client.is_connected:
            self._idle.append(client)
        return outcome

    async def _hand_over(self, client: SMTP, letter: Letter) -> Outcome:
        try:
            await self._begin(client)
            self._good.add(client)
            await client.rcpt(letter.to)
            line = await _announced(client)
            line.write(_DOT.sub(b"..", written(self._server.sender, letter)) + b".\r\n")
        except (SMTPRecipientRefused, SMTPDataError) as refused:
            await _reset(client)
            return self._judged(refused)
        except _BROKEN as broken:
            client.close()
            return Outcome(News.LATER, self._server.said(broken))
        return await self._answered(client, line)

    async def _begin(self, client: SMTP) -> None:
        """Begin a mail; on a connection that is of no use any more after it lay idle, by opening it again."""
        if client.is_connected:
            try:
                await client.mail(self._sender)
            except _BROKEN:
                client.close()
            else:
                return
        try:
            async with asyncio.timeout(self._server.timeout * _OPENING):
                await client.connect()
            await client.mail(self._sender)
        except _BROKEN as broken:
            client.close()
            self._rest(broken)
            raise
        self._rests_until, self._why = 0.0, ""

    async def _answered(self, client: SMTP, line: SMTPProtocol) -> Outcome:
        try:
            answer = await line.read_response(self._server.timeout * _TAKING)
        except _BROKEN as broken:
            client.close()
            return Outcome(News.UNKNOWN, f"the line broke while the letter was under way: {self._server.said(broken)}")
        if answer.code != SMTPStatus.completed:
            return self._judged(SMTPDataError(answer.code, answer.message))
        return Outcome(News.ACCEPTED, self._server.short(answer.message))

    def _judged(self, refused: SMTPRecipientRefused | SMTPDataError) -> Outcome:
        news = News.REFUSED
        if refused.code < _PERMANENT:
            news = News.LATER
        elif isinstance(refused, SMTPRecipientRefused) and not refused.message.lstrip().startswith("5.7."):
            news = News.NO_SUCH_ADDRESS
        return Outcome(news, self._server.said(refused))

    def _is_resting(self) -> bool:
        """The server could not be used a moment ago. Afterwards one letter is tried before all others."""
        now = asyncio.get_running_loop().time()
        if now < self._rests_until:
            return True
        if self._why:
            self._rests_until = now + self._server.rest
        return False

    def _rest(self, broken: BaseException) -> None:
        """Leave the server alone, unless other connections to it are open: it may just not have room for more."""
        if not any(each.is_connected for each in [*self._idle, *self._good]):
            self._why = self._server.said(broken)
            self._rests_until = asyncio.get_running_loop().time() + self._server.rest
            _log.warning("no mail can be sent now", why=self._why)


async def _announced(client: SMTP) -> SMTPProtocol:
    """The line, once the server is ready for the letter."""
    answer = await client.execute_command(b"DATA")
    if answer.code != SMTPStatus.start_input:
        raise SMTPDataError(answer.code, answer.message)
    if client.protocol is None:
        raise SMTPServerDisconnected("Connection lost")
    return client.protocol


async def _reset(client: SMTP) -> None:
    try:
        await client.rset()
    except _BROKEN:
        client.close()
