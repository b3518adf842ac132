"""``hub templates check``."""

from __future__ import annotations

from tests.cli.conftest import Command


def test_the_templates_of_the_hub_are_whole(command: Command) -> None:
    assert command("templates", "check") == (0, "all is there: reminder\n", "")
