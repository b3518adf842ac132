"""Commands as people type them, on a fresh database and in an empty directory."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from hub.cli import main


class Said(NamedTuple):
    code: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def command(
    database_url: str,
    redis_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Command:
    """Runs ``hub …``."""
    monkeypatch.chdir(tmp_path)
    settings = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "SECRET_KEYS": "a key for tests"}
    for name, value in settings.items():
        monkeypatch.setenv(f"HUB_{name}", value)

    def run(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["hub", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        return Said(1, said.out, f"{code}\n") if isinstance(code, str) else Said(int(code or 0), said.out, said.err)

    return run
