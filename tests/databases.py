"""One database for all tests of a run, emptied after each: moments, where a new one takes a hundred times that."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import asyncpg
from tortoise.context import TortoiseContext, set_global_context

from hub import wiring
from hub.adapters.database import configuration

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NAME = "a_test"

_SHAPE = """
    SELECT md5(string_agg(kind || oid || ' ' || xmin, ',' ORDER BY kind, oid)) FROM (
        SELECT 'class' AS kind, oid::text, xmin::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT 'constraint', oid::text, xmin::text FROM pg_constraint WHERE conrelid <> 0
        UNION ALL SELECT 'trigger', oid::text, xmin::text FROM pg_trigger
        UNION ALL SELECT 'function', oid::text, xmin::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ) AS things
"""
"""Changes with every table, index, constraint, trigger and function that comes, goes or becomes another."""

_EMPTIED = """
    SELECT string_agg(
        CASE relkind WHEN 'r' THEN format('DELETE FROM %s', oid::regclass)
        ELSE format('SELECT setval(%L, 1, false)', oid::regclass) END, ';')
    FROM pg_class WHERE relkind IN ('r', 'S') AND relnamespace = 'public'::regnamespace AND relname NOT LIKE $1
"""
_SEND_AWAY = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()
"""
_HISTORY = "tortoise_migrations%"


@dataclass
class TheDatabase:
    """Made when first asked for, and anew after a test that changed its tables' shape."""

    url: str
    admin_url: str
    shape: str = ""
    models_are_ready: bool = False

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """As ``wiring.connected``; but what all models are is worked out once, and not for every test."""
        if not self.models_are_ready:
            async with wiring.connected(self.url):
                self.models_are_ready = True
        context = TortoiseContext()
        await context.init(configuration(self.url, wiring.MODELS), init_connections=False)
        set_global_context(context)
        try:
            yield
        finally:
            await context.close_connections()

    async def make(self) -> None:
        """Have it there, with every table and no row."""
        if self.shape:
            return
        admin = await asyncpg.connect(self.admin_url)
        await admin.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        await admin.execute(f"CREATE DATABASE {NAME} TEMPLATE hub STRATEGY FILE_COPY")
        await admin.close()
        connection = await asyncpg.connect(self.url)
        self.shape = await connection.fetchval(_SHAPE)
        await connection.close()

    async def clear(self) -> None:
        """End everybody's sessions and take every row out."""
        shape, self.shape = self.shape, ""
        connection = await asyncpg.connect(self.url)
        await connection.execute(_SEND_AWAY, NAME)
        if await connection.fetchval(_SHAPE) == shape:
            emptied = await connection.fetchval(_EMPTIED, _HISTORY)
            await connection.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {emptied}; COMMIT")
            self.shape = shape
        await connection.close()
