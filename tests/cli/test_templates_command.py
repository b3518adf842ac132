"""``hub templates check``."""

from __future__ import annotations

from tests.cli.conftest import Command


def test_the_templates_of_the_hub_are_whole(command: Command) -> None:
    code, said, errors = command("templates", "check")
    assert (code, errors) == (0, "")
    assert said.startswith("all is there: campaign-letter, campaign-offer, reminder, renewal-agreed, ")
