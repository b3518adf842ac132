"""Asking the database what no table's model can tell."""

from __future__ import annotations

from typing import Any

from tortoise.connection import get_connection


async def rows(statement: str, *parameters: object) -> list[dict[str, Any]]:
    """What ``statement`` selects, by column; in the caller's transaction, if there is one."""
    return list(await get_connection("default").execute_query_dict(statement, list(parameters)))
