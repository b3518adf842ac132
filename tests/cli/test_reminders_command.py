"""When members are reminded, set on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command

DEMO = Path(__file__).parents[2] / "hub" / "catalogue" / "demo.yaml"
BENEFIT = "mozhan-audiobook"
USUAL = ["(usual)", "-P30D", "-P7D", "-P1D", "+P3D"]


def test_a_benefit_has_stages_of_its_own_none_or_the_usual_ones_again(command: Command) -> None:
    def shown() -> list[list[str]]:
        return [line.split() for line in command("reminders", "show").out.splitlines()[1:]]

    assert command("catalogue", "apply", str(DEMO)).code == 0
    said = command("reminders", "stages", BENEFIT, "--before", "P14D", "--before", "P2D", "--after", "P1D").out
    assert said == f"{BENEFIT}: -P14D -P2D +P1D\n"
    assert shown() == [USUAL, [BENEFIT, "-P14D", "-P2D", "+P1D"]]
    assert command("reminders", "stages", BENEFIT, "--never").code == 0
    assert shown() == [USUAL, [BENEFIT, "never"]]
    assert command("reminders", "stages", BENEFIT).out == f"{BENEFIT}: -P30D -P7D -P1D +P3D\n"
    assert shown() == [USUAL]


def test_stages_that_cannot_be_are_refused(command: Command) -> None:
    command("catalogue", "apply", str(DEMO))
    for words, why in (
        (["nothing", "--before", "P1D"], "no benefit 'nothing'"),
        ([BENEFIT, "--before", "soon"], "'soon'"),
        ([BENEFIT, "--before", "P1D", "--before", "P1D"], "each once"),
        ([BENEFIT, "--before", "P1D", "--never"], "either stages or --never"),
    ):
        said = command("reminders", "stages", *words)
        assert (said.code, why in said.err) == (1, True), said
