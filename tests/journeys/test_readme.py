"""Every snippet of the README does what the README says."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from hub import settings
from hub.cli import main

README = Path("README.md").read_text(encoding="utf-8")


def block(marker: str) -> str:
    """The fenced block that follows ``<!-- marker -->``."""
    found = re.search(rf"<!-- {re.escape(marker)} -->\n```\w*\n(.*?)```", README, re.DOTALL)
    assert found, marker
    return found[1]


def test_the_case_is_answered_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "case.json").write_text(block("case"), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["hub", "timeline", str(tmp_path / "case.json")])
    with pytest.raises(SystemExit):
        main()
    assert json.loads(capsys.readouterr().out) == json.loads(block("case answer"))


def test_the_settings_are_those_there_are() -> None:
    assert settings.table() in README
