"""The stand-ins' keys: from the environment by the same names that the hub's provider files use, or made up."""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import TYPE_CHECKING

from hub.kernel.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES = {
    "sunrise": {"app_key": "SUNRISE_APP_KEY", "app_secret": "SUNRISE_APP_SECRET", "card_key": "SUNRISE_CARD_KEY"},
    "harbour": {"key_id": "HARBOUR_KEY_ID", "secret": "HARBOUR_SECRET", "voucher_key": "HARBOUR_VOUCHER_KEY"},
    "drizzle": {"merchant": "DRIZZLE_MERCHANT", "secret": "DRIZZLE_SECRET", "code_key": "DRIZZLE_CODE_KEY"},
}


def from_environment(environment: Mapping[str, str]) -> dict[str, dict[str, Secret]]:
    """Each stand-in's keys; one that is not set is a ``KeyError`` that names it."""
    return {
        provider: {key: Secret(environment[variable]) for key, variable in names.items()}
        for provider, names in _NAMES.items()
    }


def made_up(seed: str, url: str) -> dict[str, str]:
    """An environment in which the hub and the stand-ins at ``url`` know one another, for a demo or a test."""

    def chance(name: str) -> bytes:
        return sha256(f"{seed}:{name}".encode()).digest()

    keys = {variable: chance(variable).hex() for names in _NAMES.values() for variable in names.values()}
    keys["SUNRISE_CARD_KEY"] = base64.b64encode(chance("SUNRISE_CARD_KEY")).decode()
    keys["DRIZZLE_CODE_KEY"] = keys["DRIZZLE_CODE_KEY"][:16]
    return keys | {f"{provider.upper()}_URL": f"{url}/{provider}" for provider in _NAMES}
