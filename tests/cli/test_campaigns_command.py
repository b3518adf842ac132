"""Campaigns as a file, on the command line; what the page about them tells people to do works as it stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from hub.campaigns.rules.conditions import Condition
from hub.campaigns.rules.documents import read_document
from tests.cli.conftest import Command, Said

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "campaigns.md").read_text("utf-8")
DEMO = PROJECT / "hub" / "campaigns" / "demo.yaml"


def test_every_command_on_the_page_works_in_its_order(command: Command) -> None:
    command("catalogue", "apply", str(PROJECT / "hub" / "catalogue" / "demo.yaml"))
    (document,) = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    Path("win-back.yaml").write_text(document, "utf-8")
    commands = re.findall(r"^hub (.*)$", PAGE, flags=re.MULTILINE)
    said = [command(*shlex.split(line)) for line in commands]
    assert [each.code for each in said] == [0] * len(commands), said
    assert said[0].out == "audience Lapsed: version 1\ncampaign win-back: draft, saved 1 times\n"
    assert command("campaigns", "apply", "win-back.yaml") == Said(0, "no change\n", "")


def test_what_is_exported_changes_nothing_when_it_is_applied(command: Command) -> None:
    command("catalogue", "apply", str(PROJECT / "hub" / "catalogue" / "demo.yaml"))
    command("campaigns", "apply", str(DEMO))
    command("campaigns", "export", "all.yaml")
    assert command("campaigns", "apply", "all.yaml").out == "no change\n"
    assert read_document(Path("all.yaml").read_bytes()) == read_document(DEMO.read_bytes())


def test_a_mistake_is_named_by_its_place_and_nothing_is_applied(command: Command) -> None:
    Path("wrong.yaml").write_text("campaigns: [{code: a, plan: {name: A, guards: {hold_out: 90}}}]", "utf-8")
    said = command("campaigns", "apply", "wrong.yaml")
    assert (said.code, said.err.split(":")[1]) == (1, " file.campaigns.0.plan.guards.hold_out")
    Path("bomb.yaml").write_text("audiences: [&a {name: x}, *a]", "utf-8")
    assert "alias" in command("campaigns", "apply", "bomb.yaml").err
    assert command("campaigns", "show").out == "there are no campaigns\n"


def test_every_kind_of_condition_is_on_the_page() -> None:
    kinds = [each.model_fields["kind"].annotation.__args__[0] for each in Condition.__args__[0].__args__]
    assert set(re.findall(r"^\| `([A-Z_]+)`", PAGE, flags=re.MULTILINE)) == set(kinds)
