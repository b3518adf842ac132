"""What all adapters over HTTP agree on."""

from __future__ import annotations

import logging

import httpx

NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Failures before anything left this machine: nothing was done at the other end."""

for _library in ("httpx", "httpcore", "stripe"):  # they log whole addresses and bodies, and some carry keys
    logging.getLogger(_library).setLevel(logging.WARNING)
