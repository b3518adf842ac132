"""The worked answers: the engine must give exactly these."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hub.cli.cases import Case
from hub.cli.timeline import answers
from hub.kernel.calendar import parse_instant
from hub.kernel.errors import InvalidInput

CASES = [case for file in sorted(Path(__file__).parent.glob("cases/*.json")) for case in json.loads(file.read_bytes())]


def as_instants(answer: object) -> object:
    """The same answer, in which the spelling of instants no longer matters."""
    match answer:
        case dict():
            return {key: value if key == "grant" else as_instants(value) for key, value in answer.items()}
        case list():
            return [as_instants(each) for each in answer]
        case str() if "T" in answer and ":" in answer:
            return parse_instant(answer)
    return answer


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_engine_gives_the_worked_answer(case: dict[str, object]) -> None:
    assert as_instants(Case.model_validate(case).answer()) == as_instants(case["expect"])


@pytest.mark.parametrize("period", [{"months": 1}, ["P1M"], 30, None])
def test_a_period_that_is_no_text_is_refused_with_its_place(period: object, tmp_path: Path) -> None:
    granted = {"at": "2026-01-31T10:00:00+08:00", "grant": "g1", "benefit": "vip", "period": period}
    case = {"zone": "Asia/Shanghai", "benefits": {"vip": {"stacking": "EXTEND"}}, "events": [granted]}
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(case))
    with pytest.raises(InvalidInput, match=r"case 0\.events\.0"):
        answers(file)
