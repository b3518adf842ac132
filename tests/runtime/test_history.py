"""The database's history: it ends in what the models say, and its last step can be taken back."""

from __future__ import annotations

from pathlib import Path

import asyncpg
from tortoise.context import TortoiseContext, require_context
from tortoise.migrations.executor import MigrationTarget

import migrations
from hub import wiring
from hub.adapters import database as adapter
from hub.adapters.history import Executor

STEPS = sorted(file.stem for file in Path(migrations.__file__).parent.glob("[0-9]*.py"))


async def relations(url: str) -> set[str]:
    """The names of all tables, their columns, indexes and constraints."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "UNION SELECT conname FROM pg_constraint "
            "UNION SELECT table_name || '.' || column_name FROM information_schema.columns "
            "WHERE table_schema = 'public'"
        )
        return {row["name"] for row in rows}
    finally:
        await connection.close()


async def test_every_index_and_constraint_that_the_models_declare_exists(database):
    declared = {
        (model.__name__, declaration.name)
        for models in require_context().apps.values()
        for model in models.values()
        for declaration in (*model._meta.constraints, *model._meta.indexes)
        if hasattr(declaration, "name")
    }
    existing = await relations(database)
    assert {each for each in declared if each[1] not in existing} == set()


async def test_nothing_in_the_models_is_missing_from_the_history():
    assert await wiring.history_is_complete()


async def test_the_newest_step_can_be_taken_back_and_made_again(database_url):
    before = await relations(database_url)
    configuration = adapter.configuration(database_url, wiring.MODELS)
    async with TortoiseContext() as context:
        await context.init(configuration, init_connections=False)
        executor = Executor(context.connections.get("default"), configuration["apps"])
        await executor.migrate([MigrationTarget("hub", STEPS[-2])], direction="backward")
    assert await relations(database_url) != before
    await wiring.migrate(database_url)
    assert await relations(database_url) == before
