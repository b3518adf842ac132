"""PostgreSQL through Tortoise: how to reach it, what is in it, and how it changes.

A database URL is ``postgresql://user:password@host:port/name``; a socket's directory goes into ``?host=``.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tortoise.backends.base.config_generator import expand_db_url
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.operations import AddConstraint, CreateModel, Operation
from tortoise.migrations.writer import format_migration_name

from hub.adapters import fair
from hub.adapters.history import Executor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from tortoise.migrations.writer import MigrationWriter

APP = "hub"
"""The one Tortoise app: a foreign key names its target as ``hub.MemberRow``."""


def configuration(url: str, models: Sequence[str]) -> dict[str, Any]:
    """What Tortoise wants to know about the database at ``url`` and the ``models`` modules in it."""
    connection = expand_db_url(url) | {"engine": fair.__name__}
    credentials = connection["credentials"]
    credentials["user"] = unquote(credentials["user"] or "") or None
    if "sslmode" in credentials:
        credentials["ssl"] = credentials.pop("sslmode")
    app = {"models": list(models), "default_connection": "default", "migrations": "migrations"}
    return {
        "connections": {"default": connection},
        "apps": {APP: app},
        "use_tz": True,
        "timezone": "UTC",
    }


@asynccontextmanager
async def connected(url: str, models: Sequence[str]) -> AsyncIterator[None]:
    """Every task of this process reaches the database at ``url`` while the context lasts."""
    context = TortoiseContext()
    with context:  # Tortoise wants it current while it starts; the fallback serves all tasks afterwards
        await context.init(configuration(url, models), _enable_global_fallback=True)
    try:
        yield
    finally:
        await context.close_connections()


async def apply_migrations(url: str, models: Sequence[str]) -> None:
    """Bring the database at ``url`` up to date."""
    config = configuration(url, models)
    async with TortoiseContext() as context:
        await context.init(config, init_connections=False)
        await Executor(context.connections.get("default"), config["apps"]).migrate(direction="forward")


async def unwritten_changes(models: Sequence[str]) -> list[MigrationWriter]:
    """The migrations that would bring the database's history up to the models; none, if it is."""
    config = configuration("postgresql:///none", models)
    async with TortoiseContext() as context:
        await context.init(config, init_connections=False)
        detector = MigrationAutodetector(context.apps, config["apps"])  # type: ignore[arg-type]  # init has set them
        writers = await detector.changes()
    for writer in writers:
        writer.operations = _with_constraints(writer.operations)
    return writers


async def write_migration(name: str, models: Sequence[str]) -> list[str]:
    """Write what ``unwritten_changes`` finds into the history under ``name``; the paths of the files."""
    paths = []
    for writer in await unwritten_changes(models):
        writer.name = format_migration_name(int(writer.name[:4]), name)
        paths.append(str(writer.write()))
    return paths


def _with_constraints(operations: list[Operation]) -> list[Operation]:
    """Give each constraint of a new table a step of its own: Tortoise forgets those it finds in ``CreateModel``."""
    steps: list[Operation] = []
    for operation in operations:
        if isinstance(operation, CreateModel) and operation.options:
            constraints = operation.options.pop("constraints", ())
            steps += [AddConstraint(operation.name, constraint) for constraint in constraints]
    return [*operations, *steps]
