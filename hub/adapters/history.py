"""Applying the database's history without copying all of it at every step.

Before each operation of a migration, Tortoise copies every model of the hub, and after each it prepares every model
for queries, so that the time grows with the square of the history. Here a copy is made only for an operation that
looks at it, and only new models are prepared. Tortoise's pull request 2274 is to do the same; when it is in a release,
``tortoise.migrations.api.migrate`` takes this module's place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakSet

from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps

if TYPE_CHECKING:
    from tortoise.migrations.graph import MigrationKey
    from tortoise.migrations.schema_generator.state import ModelState
    from tortoise.models import Model


class Executor(MigrationExecutor):
    """Tortoise's executor over states that are copied when looked at."""

    async def _project_state(self, applied: set[MigrationKey], *, upto: MigrationKey | None = None) -> State:
        state = await super()._project_state(applied, upto=upto)
        apps = _Apps(state.apps._default_connections)  # noqa: SLF001 - Tortoise keeps it there and nowhere else
        return _State(state.models, apps.clone(state.models))


class _Apps(StateApps):
    """Models of one point in the history, prepared for queries once each."""

    def _build_initial_querysets(self) -> None:
        self._prepared: WeakSet[type[Model]] = getattr(self, "_prepared", WeakSet())
        every = self.apps
        self.apps = {app: self._unprepared(models) for app, models in every.items()}
        super()._build_initial_querysets()
        self.apps = every
        self._prepared.update(model for models in every.values() for model in models.values())

    def _unprepared(self, models: dict[str, type[Model]]) -> dict[str, type[Model]]:
        return {name: model for name, model in models.items() if model not in self._prepared}


class _State(State):
    """The models at one point of the history."""

    def clone(self) -> State:
        return _Snapshot({key: model.clone() for key, model in self.models.items()}, self.apps)


class _Snapshot(_State):
    """A copy of a state whose ``apps`` come into being when somebody asks for them."""

    def __init__(self, models: dict[tuple[str, str], ModelState], origin: StateApps) -> None:
        self.models = models
        self._origin = origin

    def __getattr__(self, name: str) -> StateApps:
        if name != "apps":
            raise AttributeError(name)
        self.apps = self._origin.clone(self.models)
        return self.apps
