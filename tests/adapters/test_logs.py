"""What the log must never show."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
import structlog

from hub.adapters import logs

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    logging.basicConfig(handlers=handlers, level=level, force=True)


@pytest.mark.usefixtures("_as_it_was")
@pytest.mark.parametrize("form", ["console", "json"])
def test_a_traceback_shows_no_values_of_variables(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(form, "info")
    try:
        break_with("1234".rjust(9, "7"))
    except ZeroDivisionError:
        structlog.get_logger("test").exception("broken")
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "777771234" not in said


def break_with(_card: str) -> None:
    raise ZeroDivisionError
