"""Trying a provider's file on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command

FILE = Path(__file__).parents[2] / "hub" / "adapters" / "providers" / "harbour.yaml"


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
