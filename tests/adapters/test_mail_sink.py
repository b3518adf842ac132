"""The mail server of the demo, as the process that it is."""

from __future__ import annotations

import asyncio
import mailbox
import os
import subprocess
import sys
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from hub.adapters.couriers.mail_server import MailServer
from hub.adapters.couriers.smtp import SmtpCourier
from hub.kernel.secret import Secret
from hub.ports.couriers import News
from tests.adapters.test_smtp import LETTER
from tests.loopback import free_port

PATIENCE = 200


async def test_the_demo_keeps_every_mail_as_its_recipient_would_see_it(tmp_path: Path) -> None:
    port = free_port()
    environment = {"SANDBOX_MAIL_PORT": str(port), "SANDBOX_MAIL_DIRECTORY": str(tmp_path / "mail")}
    command = [sys.executable, "-m", "hub.adapters.sandbox.mail"]
    with subprocess.Popen(command, env={**os.environ, **environment}) as sink:  # noqa: ASYNC220 - begins at once
        courier = SmtpCourier(MailServer(Secret(f"smtp://127.0.0.1:{port}"), "hub@shop.example", rest=0.1))
        try:
            for _ in range(PATIENCE):
                if (outcome := await courier.carry(LETTER)).news is News.ACCEPTED:
                    break
                assert outcome.news is News.LATER
                await asyncio.sleep(0.1)
            await courier.close()
        finally:
            sink.terminate()
    [kept] = mailbox.Maildir(str(tmp_path / "mail"), factory=None)
    mail = message_from_bytes(kept.as_bytes(), policy=default)
    assert (mail["Subject"], mail["To"]) == (LETTER.subject, "林玲 <ling@example.com>")
