"""``python -m tests.benchmarks.sink``: a mail server that takes everything at once, and tells in the end what it took.

The sandbox's mail server takes longer over a mail than the hub does; this one is not to be what is measured. With a
certificate it offers STARTTLS. When it is told to end it writes the Message-IDs into a file, one a line.
"""

from __future__ import annotations

import asyncio
import signal
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import uvloop
from pydantic_settings import BaseSettings, SettingsConfigDict

from tests.benchmarks import workers
from tests.loopback import free_port

_ANSWERS = {b"RCPT": b"250 yes", b"MAIL": b"250 yes", b"RSET": b"250 yes", b"DATA": b"354 go on", b"QUIT": b"221 bye"}


class SinkSettings(BaseSettings):
    """From the environment: ``SINK_PORT`` and so on; ``certificate`` has its key in the same file."""

    model_config = SettingsConfigDict(env_prefix="SINK_")

    port: int
    taken: Path
    certificate: Path | None = None


class Sink(asyncio.Protocol):
    """One connection."""

    def __init__(self, tls: ssl.SSLContext | None, taken: list[bytes]) -> None:
        self._tls, self._taken = tls, taken
        self._unread, self._is_mail = b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self._line = cast("asyncio.Transport", transport)
        self._line.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer all that is complete."""
        self._unread += data
        while (end := self._unread.find(b"\r\n.\r\n" if self._is_mail else b"\r\n")) >= 0:
            said, self._unread = self._unread[:end], self._unread[end + (5 if self._is_mail else 2) :]
            self._line.write((self._mail(said) if self._is_mail else self._command(said[:4].upper())) + b"\r\n")

    def _mail(self, mail: bytes) -> bytes:
        self._is_mail = False
        self._taken.append(mail.partition(b"Message-ID: ")[2].partition(b"\r\n")[0])
        return b"250 taken"

    def _command(self, verb: bytes) -> bytes:
        if verb == b"EHLO":
            return b"250-sink\r\n250 STARTTLS" if self._tls else b"250 sink"
        if verb == b"STAR":
            asyncio.get_running_loop().create_task(self._encrypt())
            return b"220 go on"
        self._is_mail = verb == b"DATA"
        return _ANSWERS.get(verb, b"502 no")

    async def _encrypt(self) -> None:
        assert self._tls
        made = await asyncio.get_running_loop().start_tls(self._line, self, self._tls, server_side=True)
        if made:
            self._tls, self._line = None, made


async def serve(settings: SinkSettings) -> None:
    """Take mail until told to end."""
    taken, loop, ended = list[bytes](), asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    tls = None
    if settings.certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(settings.certificate)
    async with await loop.create_server(lambda: Sink(tls, taken), "127.0.0.1", settings.port):
        await ended.wait()
    settings.taken.write_bytes(b"".join(each + b"\n" for each in taken))


@contextmanager
def sink(place: Path, certificate: Path | None = None) -> Iterator[tuple[int, Path]]:
    """The port of a sink in a process of its own, and the file in which it leaves what it took."""
    port, taken = free_port(), place / "taken"
    environment = {"SINK_PORT": str(port), "SINK_TAKEN": str(taken)}
    if certificate:
        environment["SINK_CERTIFICATE"] = str(certificate)
    with workers.running(["tests.benchmarks.sink"], environment):
        yield port, taken


if __name__ == "__main__":
    uvloop.run(serve(SinkSettings()))
