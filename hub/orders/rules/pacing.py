"""How long things may take, and how long to wait before asking again."""

from __future__ import annotations

from datetime import timedelta

PAY_WITHIN = timedelta(minutes=30)
"""An order that is not paid by then expires."""

KEEP_CODES = timedelta(hours=1)
"""Codes stay reserved this much longer than an order may be paid, for payments that are still undecided."""

SETTLING = timedelta(minutes=2)
"""Until so long after a charge was sent, a gateway that knows nothing of it may merely not have got it yet."""

FIRST_ASK = timedelta(seconds=20)
"""Longer than a gateway may take to answer."""

STOP_ASKING = timedelta(days=7)
"""A payment that a member left at their bank is not asked for any longer; should it succeed, an event says so."""

_LONGEST = timedelta(hours=1)


def wait(tries: int) -> timedelta:
    """How long to wait after having asked ``tries`` times: twice as long each time, an hour at the most."""
    doublings: int = 2 ** min(tries, 10)
    return min(FIRST_ASK * doublings, _LONGEST)
