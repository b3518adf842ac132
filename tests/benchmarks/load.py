"""Clients that do nothing but ask: as many at once as wanted, each on a connection that stays open."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import cycle
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True)
class Load:
    """What came of it: requests a second, and how long half and 99 of 100 took, in milliseconds."""

    requests: int
    per_second: float
    p50: float
    p99: float


def request(token: str, body: bytes, more: str = "") -> bytes:
    """One request as it goes over the wire."""
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n{more}"
        f"authorization: Bearer {token}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def look(token: str, query: str, tag: str = "") -> bytes:
    """A question by GET; ``tag`` is that of the answer which the client has."""
    more = f"if-none-match: {tag}\r\n" if tag else ""
    head = f"GET /graphql?query={quote(query)} HTTP/1.1\r\nhost: 127.0.0.1\r\n{more}authorization: Bearer {token}"
    return f"{head}\r\n\r\n".encode()


async def tag_of(port: int, wanted: bytes) -> str:
    """The tag of one answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(wanted)
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    writer.close()
    return next((line[6:] for line in head.split("\r\n") if line.lower().startswith("etag: ")), "")


async def ask(port: int, wanted: Sequence[bytes], clients: int, seconds: float) -> Load:
    """Let ``clients`` ask for that long, each request in its turn."""
    return await ask_all(port, cycle(wanted), clients, seconds)


async def ask_all(port: int, wanted: Iterable[bytes], clients: int, seconds: float = inf) -> Load:
    """Let ``clients`` ask all that is wanted, or for so long."""
    times: list[float] = []
    began = perf_counter()
    turns = iter(wanted)
    await asyncio.gather(*(_client(port, turns, began + seconds, times) for _ in range(clients)))
    took = perf_counter() - began
    times.sort()
    return Load(len(times), len(times) / took, times[len(times) // 2] * 1e3, times[int(len(times) * 0.99)] * 1e3)


async def answer(port: int, wanted: bytes) -> bytes:
    """The body of one answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(wanted)
        return await _read(reader)
    finally:
        writer.close()


async def _client(port: int, turns: Iterator[bytes], until: float, times: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = perf_counter()
    for wanted in turns:
        writer.write(wanted)
        await _read(reader)
        now = perf_counter()
        times.append(now - began)
        if now >= until:
            break
        began = now
    writer.close()


async def _read(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    assert head.startswith((b"http/1.1 200", b"http/1.1 304")), head
    _, _, rest = head.partition(b"content-length:")
    return await reader.readexactly(int(rest.split(b"\r\n", 1)[0])) if rest else b""
