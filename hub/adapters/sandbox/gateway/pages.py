"""The page on which a member confirms a payment, as a bank's would be."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hub.adapters.sandbox.ledger import Entry

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sandbox bank</title>
<style>body{{font:16px system-ui;max-width:24rem;margin:4rem auto;padding:0 1rem}}
button{{font:inherit;padding:.6rem 1.2rem;margin-right:.5rem}}</style>
<h1>Sandbox bank</h1>
<p>Payment {reference}: <strong>{amount} {currency}</strong> (minor units)</p>
{choice}
</html>"""

_CHOICE = """<form method="post"><button name="decision" value="approve">Approve</button>
<button name="decision" value="decline">Decline</button></form>"""


def confirmation(charge: Entry) -> str:
    """Ask, or say how it ended."""
    asked = charge["asked"]
    is_open = charge["url"] is not None
    return _PAGE.format(
        reference=escape(asked["reference"]),
        amount=asked["amount_minor"],
        currency=escape(asked["currency"]),
        choice=_CHOICE if is_open else f"<p>This payment is settled: {escape(charge['status'])}.</p>",
    )
