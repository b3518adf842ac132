"""Trying a provider's file on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command

FILE = Path(__file__).parents[2] / "hub" / "adapters" / "providers" / "harbour.yaml"
DEMO = Path(__file__).parents[2] / "hub" / "catalogue" / "demo.yaml"
CODE, DIRECT, INTERNAL = "mozhan-audiobook", "qinglan-vip", "shiliu-class"


def test_a_file_in_order_is_shown_with_what_it_would_send_and_no_secret(command: Command, monkeypatch) -> None:
    monkeypatch.setenv("HARBOUR_SECRET", "top-secret")
    said = command("provider", "check", str(FILE))
    assert said.code == 0
    assert "POST https://provider.example/v2/deliveries" in said.out
    assert "as it says   sold out: rejected, try another product" in said.out
    assert "made up for this check: HARBOUR_KEY_ID, HARBOUR_URL, HARBOUR_VOUCHER_KEY" in said.out
    assert "top-secret" not in said.out


def test_a_sample_that_comes_out_otherwise_is_an_exit_code(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "harbour.yaml"
    file.write_text(FILE.read_text("utf-8").replace("gives: accepted", "gives: delivered"), "utf-8")
    said = command("provider", "check", str(file))
    assert said.code == 1
    assert "OTHERWISE    taken on: gives accepted; the sample says delivered" in said.out


def test_a_mistake_is_named_with_file_line_and_advice(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "harbour.yaml"
    file.write_text(FILE.read_text("utf-8").replace("title:", "titel:"), "utf-8")
    said = command("provider", "check", str(file))
    assert said.code == 1
    assert f"{file}:3: titel: is not a name used here; check its spelling" in said.err


def test_a_benefit_goes_by_the_routes_that_were_written_down_last(command: Command, tmp_path: Path) -> None:
    assert command("catalogue", "apply", str(DEMO)).code == 0
    assert command("provider", "route", CODE, "harbour:a-code", "vault:tea", "--period", "P1M").code == 0
    assert command("provider", "route", CODE, "sunrise:b:1-code").out == f"{CODE} goes by sunrise:b:1-code\n"
    lines = [line.split() for line in command("provider", "routes").out.splitlines()]
    assert lines == [
        ["benefit", "length", "provider", "product"],
        [CODE, "any", "sunrise", "b:1-code"],
        [CODE, "P1M", "harbour", "a-code"],
        [CODE, "P1M", "vault", "tea"],
    ]
    assert command("provider", "route", CODE).out == f"{CODE} goes by its own provider\n"
    assert len(command("provider", "routes").out.splitlines()) == 3


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["nothing", "harbour:x"], "no benefit 'nothing'"),
        ([CODE, "harbour"], "write PROVIDER:PRODUCT, each once"),
        ([CODE, "harbour:x", "harbour:x"], "write PROVIDER:PRODUCT, each once"),
        ([DIRECT, "vault:x"], f"the vault holds codes, and {DIRECT} is not delivered as a code"),
        ([INTERNAL, "harbour:x"], f"{INTERNAL} is delivered by nobody"),
    ],
)
def test_a_route_that_cannot_be_is_refused(command: Command, words: list[str], why: str) -> None:
    command("catalogue", "apply", str(DEMO))
    said = command("provider", "route", *words)
    assert said.code == 1
    assert why in said.err
