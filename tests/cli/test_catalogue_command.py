"""The catalogue as a file, on the command line."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from hub import wiring
from hub.ports import Ports
from hub.wiring import demo
from tests.cli.conftest import Command, Said
from tests.rules.catalogue.documents import SMALL

DEMO = Path("hub/catalogue/demo.yaml").resolve()


@pytest.fixture
def hub(command: Command) -> Command:
    """Runs ``hub catalogue …``."""
    return partial(command, "catalogue")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    return file


def test_applying_tells_what_it_did_and_again_that_there_was_nothing_to_do(hub: Command, small: Path) -> None:
    first = hub("apply", "small.yaml")
    assert first.code == 0
    assert "+ bundles year\n" in first.out
    assert first.out.endswith("9 added, 0 changed, 0 retired, 2 revised\n")
    assert hub("apply", "small.yaml") == Said(0, "no change\n", "")


def test_a_difference_is_shown_field_by_field_and_nothing_is_written(hub: Command, small: Path) -> None:
    hub("apply", "small.yaml")
    small.write_text(SMALL.replace("198.00 CNY", "188.00 CNY").replace("PARALLEL", "EXTEND"), encoding="utf-8")
    shown = hub("diff", "small.yaml")
    assert shown.out.splitlines() == [
        "~ benefits coupon",
        "    stacking: PARALLEL → EXTEND",
        "~ offers year-once",
        "    price: 198.00 CNY → 188.00 CNY",
        "! benefits coupon: Grants that ran side by side are now laid end to end, so coverage ends later.",
        "0 added, 2 changed, 0 retired, 0 revised",
        "! benefits coupon: 0 members hold it now",
    ]
    assert hub("diff", "small.yaml") == shown


def test_mistakes_are_listed_one_a_line_with_file_and_line(hub: Command, small: Path) -> None:
    small.write_text(SMALL.replace("P1Y", "P0D").replace("198.00 CNY", "free"), encoding="utf-8")
    said = hub("apply", "small.yaml")
    lines = SMALL.splitlines()
    year, price = (number for number, line in enumerate(lines, 1) if "P1Y" in line or "198.00" in line)
    assert said.code == 1
    assert [line.partition(": ")[0] for line in said.err.splitlines()] == [f"small.yaml:{year}", f"small.yaml:{price}"]
    assert said.err.splitlines()[0].startswith(f"small.yaml:{year}: bundles.year.validity: 'P0D' must be longer")


def test_what_is_written_out_applies_to_no_change(hub: Command, tmp_path: Path) -> None:
    assert hub("apply", str(DEMO)).code == 0
    assert hub("export", "out.yaml").code == 0
    assert hub("apply", "out.yaml").out == "no change\n"
    assert hub("export", "-").out == (tmp_path / "out.yaml").read_text(encoding="utf-8")


def test_a_file_is_not_overwritten_unless_told_to(hub: Command, small: Path) -> None:
    assert hub("export", "small.yaml") == Said(1, "", "hub: small.yaml exists: name another file, or add --force\n")
    assert small.read_text(encoding="utf-8") == SMALL
    assert hub("export", "small.yaml", "--force").code == 0
    assert small.read_text(encoding="utf-8") != SMALL


def test_a_file_that_is_not_there_is_said_in_one_line(hub: Command) -> None:
    said = hub("apply", "none.yaml")
    assert said.code == 1
    assert said.err.count("\n") == 1
    assert "none.yaml" in said.err


async def give_everyone_their_demo_holdings(database_url: str, ports: Ports) -> None:
    async with wiring.connected(database_url):
        await demo.seed(ports)


def test_switching_a_policy_says_who_holds_it_and_works_their_timelines_out_again(
    hub: Command, database_url: str, ports: Ports, tmp_path: Path
) -> None:
    asyncio.run(give_everyone_their_demo_holdings(database_url, ports))
    switched = DEMO.read_text(encoding="utf-8").replace("{group: qinglan-video, rank: 2}", "{group: alone, rank: 2}")
    (tmp_path / "switched.yaml").write_text(switched, encoding="utf-8")
    assert "! benefits qinglan-svip: " in hub("diff", "switched.yaml").out
    said = hub("apply", "switched.yaml").out
    assert "! the timelines of 3 members were worked out again; 2 changed" in said
