"""What the page about codes tells people to type works as it stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from hub.fulfilment.rules.codes import CodeState
from tests.cli.conftest import Command

PAGE = (Path(__file__).parents[2] / "docs" / "vault.md").read_text("utf-8")


def test_every_command_on_the_page_works_in_its_order(command: Command) -> None:
    (table,) = re.findall(r"```csv\n(.*?)```", PAGE, flags=re.DOTALL)
    (commands,) = re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL)
    Path("codes.csv").write_text(table, "utf-8")
    said = [command(*shlex.split(line)[1:]) for line in commands.splitlines()]
    assert [each.code for each in said] == [0] * 6, said
    assert "2 codes of coffee" in said[0].out
    assert "LOW" in said[3].out
    assert said[5].out == "all is well\n"


def test_every_state_of_a_code_is_explained() -> None:
    assert re.findall(r"^\| ([A-Z]+) \|", PAGE, flags=re.MULTILINE) == list(CodeState)
