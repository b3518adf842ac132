"""The hub's own GraphQL, by the standard executor alone."""

from __future__ import annotations

from schema.compiled.operations import Operations
from tests.benchmarks.peers.ours import app
from tests.benchmarks.peers.serving import run


async def nothing(*_: object) -> None:
    """No operation is known."""


if __name__ == "__main__":
    Operations.answer = nothing  # type: ignore[assignment, method-assign] # what this peer is for
    run(app())
