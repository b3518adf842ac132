"""The pages that explain providers and stand-ins show what is so."""

from __future__ import annotations

import re
from pathlib import Path

from hub.adapters.providers.declarative.checking import check
from hub.adapters.sandbox.gateway.cards import CARDS
from hub.adapters.sandbox.providers.faults import Fault
from tests.rules.providers.shapes import NOW

PROVIDERS, STAND_INS = Path("docs/providers.md"), Path("docs/stand-ins.md")


def test_the_file_on_the_page_is_in_order_and_its_samples_come_out_as_it_says(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PROVIDERS.read_text("utf-8"), flags=re.DOTALL)
    file = tmp_path / "newcomer.yaml"
    file.write_text(example, "utf-8")
    report = check(file, {}, NOW)
    assert report.is_good, str(report)
    assert len(report.trials) == 2


def test_the_table_of_test_cards_is_the_one_that_the_gateway_goes_by() -> None:
    rows = re.findall(r"^\| ([\d ]{19}) \| (.*) \|$", STAND_INS.read_text("utf-8"), flags=re.MULTILINE)
    assert [(number.replace(" ", ""), meaning) for number, meaning in rows] == [
        (card.number, card.meaning) for card in CARDS.values()
    ]


def test_every_fault_is_explained() -> None:
    page = STAND_INS.read_text("utf-8")
    assert [fault for fault in Fault if fault not in page] == []
