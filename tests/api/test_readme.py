"""Every snippet of the README does what the README says."""

from __future__ import annotations

import json
import re
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hub import settings as configuration
from hub.access.rules import Role
from hub.cli import _VERBS, main
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
    assert await asked_by_a_program(ask) == {"data": {"viewer": {"name": "林晓"}}}
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


async def asked_by_a_program(ask: Asking) -> dict[str, Any]:
    """What the two lines for programs are answered: signing in, and asking with the token."""
    lines = README[README.index("curl -s") :].partition("```")[0].replace("\\\n", " ").splitlines()
    signing_in, asking = (shlex.split(line, comments=True) for line in lines)
    signed_in = await sent(ask, signing_in)
    return await sent(ask, [word.replace("TOKEN", signed_in["token"]) for word in asking])


async def sent(ask: Asking, words: list[str]) -> dict[str, Any]:
    """What a command line of curl's is answered."""
    address, options = words[2], list(zip(words[3::2], words[4::2], strict=True))
    headers = dict(value.split(": ") for option, value in options if option == "-H")
    (content,) = (value for option, value in options if option == "-d")
    response = await ask.http.post(address.removeprefix("localhost:8000"), content=content.encode(), headers=headers)
    found: dict[str, Any] = response.raise_for_status().json()
    return found


def test_every_command_that_is_named_is_there() -> None:
    targets = re.findall(r"^(\w+):", Path("Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {*re.findall(r"(?:^|`)make (\w+)", README, re.MULTILINE)} <= {*targets}
    assert {*re.findall(r"`hub (\w+)", README)} <= {*_VERBS}
    for names in re.findall(r"-m tests\.benchmarks ([\w ]+?) *#", README):
        assert all(Path(f"tests/benchmarks/{name}.py").is_file() for name in names.split())


def test_the_settings_are_those_there_are() -> None:
    assert configuration.table() in README
