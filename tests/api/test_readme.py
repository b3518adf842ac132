"""Every snippet of the README does what the README says."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hub import settings as configuration
from hub.access.rules import Role
from hub.cli import main
from hub.members.reads import members_by_external_ids
from hub.ports import Ports
from hub.wiring import demo
from tests.api.conftest import Asking
from tests.fakes import FakeClock

README = Path("README.md").read_text(encoding="utf-8")
TOUR = re.findall(r"<!-- ask as (\S+) -->\n```graphql\n(.*?)```\n\n```json\n(.*?)```", README, re.DOTALL)
TOLD_ON = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


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


async def test_the_tour_is_answered_as_written(ask: Asking, ports: Ports, clock: FakeClock) -> None:
    clock.set(TOLD_ON)
    await demo.seed(ports)
    known = await members_by_external_ids(["lin-xiao"])
    member = ""
    assert len(TOUR) == README.count("<!-- ask as")
    for who, query, written in TOUR:
        variables: dict[str, Any] = {"member": member} if "$member" in query else {}
        answer = await ask(query, as_=known.get(who) or Role(who), **variables)
        found = answer["data"].get("member")
        member = found.pop("id") if found else member
        expected = json.loads(written)
        if found:
            assert expected["data"]["member"].pop("id")
        assert answer == expected


def test_the_settings_are_those_there_are() -> None:
    assert configuration.table() in README
