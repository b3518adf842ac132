"""Letters as they go over the wire.

Put together here because ``email.message`` takes fifteen times as long: more than all else that sending a mail costs.
"""

from __future__ import annotations

from base64 import b64encode
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hub.ports.couriers import Letter

_LINE = "\r\n"
_WIDTH = 76
"""Characters in a line of base64 (RFC 2045)."""
_SHORT = 60
"""What needs no folding beside the header's name."""


def written(sender: str, letter: Letter) -> bytes:
    """The mail from ``sender`` (``Name <address>``), in plain text and as HTML; its lines end with CR LF.

    Whatever stands in a header stands on one line of it: no name or subject can add another.
    """
    name, address = _parsed(sender)
    boundary = f"=_{letter.id.hex}"  # never part of base64
    headers = {
        "From": _mailbox(name, address),
        "To": _mailbox(letter.name, letter.to),
        "Subject": _worded("Subject", letter.subject),
        "Date": format_datetime(letter.at),
        "Message-ID": f"<{letter.id}@{address.partition('@')[2]}>",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
    }
    if letter.unsubscribe:
        headers["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    head = "".join(f"{each}: {value}{_LINE}" for each, value in headers.items())
    parts = _part(boundary, "plain", letter.text) + _part(boundary, "html", letter.html)
    return f"{head}{_LINE}{parts}--{boundary}--{_LINE}".encode("ascii")


_parsed = lru_cache(parseaddr)


def _mailbox(name: str, address: str) -> str:
    plain = " ".join(name.split())
    if plain.isascii():
        return formataddr((plain, address))
    return f"{_worded('To', plain)} <{address}>"


def _worded(header: str, text: str) -> str:
    """In encoded words where it is not ASCII, and folded where it is long (RFC 2047)."""
    plain = " ".join(text.split())
    if plain.isascii() and len(plain) < _SHORT:
        return plain
    return Header(plain, None if plain.isascii() else "utf-8", header_name=header).encode(linesep=_LINE)


def _part(boundary: str, kind: str, content: str) -> str:
    packed = b64encode(_LINE.join([*content.splitlines(), ""]).encode()).decode()
    encoded = "".join(packed[start : start + _WIDTH] + _LINE for start in range(0, len(packed), _WIDTH))
    return (
        f'--{boundary}{_LINE}Content-Type: text/{kind}; charset="utf-8"{_LINE}'
        f"Content-Transfer-Encoding: base64{_LINE}{_LINE}{encoded}"
    )
