"""Ids: UUIDv7, made by us. They sort by the time they were made and travel well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uuid_utils
from uuid_utils.compat import uuid7

if TYPE_CHECKING:
    from uuid import UUID


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return uuid7()


def new_hex() -> str:
    """The 32 digits of a fresh UUIDv7, for what is only written down."""
    return uuid_utils.uuid7().hex
